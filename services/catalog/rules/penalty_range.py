"""The least penalty is not above the most."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import Row, rows, text


def _amount(row: Row, key: str) -> Decimal | None:
    try:
        found = Decimal(text(row, key)[:20])
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def check(values: Values) -> Iterator[Found]:
    """Compare both amounts where both are given."""
    for path, row in rows(values, "penalties"):
        low, high = _amount(row, "minimum"), _amount(row, "maximum")
        if low is not None and high is not None and low > high:
            yield Found(path, f"处罚幅度下限 {low} 高于上限 {high}", f"from {low} to {high}")


RULE = Rule(
    zh="处罚幅度下限不高于上限",
    en="A range runs upward",
    severity="block",
    waivable=Waivable("下限高于上限，无法执行", "a range upside down cannot be applied", may=False),
    clause="F31",
    cure_zh="改正金额",
    cure_en="correct the amounts",
    check=check,
    passes=[{"penalties": [{"act": "a", "minimum": "1000", "maximum": "5000"}]}],
    fails=[{"penalties": [{"act": "a", "minimum": "9000", "maximum": "5000"}]}],
)
