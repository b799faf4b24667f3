"""The item that each row of a change set is of: by its code, by name and type, or by what stands beside an older code."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.dumps import Told
from services.catalog.domain import Item
from services.catalog.domain.loadcodes import beside, is_unheld
from services.catalog.sheets.model import Entry


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
