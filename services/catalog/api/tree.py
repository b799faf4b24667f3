"""The tree of an item: main item, sub-items, what bodies hold of them, handling items (A06)."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from services.catalog import store
from services.catalog.api.exports import NARROW
from services.catalog.domain import Item
from shared.codes.divisions import prefix
from shared.codes.items import DIVIDED, WHOLE
from shared.hosting.doors import Reading, requires
from shared.problems import NotFound
from shared.rights import Principal, Right

router = APIRouter(tags=["基本目录 catalogue"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]


class Leaf(BaseModel):
    """An item in the tree, with what lies below it."""

    item_id: str
    code: str
    name: str
    layer: str
    state: str
    office_name: str
    below: list["Leaf"] = []


class Tree(BaseModel):
    """A main item: its own entry if it has sub-items (00Y), and the items under it; no name where nothing tells it."""

    main_item: str
    name: str
    divided: bool
    items: list[Leaf]


@router.get(
    "/desk/tree/{main_item}",
    summary="主项、子项、业务办理项 A main item with its sub-items, what is held of them, and handling items",
)
async def tree(connection: Reading, who: Reader, main_item: Annotated[str, Path(pattern=r"^\d{9}$")]) -> Tree:
    office, territory = (who.office, "") if who.roles <= NARROW else ("", prefix(who.region))
    found = await store.under_main(connection, main_item, office, territory)
    bases = [item for item in found if item.layer == "base"]
    if not bases:
        raise NotFound("目录中没有该主项。", "There is no such main item in the catalogue.", "main_item")
    head = next((item for item in bases if item.code.endswith(DIVIDED)), None)
    subs = [item for item in bases if not item.code.endswith((WHOLE, DIVIDED))]
    items = [_leaf(item, found) for item in bases if item is not head]
    whole = next((item for item in bases if item.code.endswith(WHOLE)), None)
    named = head or whole
    name = named.name if named else await _named_by(connection, subs)
    return Tree(main_item=main_item, name=name, divided=bool(head or subs), items=items)


async def _named_by(connection: Reading, subs: list[Item]) -> str:
    """What sub-items without their main item call it; empty where none says it, or they differ."""
    held = await store.editions_at(connection, {(item.item_id, item.head) for item in subs})
    names = {str(name) for one in held.values() if (name := one.elements.get("main_item_name"))}
    return names.pop() if len(names) == 1 else ""


def _leaf(item: Item, found: list[Item]) -> Leaf:
    below = [_leaf(other, found) for other in found if other.parent_id == item.item_id]
    shown = {name: getattr(item, name) for name in ("item_id", "code", "name", "layer", "state", "office_name")}
    return Leaf(**shown, below=below)
