"""The item that each row of a change set is of: by its code, by name and type, or by what stands beside an older code."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.dumps import DUMPS, Told
from services.catalog.domain import Item, Values
from services.catalog.domain.loadcodes import beside, is_unheld
from services.catalog.sheets.model import Entry
from shared.problems import Conflict, Fault, NotFound


async def items_of(connection: AsyncConnection, kind: str, office: str, entries: Sequence[Entry]) -> dict[int, Item]:
    """The item of each row, by the row's number."""
    if kind == "statistics":
        return await _named(connection, office, entries)
    known = await store.items_by_code(connection, [e.basic_code for e in entries])
    found = {e.row: known[e.basic_code] for e in entries if e.basic_code in known}
    for one in entries:
        if isinstance(one, Told) and is_unheld(one.basic_code) and not one.part_of:
            body, basic = beside(one.basic_code, one.codes)
            if item := await store.item_of_body(connection, body, basic):
                found[one.row] = item
    return found


async def catalogue_of(connection: AsyncConnection, kind: str, held: Iterable[Item]) -> dict[str, Values]:
    """What the catalogue's newest editions say of the items that rows of a dump are of, by basic code."""
    codes = {item.basic_code for item in held} if kind in DUMPS else set()
    bases = await store.items_by_code(connection, sorted(codes))
    editions = await store.editions_at(connection, {(base.item_id, base.head) for base in bases.values()})
    return {code: editions[base.item_id].elements for code, base in bases.items()}


async def _named(connection: AsyncConnection, office: str, entries: Sequence[Entry]) -> dict[int, Item]:
    """A body's own items of this name and type, where that is one."""
    names = [str(e.elements.get("name", "")) for e in entries]
    named = await store.items_by_name(connection, office, names)
    found = {}
    for entry, name in zip(entries, names, strict=True):
        same = [i for i in named.get(name, ()) if i.item_type == entry.elements.get("item_type")]
        if len(same) == 1:
            found[entry.row] = same[0]
    return found


def changed_since() -> Conflict:
    """The item is not as whoever sent the file could see it."""
    return Conflict(
        "文件上传或试运行之后有人更改了该事项，请重新试运行。",
        "Someone changed the item since the file came or was tried; try again.",
        "changed_since",
    )


def none_of_this_name() -> NotFound:
    """The body has no item that a row of its table names, or several."""
    return NotFound(
        "本单位没有名称和类型与此相符（且唯一）的事项。",
        "The body has no item, or more than one, of this name and type.",
        "no_item",
    )


def demand_live(base: Item) -> None:
    """Conflict for a catalogue item that ended: its code is never used again."""
    if base.state == "cancelled":
        cure = "删除该行；如须恢复，请另编新码", "delete the row; what is to live again gets a new code"
        told = f"目录事项 {base.code} 已经取消，不能再导入", f"{base.code} is cancelled and takes no more changes"
        raise Conflict(f"{told[0]}。", f"{told[1]}.", "cancelled", [Fault("", "cancelled", *told, *cure)])
