"""What an item is called where no column says it: by its sub-item, or else by its main item (C23)."""

import re
from collections.abc import MutableMapping
from typing import Any

FROM = ("sub_item_name", "main_item_name")
NOTHING = re.compile(r"[\s—–\-－/／\\*]*|[（(]?(?:无|没有|不涉及|不适用|空|暂无|无子项|无小项|没有子项)[）)]?[。]?")
"""What stands in the column of sub-items for an item that has none."""


def name(values: MutableMapping[str, Any]) -> str:
    """The element that an item without a name has it from, or nothing; a sub-item that says there is none is none."""
    if NOTHING.fullmatch(str(values.get("sub_item_name", ""))):
        values.pop("sub_item_name", None)
    source = "" if values.get("name") else next((key for key in FROM if values.get(key)), "")
    if source:
        values["name"] = values[source]
    return source
