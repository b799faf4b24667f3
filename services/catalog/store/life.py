"""SQL of an item's life beyond its editions: cases and gates, merges, successors, holdings."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.gates import Case
from services.catalog.domain.items import Item
from services.catalog.store.items import Rows, item_of
from services.catalog.store.many import among
from services.catalog.store.offers import offer
from shared.problems import NotFound

_C, _I = t.cases.c, t.items.c
_PARTS = (
    select(t.items)
    .where(_I.parent_id == bindparam("of_item"), _I.layer == "handling", _I.state != "cancelled")
    .order_by(_I.code)
)
_ADJUSTMENTS = (
    select(t.cases)
    .where(_C.item_id == bindparam("of_item"), _C.kind == "adjust", _C.state.in_(bindparam("states", expanding=True)))
    .order_by(_C.updated_at, _C.case_id)
)


async def add_case(connection: AsyncConnection, case: Case) -> None:
    """A new case."""
    await connection.execute(insert(t.cases).values(asdict(case)))


async def load_case(connection: AsyncConnection, case_id: str) -> Case:
    """One case; NotFound when there is none."""
    query = select(t.cases).where(t.cases.c.case_id == case_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("没有该办件。", "There is no such case.", "case")
    return Case(**row._mapping)


async def open_case_of(connection: AsyncConnection, item_id: str) -> Case | None:
    """The open case about an item."""
    c = t.cases.c
    row = (await connection.execute(select(t.cases).where(c.item_id == item_id, c.state == "open"))).first()
    return Case(**row._mapping) if row else None


async def set_case(connection: AsyncConnection, case_id: str, state: str, at: str, content: str | None = None) -> None:
    """Move a case."""
    values = {"state": state, "updated_at": at} | ({"content": content} if content is not None else {})
    await connection.execute(update(t.cases).where(t.cases.c.case_id == case_id).values(values))


async def gates_of(connection: AsyncConnection, case_id: str) -> Rows:
    """The gates that a case has come through, in order."""
    rows = select(t.gates).where(t.gates.c.case_id == case_id).order_by(t.gates.c.position)
    return (await connection.execute(rows)).all()


async def add_gate(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """A gate passed or refused."""
    await connection.execute(insert(t.gates).values(row))


async def holders(connection: AsyncConnection, base_id: str) -> list[Item]:
    """The implementation items that stand on a catalogue item."""
    c = t.items.c
    rows = select(t.items).where(c.parent_id == base_id, c.layer == "implementation", c.state != "cancelled")
    return [item_of(row) for row in await connection.execute(rows.order_by(c.code))]


async def handling_items(connection: AsyncConnection, item_id: str) -> list[Item]:
    """The handling items of an implementation item that are not cancelled."""
    return [item_of(row) for row in await connection.execute(_PARTS, {"of_item": item_id})]


async def ended_with(connection: AsyncConnection, item: Item) -> list[Item]:
    """The handling items of an implementation item that is cancelled which ended in the same act."""
    rows = select(t.items).where(_I.parent_id == item.item_id, _I.layer == "handling", _I.state == "cancelled")
    rows = rows.where(_I.updated_at == item.updated_at)
    return [item_of(row) for row in await connection.execute(rows.order_by(_I.code))]


async def entrusted(connection: AsyncConnection, item: Item) -> list[Item]:
    """What bodies have by the entrusting of the organ that has an item."""
    rows = select(t.items).where(_I.parent_id == item.parent_id, _I.organ == item.item_id, _I.state != "cancelled")
    return [item_of(row) for row in await connection.execute(rows.order_by(_I.code))]


async def entrusted_unknown(connection: AsyncConnection) -> list[tuple[str, str]]:
    """What bodies may have by an entrusting that their item does not tell of, and the organ's item; the newest case first."""
    done = select(t.cases).where(_C.kind == "entrust", _C.state == "done").order_by(_C.updated_at.desc(), _C.case_id)
    found: dict[str, str] = {}
    for case in (await connection.execute(done)).all():
        base = select(_I.parent_id).where(_I.item_id == case.item_id).scalar_subquery()
        rows = select(_I.item_id).where(_I.parent_id == base, _I.layer == "implementation", _I.organ == "")
        rows = rows.where(_I.state != "cancelled", _I.office.in_(json.loads(case.content)["to"]))
        for (held,) in await connection.execute(rows):
            found.setdefault(held, case.item_id)
    return list(found.items())


async def assign_offer(connection: AsyncConnection, base_id: str, office: str, item_id: str, at: str) -> bool:
    """Give a body an item without its asking; False when it has it already."""
    taken = {"state": "claimed", "decided_at": at, "item_id": item_id}
    await offer(connection, base_id, [office], at)
    o = t.offers.c
    this = (o.base_id == base_id) & (o.office == office) & (o.state != "claimed")
    return (await connection.execute(update(t.offers).where(this).values(taken))).rowcount == 1


