"""A named result has its kind, and a licence or a document has a sample."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text


def check(values: Values) -> Iterator[Found]:
    """The kind of each result."""
    for path, row in rows(values, "results"):
        if text(row, "name") and not text(row, "kind"):
            yield Found(
                f"{path}.kind", f"“{text(row, 'name')[:40]}”未写结果类型", f"{text(row, 'name')[:40]}: of what kind?"
            )


RULE = Rule(
    zh="审批结果有类型",
    en="A result has a kind",
    severity="warn",
    clause="F23",
    cure_zh="选择证照、批文或其他",
    cure_en="choose licence, document or other",
    check=check,
    passes=[{"results": [{"name": "市场登记证", "kind": "10"}]}],
    fails=[{"results": [{"name": "市场登记证"}]}],
)
