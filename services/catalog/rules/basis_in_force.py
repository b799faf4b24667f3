"""A basis is in force on the day of inspection."""

import re
from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._law import bases
from services.catalog.rules._read import Row, rows, text

SAID = r"(?:自|从|于)?\s*((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日\s*(?:零时)?起?\s*(?:正式)?(?:施行|实施|生效|执行)"
OF_ITSELF = re.compile(SAID)
OF_THIS = re.compile(rf"本(?:法|条例|办法|规定|细则|规则|规范|决定|通知|意见|规程|公告|标准){SAID}")
LONG = 5_000


def compare(values: Values, context: Context) -> Iterator[Found]:
    """A version date that is still to come, or words that say so: 自2027年1月1日起施行."""
    today = context.today.isoformat() if context.today else ""
    for path, row, title in bases(values) if today else ():
        key, when = _from(row, title)
        if when > today:
            named = title.strip("《》")[:60]
            yield Found(f"{path}.{key}", f"《{named}》{when} 才施行", f"{title[:60]} holds from {when}")
    for path, row in rows(values, "materials") if today else ():
        days = _days(OF_ITSELF, text(row, "basis"))
        if days and min(days) > today:
            yield Found(
                f"{path}.basis", f"材料的依据 {min(days)} 才施行", f"the material's basis holds from {min(days)}"
            )


def _from(row: Row, title: str) -> tuple[str, str]:
    """From when a basis holds, and where that is said; the first day of several, for it was in force since."""
    told = [("version_date", text(row, "version_date")[:10])]
    told += [("title", day) for day in _days(OF_ITSELF, title)]
    told += [("document_number", day) for day in _days(OF_ITSELF, text(row, "document_number"))]
    told += [("text", day) for day in _days(OF_THIS, text(row, "text"))]
    return min(((key, day) for key, day in told if day), key=itemgetter(1), default=("", ""))


def _days(shape: re.Pattern[str], words: str) -> list[str]:
    """The days that words name."""
    if "年" not in words:
        return []
    return [f"{year}-{int(month):02}-{int(day):02}" for year, month, day in shape.findall(words[:LONG])]


_CASE = {"legal_bases": [{"title": "某办法", "article": 1, "version_date": "2027-01-01"}]}

_BEFORE = Context(today=date(2026, 12, 31))


def _said(**words: str) -> Case:
    return Case({"legal_bases": [{"title": "某办法"} | words]}, _BEFORE)


RULE = Rule(
    zh="依据已经施行",
    en="A basis is in force",
    severity="block",
    waivable=Waivable("没有施行的规定不能作依据", "what is not in force is no basis", may=False),
    clause="F15",
    cure_zh="施行之前引用现行规定",
    cure_en="until then, cite what is in force",
    compare=compare,
    passes=[
        _CASE,
        Case(_CASE, Context(today=date(2027, 1, 1))),
        _said(document_number="2020年1月1日起施行；2026年修订，自2027年1月1日起施行"),
        _said(text="第三条 新标准自2027年1月1日起施行。"),
        _said(text="本办法自2019年1月1日起施行。"),
        _said(title="某办法（自2027年1月1日起施行）", version_date="2019-01-01"),
    ],
    fails=[
        Case(_CASE, _BEFORE),
        _said(document_number="国务院令第900号，自2027年1月1日起施行"),
        _said(title="某办法（2027年1月1日起正式实施）"),
        _said(text="第三条 应当申请。本办法自2027年1月1日起施行。"),
        Case({"materials": [{"name": "申请书", "basis": "《某办法》（自2027年1月1日起施行）第三条"}]}, _BEFORE),
    ],
)
