"""Where an old code leads: through every code that is cancelled by now, to what is in force."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain.successors import Step

BODY, BASIC = slice(0, 18), slice(19, 31)
"""Where an implementation code has its body and its basic code."""


async def way_from(connection: AsyncConnection, code: str) -> list[Step]:
    """Every step from a code on; a step to a catalogue item ends at the body's own item of it, once it has claimed."""
    start = await store.by_code(connection, code)
    ask = [(code, start.office if start and start.layer != "base" else "")]
    seen, found = set(ask), []
    while ask:
        old, office = ask.pop(0)
        for row in await _rows(connection, old):
            lands, onward = await _landing(connection, row["new_code"], office)
            found.append(Step(**row | {"old_code": old}, in_force=lands))
            if onward and onward not in seen:
                seen.add(onward)
                ask.append(onward)
    return found


async def leads_to(connection: AsyncConnection, code: str) -> list[str]:
    """The codes in force that an old code leads to, itself left out where the way comes back to it."""
    return sorted({step.in_force for step in await way_from(connection, code)} - {"", code})


async def _rows(connection: AsyncConnection, code: str) -> list[dict[str, str]]:
    """The rows that lead on from a code; a handling item goes the way of the item that it is part of."""
    rows = await store.successions(connection, code)
    item = None if rows else await store.by_code(connection, code)
    if item and item.layer == "handling":
        above = await store.load(connection, str(item.parent_id))
        return await store.successions(connection, above.code)
    return rows


async def _landing(connection: AsyncConnection, code: str, office: str) -> tuple[str, tuple[str, str] | None]:
    """The code in force that a step ends at, or else from where to go on, and for which body."""
    item = await store.by_code(connection, code)
    if item is None and len(code) > BASIC.start:  # a code that was told before the body had claimed
        code, office = code[BASIC], code[BODY]
        item = await store.by_code(connection, code)
    if item is None:
        return "", None
    if item.layer != "base":
        return (item.code, None) if item.state != "cancelled" else ("", (item.code, item.office))
    own = await store.item_held(connection, office, item.code) if office else None
    if own:
        return own.code, None
    return (item.code, None) if item.state != "cancelled" else ("", (item.code, office))
