"""SQL of tallies: the catalogue and the bodies held against each other, and the last summary table of a body."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import Rows
from shared.codes import NATION
from shared.codes.items import DIVIDED

_I, _O, _S, _R, _E = t.items.c, t.offers.c, t.change_sets.c, t.change_rows.c, t.editions.c


async def unclaimed(connection: AsyncConnection, territory: str, office: str, after: str, limit: int) -> Rows:
    """Catalogue items in force that no body of the territory holds (or that this one does not), by code (A04).

    Of a main item with sub-items these are held, and it is not.
    """
    inside = _O.office == office if office else t.offices.c.region.startswith(territory, autoescape=True)
    counted = (
        select(
            _O.base_id,
            func.count().label("offered"),
            func.sum(case((_O.state == "claimed", 1), else_=0)).label("claimed"),
            func.sum(case((_O.state == "refused", 1), else_=0)).label("refused"),
        )
        .join(t.offices, t.offices.c.credit_code == _O.office)
        .where(inside, _O.state.not_in(("withdrawn", "ended")))
        .group_by(_O.base_id)
        .subquery("counted")
    )
    none = func.coalesce(counted.c.claimed, 0) == 0
    rows = select(
        _I.code,
        _I.name,
        _I.item_type,
        _I.office_name,
        func.coalesce(counted.c.offered, 0).label("offered"),
        func.coalesce(counted.c.refused, 0).label("refused"),
    )
    rows = rows.outerjoin(counted, counted.c.base_id == _I.item_id).where(_I.layer == "base", _I.state != "cancelled")
    rows = rows.where(_I.code.not_like(f"%{DIVIDED}"))
    rows = rows.where(or_(_I.region.startswith(territory[:2]), _I.region == NATION), none, _I.code > after)
    if office:
        rows = rows.where(counted.c.offered > 0)
    return (await connection.execute(rows.order_by(_I.code).limit(limit))).all()


async def unmatched(connection: AsyncConnection, territory: str, office: str, after: str, limit: int) -> Rows:
    """Items of bodies that the catalogue does not have, has cancelled, or has under another name, by code (A04, A05).

    Where an adjustment of the name was approved, that is said of it.
    """
    base, c = t.items.alias("base"), t.cases.c
    approved = exists().where(c.item_id == _I.item_id, c.kind == "adjust", c.state.in_(("done", "used")))
    why = case(
        (base.c.item_id.is_(None), "no_base"),
        (base.c.state == "cancelled", "cancelled"),
        (approved.where(c.content.contains('"name"')), "adjusted_name"),
        else_="other_name",
    ).label("why")
    shown = (_I.item_id, _I.code, _I.basic_code, _I.name, _I.item_type, _I.office, _I.office_name, _I.region_name)
    rows = select(*shown, _I.state, base.c.name.label("catalogue_name"), why)
    rows = rows.outerjoin(base, and_(base.c.code == _I.basic_code, base.c.layer == "base"))
    apart = or_(base.c.item_id.is_(None), base.c.state == "cancelled", base.c.name != _I.name)
    rows = rows.where(_I.layer == "implementation", _I.state != "cancelled", apart, _I.code > after)
    rows = rows.where(_I.office == office if office else _I.region.startswith(territory, autoescape=True))
    return (await connection.execute(rows.order_by(_I.code).limit(limit))).all()


async def held_in(connection: AsyncConnection, office: str, territory: str, after: str, limit: int) -> Rows:
    """A page of what a body, or the bodies of a territory, hold: codes, names and elements as they stand."""
    rows = select(_I.code, _I.name, _I.office, _I.office_name, _E.elements).join(
        t.editions, and_(_I.item_id == _E.item_id, _I.head == _E.number)
    )
    rows = rows.where(_I.layer == "implementation", _I.state != "cancelled", _I.code > after)
    rows = rows.where(_I.office == office if office else _I.region.startswith(territory, autoescape=True))
    return (await connection.execute(rows.order_by(_I.code).limit(limit))).all()


async def filing(connection: AsyncConnection, office: str) -> list[tuple[Item, bool]]:
    """A body's items, and whether what it holds is other than what is online."""
    shown = t.editions.alias("shown")
    rows = select(t.items, _E.digest.label("held"), shown.c.digest.label("online_digest"))
    rows = rows.join(t.editions, and_(_I.item_id == _E.item_id, _I.head == _E.number))
    rows = rows.outerjoin(shown, and_(_I.item_id == shown.c.item_id, _I.online == shown.c.number))
    rows = rows.where(_I.office == office, _I.layer == "implementation", _I.state != "cancelled").order_by(_I.code)
    found = []
    for row in await connection.execute(rows):
        held = dict(row._mapping)
        changed = held.pop("held") != held.pop("online_digest")
        found.append((Item(**held), changed))
    return found


async def held_by(connection: AsyncConnection, office: str) -> list[dict[str, Any]]:
    """The elements of everything that a body holds, as they stand."""
    rows = select(_E.elements).join(t.items, and_(_I.item_id == _E.item_id, _I.head == _E.number))
    rows = rows.where(_I.office == office, _I.layer == "implementation", _I.state != "cancelled")
    return [json.loads(text) for text in (await connection.execute(rows)).scalars()]


def _in_force(rows: Select[Any]) -> Select[Any]:
    """Rows of summary tables that were applied and not taken back."""
    return rows.where(_S.kind == "statistics", _S.state == "applied", _S.undone_by.is_(None))


_NUMBER = case((_R.after > 0, _R.after), else_=_R.before)
_LISTED = _R.action.in_(("changed", "same"))


async def last_table(connection: AsyncConnection, office: str) -> list[dict[str, Any]] | None:
    """The elements of each row of a body's last summary table, as the table left them; None without a table."""
    newest = _in_force(select(_S.set_id)).where(_S.office == office).order_by(_S.at.desc()).limit(1)
    set_id = (await connection.execute(newest)).scalar()
    if set_id is None:
        return None
    rows = select(_E.elements).join(t.change_rows, and_(_R.item_id == _E.item_id, _E.number == _NUMBER))
    rows = rows.where(_R.set_id == set_id, _LISTED)
    return [json.loads(text) for text in (await connection.execute(rows)).scalars()]


_LEFT = select(_E.elements).join(t.change_rows, and_(_R.item_id == _E.item_id, _E.number == _NUMBER))
_TABLE_ROW = (
    _in_force(_LEFT.join(t.change_sets, _S.set_id == _R.set_id))
    .where(_R.item_id == bindparam("item_id"), _LISTED)
    .order_by(_S.at.desc())
    .limit(1)
)


async def table_row(connection: AsyncConnection, item_id: str) -> dict[str, Any] | None:
    """An item's elements as the last summary table that lists it left them."""
    text = (await connection.execute(_TABLE_ROW, {"item_id": item_id})).scalar()
    return dict(json.loads(text)) if text else None


__all__: Sequence[str] = ["filing", "held_by", "held_in", "last_table", "table_row", "unclaimed", "unmatched"]
