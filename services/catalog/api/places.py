"""The places of an item as somebody may see them, read for the comparison (A09, A11)."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.api.desk import sees_internal
from services.catalog.domain import Item
from services.catalog.domain.comparing import Line, Place, compared
from shared import elements
from shared.codes.divisions import prefix
from shared.problems import NotFound
from shared.rights import Principal

AT_ONCE = 200


def _record(row: Any) -> Place:
    """What is online."""
    return _place(row, row.shown, "online", json.loads(row.record)["elements"])


def _place(row: Any, edition: int, state: str, values: dict[str, Any]) -> Place:
    names = ("code", "region", "region_name", "office", "office_name")
    return Place(**{name: getattr(row, name) for name in names}, edition=edition, state=state, values=values)


def _present(who: Principal, row: Any) -> Place | None:
    """A place as the caller may see it: as it stands where he is in charge, as it is online elsewhere."""
    if who.sees(row.office, row.region):
        held = json.loads(row.elements)
        values = held if sees_internal(who, row) else elements.public_view(held)
        return _place(row, row.head, row.state, values)
    return _record(row) if row.record else None


async def _base(connection: AsyncConnection, code: str) -> tuple[Item | None, dict[str, Any] | None]:
    """The catalogue's item with its public elements."""
    base = await store.by_code(connection, code)
    if base is None or base.layer != "base":
        return None, None
    return base, elements.public_view((await store.edition(connection, base.item_id, base.head)).elements)


async def page(
    connection: AsyncConnection,
    who: Principal | None,
    code: str,
    *,
    limit: int,
    region: str = "",
    after: str = "",
    only: str = "",
) -> tuple[list[Place], str]:
    """A page of the places as somebody may see them, or the public, and where the next begins."""
    across = store.held_across if who else store.shown_across
    rows = await across(connection, code, prefix(region) if region else "", after, limit, only)
    places = [place for row in rows if (place := _present(who, row) if who else _record(row))]
    return places, rows[-1].code if len(rows) == limit else ""


async def every_place(
    connection: AsyncConnection, who: Principal | None, code: str, keys: Sequence[str], region: str = ""
) -> list[Place]:
    """All the places with these elements, read page by page."""
    found, after, more = list[Place](), "", True
    while more:
        places, after = await page(connection, who, code, region=region, after=after, limit=AT_ONCE)
        found += [place.about(keys) for place in places]
        more = bool(after)
    return found


async def _named(connection: AsyncConnection, who: Principal | None, code: str, against: str) -> Place | None:
    """The place that all are held against, on whatever page it is."""
    if not against:
        return None
    found, _ = await page(connection, who, code, only=against, limit=1)
    if not found:
        raise NotFound("没有以该编码参加比对的地方。", "No place is compared under this code.", "against")
    return found[0]


async def side_by_side(
    connection: AsyncConnection,
    who: Principal | None,
    code: str,
    places: Sequence[Place],
    keys: Sequence[str],
    against: str,
    *,
    whole: bool,
) -> tuple[Item | None, list[Line]]:
    """The catalogue's item and the lines of some places; what most say is counted over all, if these are not the whole."""
    base, upper = await _base(connection, code)
    named = await _named(connection, who, code, against)
    every = places if whole or named else await every_place(connection, who, code, keys)
    return base, await asyncio.to_thread(compared, upper, places, keys, every=every, named=named)
