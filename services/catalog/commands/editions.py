"""New editions."""

from dataclasses import replace

from services.catalog.domain import Edition, Item, Values
from shared import elements
from shared.rights import Principal
from shared.unit import Unit

IMPORTED = "目录导入"


def edition_of(unit: Unit, who: Principal, item_id: str, number: int, values: Values, reason: str) -> Edition:
    """A new edition, hashed."""
    return Edition(item_id, number, values, elements.digest(values), who.subject, who.office, unit.stamp, reason)


def next_base(unit: Unit, who: Principal, held: Item, values: Values, reason: str = "") -> tuple[Item, Edition]:
    """A catalogue item with its next edition."""
    new = edition_of(unit, who, held.item_id, held.head + 1, values, reason or IMPORTED)
    name, kind = str(values["name"]), str(values["item_type"])
    moved = replace(held, head=new.number, turn=held.turn + 1, name=name, item_type=kind, updated_at=unit.stamp)
    return moved, new
