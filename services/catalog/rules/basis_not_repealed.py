"""A basis has not been repealed or superseded, by what is known or by its own words: （2023年1月1日废止）."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from services.catalog.domain.citing import named
from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._law import bases, behind, plain
from services.catalog.rules._read import Row, rows, text
from shared.asides import ended


@cache
def repealed() -> Mapping[str, tuple[date, str]]:
    """The day it ceased and what ended it, by title."""
    held = files(__package__).joinpath("data", "repealed.toml").read_text("utf-8")
    return {plain(row["title"]): (row["on"], row["by"]) for row in tomllib.loads(held)["repealed"]}


IN_TEXT = re.compile(r"^[（(【]([^（）()【】]{0,60})[）)】]|[（(【]([^（）()【】]{0,60})[）)】]$")
DAY = re.compile(r"((?:19|20)\d\d)[年./-](?:(1[0-2]|0?[1-9])[月./-](?:(3[01]|[12]\d|0?[1-9])日?)?)?[^，。；\d]{0,12}$")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Look each title up, and read what is said of it; without a day, whatever has ended is told.

    A fee has a basis of its own, a text that may name several.
    """
    for path, row, title in bases(values):
        if plain(title) in repealed():
            yield from _known(f"{path}.title", title, context.today)
        elif place := _said(row, title, context.today):
            (key, words), short = place, title.strip("《》")[:60]
            yield Found(f"{path}.{key}", f"《{short}》写明“{words[:40]}”", f"{short} says of itself: {words[:40]}")
    fees = [("fee_basis", text(values, "fee_basis"))]
    fees += [(f"{path}.basis", text(row, "basis")) for path, row in rows(values, "fees")]
    for path, said in fees:
        for title in dict.fromkeys(title for title, _ in named(said)) if "《" in said else ():
            yield from _known(path, title, context.today)


def _known(path: str, title: str, today: date | None) -> Iterator[Found]:
    """What has ended by the day."""
    known, short = repealed().get(plain(title)), title.strip("《》")[:60]
    if known and (today is None or known[0] <= today):
        on, by = known
        yield Found(path, f"《{short}》自 {on} 起废止，见《{by}》", f"{short} ended on {on}, by {by}")


def _said(row: Row, title: str, today: date | None) -> tuple[str, str] | None:
    """Where a basis itself says that it is no longer in force on the day, and in which words."""
    number, quoted = text(row, "document_number"), text(row, "text")
    if not any(word in one for word in ("废止", "失效", "停止") for one in (title, number, quoted)):
        return None
    told = [("title", part) for part in behind(title).split("；")]
    told += [("document_number", part) for part in number.split("；")]
    told += [("text", hit[1] or hit[2]) for hit in IN_TEXT.finditer(quoted)]
    return next(((key, words) for key, words in told if words and ended(words) and _over(words, today)), None)


def _over(words: str, today: date | None) -> bool:
    """Whether the day that is named has come; one without a month is its first day."""
    hit = DAY.search(words[: words.rfind("废止")] if "废止" in words else words)
    return not hit or today is None or f"{hit[1]}-{int(hit[2] or 1):02}-{int(hit[3] or 1):02}" <= today.isoformat()


_OLD = {"legal_bases": [{"title": "《药品经营许可证管理办法》", "article": 4}]}
_PROSE = {"legal_bases": [{"title": "某某条例", "document_number": "2023年1月1日废止", "article": 9}]}


def _base(**said: str) -> dict[str, list[dict[str, str]]]:
    return {"legal_bases": [{"title": "某某条例"} | said]}


RULE = Rule(
    zh="依据现行有效",
    en="A basis is not repealed",
    severity="block",
    waivable=Waivable("新规定有过渡条款的，写明该条", "the new law may keep the old one for a time"),
    clause="E07",
    cure_zh="改引现行规定；依据不存在的按程序取消事项",
    cure_en="cite what replaced it; without a basis the item is to be cancelled",
    compare=compare,
    passes=[
        {"legal_bases": [{"title": "药品管理法", "article": 51}]},
        Case(_OLD, Context(today=date(2023, 10, 25))),
        Case({"fee_basis": "《药品经营许可证管理办法》第四条"}, Context(today=date(2023, 10, 25))),
        {"fees": [{"name": "工本费", "basis": "《药品管理法》第五十一条"}]},
        Case(_PROSE, Context(today=date(2022, 12, 31))),
        _base(document_number="国务院令第250号"),
        _base(title="关于废止和修改部分规章的决定"),
        _base(document_number="国务院令第250号；部分条款已废止"),
        _base(document_number="2020年1月1日起施行，旧条例同时废止"),
        _base(document_number="2020年修订，原办法废止"),
        _base(text="第九条 自本条例施行之日起，《乙条例》同时废止"),
        _base(text="第九条 许可证遗失的，自动失效"),
    ],
    fails=[
        _OLD,
        {"fee_basis": "《药品经营许可证管理办法》第四条"},
        {"fees": [{"name": "工本费", "basis": "财税〔2014〕101号、《药品经营许可证管理办法》第四条"}]},
        Case(_OLD, Context(today=date(2024, 1, 1))),
        _PROSE,
        Case(_PROSE, Context(today=date(2023, 1, 1))),
        _base(title="某某条例（已废止）"),
        _base(title="《某某条例》（国务院令第250号）（已废止）"),
        {"legal_bases": [{"title": "《药品经营许可证管理办法》（2017年修正）", "article": 4}]},
        _base(document_number="该办法已于2020年12月31日废止"),
        _base(document_number="国务院令第250号；现已失效"),
        _base(text="（已废止）第九条 申请人应当登记"),
        _base(text="第九条 申请人应当登记（该条例2020年废止）"),
    ],
)
