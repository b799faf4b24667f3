"""A basis whose authority no longer exists under that name is looked at again."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._law import bases
from services.catalog.rules._read import text


@cache
def renamed() -> Sequence[tuple[str, date, str]]:
    """What texts call an authority, the day it ceased, and who has its duties now."""
    words = files(__package__).joinpath("data", "authorities.toml").read_text("utf-8")
    return [(row["old"], row["on"], row["now"]) for row in tomllib.loads(words)["renamed"]]


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Look for each old name in the quoted article; without a day, whatever has ended is told."""
    for path, row, title in bases(values):
        quoted = text(row, "text")
        for old, on, now in renamed():
            if old in quoted and (context.today is None or on <= context.today):
                zh = f"《{title.strip('《》')[:60]}》所写“{old}”机关自 {on} 起已不存在，职责现由{now}承担"
                yield Found(f"{path}.text", zh, f"the authority {title[:60]} names ended on {on}")


_OLD = {
    "legal_bases": [{"title": "市场登记管理办法", "article": 3, "text": "县级以上人民政府工商行政管理机关负责登记。"}]
}

RULE = Rule(
    zh="依据所写机关现仍存在",
    en="The authority of a basis still exists",
    severity="hint",
    clause="F34",
    cure_zh="复核依据和实施主体：写明职责承接的规定，或者改引现行条文",
    cure_en="review basis and body: say who took the duties over, or cite what holds now",
    compare=compare,
    passes=[
        {
            "legal_bases": [
                {"title": "企业名称登记管理规定", "article": 2, "text": "县级以上人民政府市场监督管理部门负责。"}
            ]
        },
        Case(_OLD, Context(today=date(2018, 3, 16))),
    ],
    fails=[_OLD, Case(_OLD, Context(today=date(2018, 3, 17)))],
)
