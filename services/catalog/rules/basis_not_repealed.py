"""A basis has not been repealed or superseded."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._law import bases, plain


@cache
def repealed() -> Mapping[str, tuple[date, str]]:
    """The day it ceased and what ended it, by title."""
    text = files(__package__).joinpath("data", "repealed.toml").read_text("utf-8")
    return {plain(row["title"]): (row["on"], row["by"]) for row in tomllib.loads(text)["repealed"]}


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Look each title up; without a day, whatever has ended is told."""
    for path, _, title in bases(values):
        if known := repealed().get(plain(title)):
            on, by = known
            if context.today is None or on <= context.today:
                words = f"《{title.strip('《》')[:60]}》自 {on} 起废止，见《{by}》"
                yield Found(f"{path}.title", words, f"{title[:60]} ended on {on}, by {by}")


_OLD = {"legal_bases": [{"title": "《药品经营许可证管理办法》", "article": 4}]}

RULE = Rule(
    zh="依据现行有效",
    en="A basis is not repealed",
    severity="block",
    waivable=Waivable("新规定有过渡条款的，写明该条", "the new law may keep the old one for a time"),
    clause="E07",
    cure_zh="改引现行规定；依据不存在的按程序取消事项",
    cure_en="cite what replaced it; without a basis the item is to be cancelled",
    compare=compare,
    passes=[{"legal_bases": [{"title": "药品管理法", "article": 51}]}, Case(_OLD, Context(today=date(2023, 10, 25)))],
    fails=[_OLD, Case(_OLD, Context(today=date(2024, 1, 1)))],
)
