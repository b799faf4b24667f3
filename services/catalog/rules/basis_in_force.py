"""A basis is in force on the day of inspection."""

from collections.abc import Iterator
from datetime import date

from services.catalog.rules import Case, Context, Found, Rule, Values, Waivable
from services.catalog.rules._law import bases
from services.catalog.rules._read import text


def compare(values: Values, context: Context) -> Iterator[Found]:
    """A version date that is still to come."""
    today = context.today.isoformat() if context.today else ""
    for path, row, title in bases(values) if today else ():
        if text(row, "version_date")[:10] > today:
            when = text(row, "version_date")
            yield Found(
                f"{path}.version_date",
                f"《{title.strip('《》')[:60]}》{when} 才施行",
                f"{title[:60]} holds from {when}",
            )


_CASE = {"legal_bases": [{"title": "某办法", "article": 1, "version_date": "2027-01-01"}]}

RULE = Rule(
    zh="依据已经施行",
    en="A basis is in force",
    severity="block",
    waivable=Waivable("没有施行的规定不能作依据", "what is not in force is no basis", may=False),
    clause="F15",
    cure_zh="施行之前引用现行规定",
    cure_en="until then, cite what is in force",
    compare=compare,
    passes=[_CASE, Case(_CASE, Context(today=date(2027, 1, 1)))],
    fails=[Case(_CASE, Context(today=date(2026, 12, 31)))],
)