async def state_of_code(connection: AsyncConnection, code: str) -> str | None:
    """The state of the item with a code, whatever it is."""
    return (await connection.execute(select(t.items.c.state).where(t.items.c.code == code))).scalar()


async def is_suspended(connection: AsyncConnection, code: str) -> bool:
    """Whether the public would read the item with this code, were it not suspended."""
    c = t.items.c
    rows = select(c.item_id).where(c.code == code, c.availability == "suspended")
    return (await connection.execute(rows)).first() is not None


async def was_given_up(connection: AsyncConnection, code: str) -> bool:
    """Whether the item with this code is cancelled, or was once by a case, or was public; it may be compiled anew since."""
    left = exists().where(
        _C.item_id == _I.item_id, _C.kind.not_in(("adjust", "entrust", "end_entrust")), _C.state == "done"
    )
    public = exists().where(t.publications.c.item_id == _I.item_id, t.publications.c.online_at.is_not(None))
    rows = select(_I.item_id).where(_I.code == code, or_(_I.state == "cancelled", left, public))
    return (await connection.execute(rows)).first() is not None


async def suspended_with(connection: AsyncConnection, item_id: str, with_item: str) -> None:
    """With which item another was suspended; with none where it is no more, or was suspended by itself."""
    await connection.execute(delete(t.suspensions).where(t.suspensions.c.item_id == item_id))
    if with_item:
        await connection.execute(insert(t.suspensions).values(item_id=item_id, with_item=with_item))


async def was_suspended_with(connection: AsyncConnection, item_id: str, with_item: str) -> bool:
    """Whether an item is suspended because this item was."""
    c, s = t.items.c, t.suspensions.c
    rows = select(c.item_id).join(t.suspensions, s.item_id == c.item_id)
    rows = rows.where(c.item_id == item_id, s.with_item == with_item, c.availability == "suspended")
    return (await connection.execute(rows)).first() is not None


async def left_behind(connection: AsyncConnection) -> list[Item]:
    """Handling items that are public while the item that they are part of is suspended."""
    above = t.items.alias("above")
    rows = select(t.items).join(above, t.items.c.parent_id == above.c.item_id)
    rows = rows.where(above.c.layer == "implementation", above.c.availability == "suspended")
    rows = rows.where(t.items.c.layer == "handling", t.items.c.availability == "online")
    return [item_of(row) for row in await connection.execute(rows.order_by(t.items.c.code))]


async def every_base(connection: AsyncConnection, held: Iterable[str]) -> list[tuple[Item, list[str], str]]:
    """Every catalogue item in force or held, the levels it is exercised at, and its owner's business line."""
    e, o = t.editions, t.offices
    on = (t.items.c.item_id == e.c.item_id) & (t.items.c.head == e.c.number)
    join = t.items.join(e, on).join(o, t.items.c.office == o.c.credit_code)
    rows = select(t.items, e.c.elements, o.c.line).select_from(join)
    shown = or_(t.items.c.state != "cancelled", among(connection, t.items.c.item_id, held))
    rows = rows.where(t.items.c.layer == "base", shown).order_by(t.items.c.code)
    found = []
    for row in await connection.execute(rows):
        held = dict(row._mapping)
        levels = json.loads(held.pop("elements")).get("exercise_levels") or []
        line = held.pop("line")
        found.append((Item(**held), list(levels), str(line)))
    return found


async def offers_by_base(connection: AsyncConnection, office: str) -> dict[str, Any]:
    """A body's offers, by catalogue item."""
    rows = await connection.execute(select(t.offers).where(t.offers.c.office == office))
    return {row.base_id: row for row in rows}


async def reopen_refusals(connection: AsyncConnection, today: str) -> int:
    """Refusals whose end has come are open offers again (G05)."""
    o = t.offers.c
    ended = update(t.offers).where(o.state == "refused", o.expires_on < today)
    return (await connection.execute(ended.values(state="offered", decided_at=None, audit=None))).rowcount


async def adjustments(connection: AsyncConnection, item_id: str, states: Sequence[str]) -> list[Case]:
    """The adjustments of an item in these states, oldest first (G24)."""
    rows = await connection.execute(_ADJUSTMENTS, {"of_item": item_id, "states": states})
    return [Case(**row._mapping) for row in rows]


async def end_adjustments(connection: AsyncConnection, item_id: str, at: str) -> None:
    """What was approved in an earlier life of an item holds no more."""
    c = t.cases.c
    given = update(t.cases).where(c.item_id == item_id, c.kind == "adjust", c.state.in_(("done", "used")))
    await connection.execute(given.values(state="superseded", updated_at=at))
