"""What only the whole row says of an item: its name by its sub-item, or else by its main item (C23); whose levels it has."""

import re
from collections.abc import MutableMapping
from typing import Any

from services.catalog.intake.builder import Builder
from services.catalog.intake.bytype import LEVEL, LEVELS
from shared.elements import ELEMENTS, code_label

SEVERAL = 2
FROM = ("sub_item_name", "main_item_name")
BODIES = re.compile(r"以上|[省市县区乡镇]级|主管部门|各|[;；、,，/\n]")
"""What bodies of several levels are called together: 县级以上水行政主管部门."""
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


def several_levels(to: Builder, *, of_body: bool = False) -> bool:
    """Whether the item is the catalogue's, at several levels, and so of none alone; of one body's item it is told."""
    levels, record = to.values.get(LEVELS, ()), to.record
    if LEVEL in to.values or len(levels) < SEVERAL:
        return False
    body = str(to.values.get("implementing_body", ""))
    if of_body or (body and not BODIES.search(body)):
        zh = "、".join(label.zh for one in levels if (label := code_label(LEVEL, one)))
        to.slip("levels_several", LEVEL, value=zh)
        return False
    known = frozenset(ELEMENTS) if record.expressible is None else record.expressible
    record.expressible = (known - {LEVEL}) | {LEVELS}
    return True
