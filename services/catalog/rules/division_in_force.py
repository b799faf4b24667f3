"""The division of an item and of its body's credit code still stands (GB/T 2260)."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import text
from shared.codes.credit import LENGTH
from shared.codes.divisions import Division, division, successor


@lru_cache(4096)
def _ended(code: str, year: int | None) -> Division | None:
    """The division, if its code was in use and is no more."""
    known = division(code)
    return known if known and known.valid_to and (year is None or known.valid_to < year) else None


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Each of the two that ended, with the division that follows it."""
    credit, year = text(values, "implementing_body_code"), context.today.year if context.today else None
    if known := _ended(text(context.item, "region"), year):
        yield _found("implementing_body", "事项所在区划", "the item's division", known)
    if len(credit) == LENGTH and (known := _ended(credit[2:8], year)):
        yield _found("implementing_body_code", "信用代码中的区划", "the division in the credit code", known)


def _found(path: str, zh: str, en: str, known: Division) -> Found:
    heir, cure = successor(known.code), ("", "")
    if heir:
        cure = (
            f"后为 {heir.code} {heir.full_name}，核对机构是否已撤并、换码",
            f"{heir.code} follows it: is the body still there?",
        )
    zh = f"{zh} {known.code}（{known.full_name}）{known.valid_to} 年后不再使用"
    return Found(path, zh, f"{en}, {known.code}, ended after {known.valid_to}", *cure)


_BODY = {"implementing_body_code": "112303220000000000"}

RULE = Rule(
    zh="区划代码现行有效",
    en="Divisions still stand",
    severity="hint",
    clause="G60",
    cure_zh="核对机构是否已撤并、换码",
    cure_en="see whether the body was merged or has a new code",
    compare=compare,
    passes=[
        {"implementing_body_code": "112303810000000000"},
        Case({}, Context(item={"region": "230381"})),
        Case(_BODY, Context(today=date(1994, 1, 1))),
    ],
    fails=[_BODY, Case({}, Context(item={"region": "230322"}, today=date(2026, 11, 22)))],
)
