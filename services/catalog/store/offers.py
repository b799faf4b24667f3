"""SQL of offers: made, answered, made again, taken back, withdrawn."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.store.items import Rows
from shared.problems import Conflict

_O, _I, _C = t.offers.c, t.items.c, t.cases.c
_OPEN: dict[str, Any] = {"state": "offered", "decided_at": None, "audit": None}
"""What the body said stays to be read."""
STANDING = ("offered", "claimed")
"""States in which an offer is not made anew."""
_TAKE_OFFER = update(t.offers).where(
    _O.base_id == bindparam("of_base"), _O.office == bindparam("of_office"), _O.state == "offered"
)


@cache
def _taking(names: frozenset[str]) -> Update:
    """The write of these columns into an open offer."""
    return _TAKE_OFFER.values({name: bindparam(name) for name in names})


async def offer(connection: AsyncConnection, base_id: str, to: Sequence[str], at: str) -> list[str]:
    """Offer an item to bodies; returns those who did not have the offer yet."""
    known = set((await connection.execute(select(t.offers.c.office).where(t.offers.c.base_id == base_id))).scalars())
    fresh = [code for code in to if code not in known]
    if fresh:
        rows = [{"base_id": base_id, "office": code, "state": "offered", "offered_at": at} for code in fresh]
        await connection.execute(insert(t.offers), rows)
    return fresh


async def offers_of(connection: AsyncConnection, office_code: str, state: str) -> Rows:
    """A body's offers with the item that is offered."""
    join = t.offers.join(t.items, t.offers.c.base_id == t.items.c.item_id)
    i = t.items.c
    rows = (
        select(t.offers, i.code, i.name, i.item_type, i.office_name)
        .select_from(join)
        .where(t.offers.c.office == office_code)
        .order_by(t.items.c.code)
    )
    return (await connection.execute(rows.where(t.offers.c.state == state) if state else rows)).all()


async def take_offer(connection: AsyncConnection, base_id: str, office_code: str, decided: dict[str, Any]) -> None:
    """Decide an open offer once; Conflict when there is none (any more)."""
    this = {"of_base": base_id, "of_office": office_code}
    if (await connection.execute(_taking(frozenset(decided)), decided | this)).rowcount != 1:
        raise Conflict(
            "该事项没有下发给本单位，或已经认领、已答复。",
            "The item was not handed down to this body, or was claimed or answered already.",
            "no_open_offer",
        )


async def claim_rate(connection: AsyncConnection, office_code: str) -> dict[str, int]:
    """A body's offers counted by state; what was taken away with its catalogue item, or given up, counts in no rate."""
    mine = (_O.office == office_code) & _O.state.not_in(("withdrawn", "ended"))
    rows = select(_O.state, func.count()).where(mine).group_by(_O.state)
    return {row[0]: row[1] for row in await connection.execute(rows)}


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
