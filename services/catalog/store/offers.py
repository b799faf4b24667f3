"""SQL of offers beyond the first answer: made again, taken back, withdrawn."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows
from shared.problems import Conflict

_O, _I, _C = t.offers.c, t.items.c, t.cases.c
_OPEN: dict[str, Any] = {"state": "offered", "decided_at": None, "audit": None}
"""What the body said stays to be read."""
STANDING = ("offered", "claimed")
"""States in which an offer is not made anew."""


async def offers_on(connection: AsyncConnection, base_id: str) -> dict[str, str]:
    """How each body stands to the offer of a catalogue item."""
    rows = await connection.execute(select(_O.office, _O.state).where(_O.base_id == base_id))
    return {row.office: row.state for row in rows}


async def offer_on(connection: AsyncConnection, base_id: str, office: str) -> Any:
    """The offer of a catalogue item to a body; None where there is none."""
    rows = select(t.offers).where(_O.base_id == base_id, _O.office == office)
    return (await connection.execute(rows)).one_or_none()


async def unclaim(connection: AsyncConnection, base_id: str, office: str, item_id: str) -> str:
    """Undo a claim by an item: an offer that had waited for it is open again, one that was made with it is gone."""
    this = (_O.base_id == base_id) & (_O.office == office) & (_O.state == "claimed") & (_O.item_id == item_id)
    waited = update(t.offers).where(this, _O.offered_at < _O.decided_at)
    if (await connection.execute(waited.values(_OPEN | {"item_id": None}))).rowcount:
        return "offered"
    await connection.execute(delete(t.offers).where(this))
    return "withdrawn"


async def end_claim(connection: AsyncConnection, base_id: str, item_id: str, at: str) -> bool:
    """The body that claimed with an item has it no more; False where it was not claimed with it."""
    this = update(t.offers).where(_O.base_id == base_id, _O.item_id == item_id, _O.state == "claimed")
    return bool((await connection.execute(this.values(state="ended", decided_at=at))).rowcount)


async def open_offers(
    connection: AsyncConnection, base_id: str, fresh: Sequence[str], again: Sequence[str], at: str
) -> None:
    """Offer an item to bodies for the first time, and again to those that refused it, or have it no more."""
    if again:
        asked = update(t.offers).where(_O.base_id == base_id, _O.office.in_(again), _O.state.not_in(STANDING))
        await connection.execute(asked.values(_OPEN | {"offered_at": at, "item_id": None}))
    if fresh:
        rows = [{"base_id": base_id, "office": code, "state": "offered", "offered_at": at} for code in fresh]
        await connection.execute(insert(t.offers), rows)


async def take_back_refusal(connection: AsyncConnection, base_id: str, office: str) -> None:
    """A refusal is an open offer again; Conflict when there is none."""
    this = update(t.offers).where(_O.base_id == base_id, _O.office == office, _O.state == "refused")
    if (await connection.execute(this.values(_OPEN))).rowcount != 1:
        raise Conflict("本单位没有不予认领的答复可以撤回。", "There is no refusal to take back.", "no_refusal")


async def withdraw_offers(connection: AsyncConnection, base_id: str, at: str) -> int:
    """What was offered or refused is on offer no more; what was claimed stays."""
    waiting = update(t.offers).where(_O.base_id == base_id, _O.state.in_(("offered", "refused")))
    return (await connection.execute(waiting.values(state="withdrawn", decided_at=at))).rowcount


async def offered(connection: AsyncConnection, base_id: str) -> bool:
    """Whether a catalogue item was handed down to anyone."""
    there = select(t.offers.c.office).where(t.offers.c.base_id == base_id).limit(1)
    return (await connection.execute(there)).first() is not None


async def audit_refusal(connection: AsyncConnection, base_id: str, office: str, found: dict[str, Any]) -> bool:
    """Keep what was found of a refusal that waits for it; whether one did."""
    this = (_O.base_id == base_id) & (_O.office == office) & (_O.state == "refused") & (_O.audit == "waiting")
    return bool((await connection.execute(update(t.offers).where(this).values(**found))).rowcount)


async def refusals(
    connection: AsyncConnection, office: str, territory: str, audit: str, after: tuple[str, str], limit: int
) -> Rows:
    """A page of refusals of a body or a territory, by code and body."""
    f = t.offices.c
    join = t.offers.join(t.items, _O.base_id == _I.item_id).join(t.offices, f.credit_code == _O.office)
    shown = (_I.code, _I.name, f.name.label("office_name"), f.region)
    rows = select(t.offers, *shown).select_from(join).where(_O.state == "refused")
    rows = rows.where(_O.office == office if office else f.region.startswith(territory, autoescape=True))
    if audit:
        rows = rows.where(_O.audit == audit)
    rows = rows.where(or_(_I.code > after[0], (_I.code == after[0]) & (_O.office > after[1])))
    return (await connection.execute(rows.order_by(_I.code, _O.office).limit(limit))).all()
