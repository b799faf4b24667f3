"""A material on paper says how many copies."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._cuts import fetched
from services.catalog.rules._read import rows, text, whole

ELECTRONIC = "2"


def check(values: Values) -> Iterator[Found]:
    """Paper needs at least one copy; what is electronic or fetched by the office needs none."""
    for path, row in rows(values, "materials"):
        if text(row, "format") not in ("", ELECTRONIC) and not fetched(row) and not whole(row, "copies"):
            name = text(row, "name")[:40]
            yield Found(f"{path}.copies", f"“{name}”未写份数", f"{name!r}: how many copies?")


RULE = Rule(
    zh="纸质材料写明份数",
    en="Paper says how many copies",
    severity="warn",
    clause="C46",
    cure_zh="填写份数，至少一份",
    cure_en="state the number, at least one",
    check=check,
    passes=[{"materials": [{"name": "申请书", "format": "1", "copies": 1}, {"name": "照片", "format": "2"}]}],
    fails=[
        {"materials": [{"name": "申请书", "format": "1"}]},
        {"materials": [{"name": "a", "format": "3", "copies": 0}]},
    ],
)
