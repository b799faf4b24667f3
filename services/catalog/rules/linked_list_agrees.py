"""An item is called the same in every list that it stands on."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text
from shared.elements import code_label
from shared.elements.weights import plain


def check(values: Values) -> Iterator[Found]:
    """Compare the name in each list with the item's own."""
    own = text(values, "name")
    for path, row in rows(values, "linked_lists"):
        there = text(row, "name")
        if own and there and plain(there) != plain(own):
            label = code_label("linked_list", text(row, "list"))
            listed = label.zh if label else "清单"
            yield Found(f"{path}.name", f"{listed}中名称为“{there[:60]}”", f"called {there[:60]} there")


RULE = Rule(
    zh="关联清单与事项名称一致",
    en="Linked lists call the item by its name",
    severity="warn",
    clause="G32",
    cure_zh="请清单管理机构对照调整，或者改正所填名称",
    cure_en="have the list's manager bring it in line, or correct the name",
    check=check,
    passes=[
        {"name": "市场登记", "linked_lists": [{"list": "1", "name": "市场 登记"}]},
        {"name": "市场登记", "linked_lists": [{"list": "1"}]},
    ],
    fails=[{"name": "市场登记", "linked_lists": [{"list": "1", "name": "市场开办登记"}]}],
)
