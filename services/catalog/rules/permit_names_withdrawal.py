"""A permit leads to the item by which it is withdrawn when its conditions no longer hold."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PERMIT, WITHDRAWS = "01", "3"


def check(values: Values) -> Iterator[Found]:
    """Looked at once related items are said."""
    told = list(rows(values, "related_items"))
    if text(values, "item_type") == PERMIT and told and all(text(row, "relation") != WITHDRAWS for _, row in told):
        yield Found("related_items", "未关联撤销事项", "no related item withdraws it")


_AFTER = {"name": "变更登记", "relation": "2"}

RULE = Rule(
    zh="许可关联撤销事项",
    en="A permit names the item that withdraws it",
    severity="hint",
    clause="F03",
    cure_zh="在关联事项中补充撤销该许可的事项",
    cure_en="add the item by which it is withdrawn",
    check=check,
    passes=[
        {"item_type": "01", "related_items": [_AFTER, {"name": "撤销许可", "relation": "3"}]},
        {"item_type": "07", "related_items": [_AFTER]},
    ],
    fails=[{"item_type": "01", "related_items": [_AFTER]}],
)
