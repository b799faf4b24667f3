"""Reconsideration within sixty days, suit within six months, unless a special law is cited."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import limit, rows, text

PERIODS = {"1": (60, "day", "行政复议", "六十日"), "2": (6, "month", "行政诉讼", "六个月")}
GENERAL = ("行政复议法", "行政诉讼法")


def check(values: Values) -> Iterator[Found]:
    """Compare each remedy's period with the general law."""
    for path, row in rows(values, "remedies"):
        wanted, period = PERIODS.get(text(row, "kind")), limit(row.get("period"))
        special = text(row, "basis") and not any(law in text(row, "basis") for law in GENERAL)
        if wanted and period and not special and (period.get("number"), period["unit"]) != wanted[:2]:
            yield Found(
                f"{path}.period", f"{wanted[2]}期限应为{wanted[3]}", f"the period should be {wanted[0]} {wanted[1]}"
            )


RULE = Rule(
    zh="复议六十日、诉讼六个月",
    en="Sixty days, six months",
    severity="warn",
    clause="F32",
    cure_zh="改正期限；特别法另有规定的写明依据",
    cure_en="correct the period, or cite the special law",
    check=check,
    passes=[
        {
            "remedies": [
                {"kind": "1", "period": {"number": 60, "unit": "day"}},
                {"kind": "2", "period": {"number": 6, "unit": "month"}},
            ]
        },
        {"remedies": [{"kind": "1", "period": {"number": 15, "unit": "day"}, "basis": "《某特别法》第五条"}]},
    ],
    fails=[
        {"remedies": [{"kind": "1", "period": {"number": 15, "unit": "day"}}]},
        {"remedies": [{"kind": "2", "period": {"number": 30, "unit": "day"}}]},
    ],
)
