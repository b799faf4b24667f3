"""A material that is kept tells the public why."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._cuts import decided
from services.catalog.rules._read import text
from shared.elements import QUESTIONS


def check(values: Values) -> Iterator[Found]:
    """Each material that six times no keeps has its note."""
    for path, row, decision in decided(values):
        if decision.verdict == "keep" and not text(row, "why_kept"):
            name = text(row, "name")[:40]
            yield Found(f"{path}.why_kept", f"“{name}”未公示保留理由", f"{name!r} does not say why it is kept")


_KEPT = {"name": "申请书", "basis": "《行政许可法》第二十九条"} | dict.fromkeys(QUESTIONS, False)

RULE = Rule(
    zh="保留的材料公示保留理由",
    en="A kept material says why",
    severity="warn",
    clause="G47",
    cure_zh="填写保留理由，可采用材料清理表拟出的文字",
    cure_en="fill in why it is kept; the review of materials proposes words",
    check=check,
    passes=[{"materials": [_KEPT | {"why_kept": "据以确认申请人和申请内容"}]}, {"materials": [{"name": "申请书"}]}],
    fails=[{"materials": [_KEPT]}],
)
