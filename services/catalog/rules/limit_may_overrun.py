"""No limit ends later than the law's on any day of start: where the units differ, the calendar says on which it does."""

from collections.abc import Iterator

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._limits import beside, counted, limit_text, span_text
from services.catalog.rules._read import Row, drawn, limit
from shared.elements import ELEMENTS, Word, span_of
from shared.workdays import Overrun, Span

STATUTORY, CATALOGUE, PROMISE = (
    Word("法定时限", "the statutory limit"),
    Word("目录的法定时限", "the catalogue's statutory limit"),
    Word("承诺时限", "the promise"),
)


def _pairs(values: Values, context: Context) -> Iterator[tuple[str, Row | Span, Word, Row]]:
    """What must not be longer than what: the path, the limit and its words, the other's words, the other."""
    legal, promised = limit(values.get("legal_limit")), limit(values.get("promised_limit"))
    bound = context.item.get("layer") != "handling" and "legal_limit" not in context.item.get("adjusted", ())
    above = limit((context.base or {}).get("legal_limit")) if bound else None
    if legal and above:
        yield "legal_limit", legal, CATALOGUE, above
    if promised and legal:
        yield "promised_limit", promised, STATUTORY, legal
    if promised and above and (legal is None or span_of(above) != span_of(legal)):
        yield "promised_limit", promised, CATALOGUE, above
    if promised:
        yield "steps", drawn(values, "steps", counted).total, PROMISE, promised


def compare(values: Values, context: Context) -> Iterator[Found]:
    """The day of start on which a limit ends the most days too late, in the newest year that has one."""
    for path, mine, other, bound in _pairs(values, context):
        if over := beside(mine, bound).overrun:
            words = span_text(mine) if isinstance(mine, Span) else limit_text(mine)
            yield _found(path, words, other, limit_text(bound), over)


def _found(path: str, mine: Word, other: Word, bound: Word, over: Overrun) -> Found:
    label = ELEMENTS[path]
    return Found(
        path,
        f"{label.zh}（{mine.zh}）自有的日子起算会长于{other.zh}（{bound.zh}）：如自 {over.start} 起算，"
        f"应于 {over.second} 前办结，却到 {over.first}，超 {over.days} 日",
        f"{label.en} ({mine.en}) is longer than {other.en} ({bound.en}) from some days of start: "
        f"from {over.start} it ends on {over.first}, {over.days} days after {over.second}",
    )


_THIRTY = {"legal_limit": {"number": 30, "unit": "day"}}
_DAYS_22 = {"promised_limit": {"number": 22, "unit": "working_day"}}

RULE = Rule(
    zh="时限单位不同的，自任何一日起算都不超过",
    en="Limits in different units hold from every day of start",
    severity="block",
    waivable=Waivable(
        "只在部分起算日会超的，由数据中心写明理由后负责",
        "it is too long from some days only: somebody may answer for it, with a reason",
    ),
    clause="A16",
    cure_zh="缩短时限，或与法定时限用同一单位；行政许可法规定的期限以工作日计（第八十二条），先核对法定时限的单位",
    cure_en="shorten it or use one unit; the licensing law counts in working days (art. 82): look at the statutory unit",
    compare=compare,
    passes=[
        {},
        _THIRTY | {"promised_limit": {"number": 15, "unit": "working_day"}},
        _THIRTY | {"promised_limit": {"number": 29, "unit": "day"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 365, "unit": "day"}},
        {"legal_limit": {"number": 20, "unit": "day"}, "promised_limit": {"number": 20, "unit": "working_day"}},
        Case(_DAYS_22, Context(base=_THIRTY, item={"adjusted": ["legal_limit"]})),
    ],
    fails=[
        _THIRTY | _DAYS_22,
        {"legal_limit": {"number": 1, "unit": "month"}, "promised_limit": {"number": 30, "unit": "day"}},
        {"legal_limit": {"number": 1, "unit": "year"}, "promised_limit": {"number": 250, "unit": "working_day"}},
        {"legal_limit": {"number": 24, "unit": "hour"}, "promised_limit": {"number": 1, "unit": "working_day"}},
        Case(_DAYS_22, Context(base=_THIRTY)),
        Case({"legal_limit": {"number": 20, "unit": "working_day"}}, Context(base=_THIRTY)),
        {
            "promised_limit": {"number": 20, "unit": "day"},
            "steps": [{"name": "审核", "limit": {"number": 14, "unit": "working_day"}}],
        },
    ],
)
