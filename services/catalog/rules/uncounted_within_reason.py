"""What stands outside the clock does not outweigh what is promised."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._limits import exceeds, limit_text, span_text
from services.catalog.rules._read import bounded, limit, rows, together


def check(values: Values) -> Iterator[Found]:
    """The uncounted steps and special procedures together against the promise."""
    promised = bounded(values, "promised_limit")
    outside = [limit(row.get("limit")) for _, row in rows(values, "special_procedures")]
    outside += [limit(row.get("limit")) for _, row in rows(values, "steps") if row.get("uncounted")]
    total = together(one for one in outside if one and one["unit"] != "none")
    if promised and exceeds(total, promised):
        said, sum_ = limit_text(promised), span_text(total)
        yield Found(
            "special_procedures",
            f"不计时的时间合计 {sum_.zh}，长于承诺时限（{said.zh}）",
            f"{sum_.en} stand outside a promise of {said.en}",
        )


RULE = Rule(
    zh="不计时时间不长于承诺时限",
    en="Uncounted time is shorter than the promise",
    severity="warn",
    clause="A18",
    cure_zh="向申请人写明全部时间，压缩不计时部分",
    cure_en="tell the whole time, and shorten what does not count",
    check=check,
    passes=[
        {
            "promised_limit": {"number": 20, "unit": "working_day"},
            "special_procedures": [{"name": "评审", "limit": {"number": 15, "unit": "working_day"}}],
        }
    ],
    fails=[
        {
            "promised_limit": {"number": 5, "unit": "working_day"},
            "special_procedures": [{"name": "机构评审", "limit": {"number": 15, "unit": "working_day"}}],
        }
    ],
)
