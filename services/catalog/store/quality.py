"""SQL of findings and remarks, of findings that stand, and of waivers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.quality import Standing, Waiver
from services.catalog.store.items import Rows

MOST_OFFICES, SETS = 1000, 50
_S, _W = t.standing_findings.c, t.waivers.c
_STANDING = select(t.standing_findings).where(_S.item_id == bindparam("item_id"))
_OPEN = _STANDING.where(_S.closed_at.is_(None))
_STANDS = insert(t.standing_findings)
_GONE = delete(t.standing_findings).where(
    _S.item_id == bindparam("of_item"), _S.rule == bindparam("of_rule"), _S.path == bindparam("of_path")
)
_WAIVERS = select(t.waivers).where(_W.item_id == bindparam("item_id")).order_by(_W.rule, _W.path)
_NO_FINDINGS = delete(t.findings).where(
    t.findings.c.item_id == bindparam("item_id"), t.findings.c.edition == bindparam("edition")
)
_FOUND = insert(t.findings)


@dataclass(frozen=True)
class FindingsWanted:
    """Which findings a list shows."""

    state: str = "open"
    rule: str = ""
    severity: str = ""
    office: str = ""
    region: str = ""
    repeated: bool = False
    change_set: str = ""
    item: str = ""
    hidden: Sequence[tuple[str, str]] = ()


async def standing(connection: AsyncConnection, item_id: str) -> list[Standing]:
    """Every finding an item ever had, in its present state."""
    rows = await connection.execute(_STANDING, {"item_id": item_id})
    return [Standing(**row._mapping) for row in rows]


async def standing_open(connection: AsyncConnection, item_id: str) -> list[Standing]:
    """The findings of an item that no inspection has closed yet."""
    rows = await connection.execute(_OPEN, {"item_id": item_id})
    return [Standing(**row._mapping) for row in rows]


async def keep_standing(connection: AsyncConnection, changed: Sequence[Standing]) -> None:
    """Write findings in their present state."""
    if changed:
        before = [{"of_item": one.item_id, "of_rule": one.rule, "of_path": one.path} for one in changed]
        await connection.execute(_GONE, before)
        await connection.execute(_STANDS, [asdict(one) for one in changed])


def _conditions(wanted: FindingsWanted) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {"open": _S.closed_at.is_(None), "closed": _S.closed_at.is_not(None)}
    found: list[ColumnElement[bool]] = [states[wanted.state]] if wanted.state in states else []
    exact = {_S.rule: wanted.rule, _S.severity: wanted.severity, _S.office: wanted.office, _S.item_id: wanted.item}
    found += [column == value for column, value in exact.items() if value]
    if wanted.region:
        found.append(_S.region.startswith(wanted.region, autoescape=True))
    if wanted.change_set:
        named = select(t.change_rows.c.item_id).where(t.change_rows.c.set_id == wanted.change_set)
        found.append(_S.item_id.in_(named))
    if wanted.repeated:
        found.append(_S.times > 1)
    return found + [~_at(key, column) for key, column in wanted.hidden]


def _at(key: str, column: str) -> ColumnElement[bool]:
    """Whether a finding points into an element, or into a column of it."""
    if column:
        return _S.path.startswith(f"{key}[", autoescape=True) & _S.path.contains(f"].{column}", autoescape=True)
    return or_(_S.path == key, *(_S.path.startswith(key + mark, autoescape=True) for mark in ("[", ".")))


async def page_of_findings(
    connection: AsyncConnection, wanted: FindingsWanted, after: tuple[str, str, str] | None, limit: int
) -> Rows:
    """Findings with their items, by item, rule and place."""
    key = (_S.item_id, _S.rule, _S.path)
    rows = select(t.standing_findings, t.items.c.code, t.items.c.name, t.items.c.office_name)
    rows = rows.join(t.items, t.items.c.item_id == _S.item_id).where(*_conditions(wanted))
    if after:
        rows = rows.where(tuple_(*key) > tuple_(*after))
    return (await connection.execute(rows.order_by(*key).limit(limit))).all()


async def findings_by_rule(connection: AsyncConnection, wanted: FindingsWanted) -> Rows:
    """How many findings each rule has, the most first, and how many of them came back."""
    count, again = func.count().label("count"), func.sum(_S.times - 1).label("repeats")
    rows = select(_S.rule, _S.severity, count, again).where(*_conditions(wanted)).group_by(_S.rule, _S.severity)
    return (await connection.execute(rows.order_by(count.desc(), _S.rule))).all()


async def findings_by_office(connection: AsyncConnection, wanted: FindingsWanted) -> Rows:
    """How many findings the items of each body have, the bodies with the most items that are blocked first."""
    blocks = case((_S.severity == "block", 1), else_=0)
    held = func.count(func.distinct(case((_S.severity == "block", _S.item_id), else_=None)))
    figures = (func.count().label("count"), func.sum(blocks).label("blocks"), held.label("blocked_items"))
    rows = select(_S.office, t.offices.c.name, *figures).join(t.offices, t.offices.c.credit_code == _S.office)
    rows = rows.where(*_conditions(wanted)).group_by(_S.office, t.offices.c.name)
    return (await connection.execute(rows.order_by(held.desc(), _S.office).limit(MOST_OFFICES))).all()


async def blocked_items(connection: AsyncConnection, office: str) -> int:
    """How many of a body's items have a finding that blocks."""
    rows = select(func.count(func.distinct(_S.item_id)))
    rows = rows.where(_S.office == office, _S.closed_at.is_(None), _S.severity == "block")
    return int((await connection.execute(rows)).scalar_one())


async def newly_loaded(connection: AsyncConnection, office: str) -> Rows:
    """By load, how many items arose in the name of a body that it has not touched yet, and how many of them are blocked."""
    i, c, s = t.items.c, t.change_rows.c, t.change_sets.c
    open_blocks = select(_S.item_id).where(_S.office == office, _S.closed_at.is_(None), _S.severity == "block")
    blocked = func.sum(case((i.item_id.in_(open_blocks), 1), else_=0)).label("blocked")
    rows = select(s.set_id, s.name, s.at, func.count().label("items"), blocked)
    rows = rows.join(t.change_rows, c.set_id == s.set_id).join(t.items, i.item_id == c.item_id)
    rows = rows.where(i.office == office, i.state == "compiling", i.head == c.after, c.action == "new")
    rows = rows.where(s.kind == "load", s.undone_by.is_(None)).group_by(s.set_id, s.name, s.at)
    return (await connection.execute(rows.order_by(s.at.desc(), s.set_id).limit(SETS))).all()


async def waivers(connection: AsyncConnection, item_id: str) -> list[Waiver]:
    """The waivers of an item, past ones too."""
    rows = await connection.execute(_WAIVERS, {"item_id": item_id})
    return [Waiver(**row._mapping) for row in rows]


async def keep_waiver(connection: AsyncConnection, waiver: Waiver) -> None:
    """A waiver, in place of an earlier one of the same rule and place."""
    await drop_waiver(connection, waiver)
    row: dict[str, Any] = asdict(waiver)
    await connection.execute(insert(t.waivers).values(row))


async def drop_waiver(connection: AsyncConnection, waiver: Waiver) -> None:
    """The waiver of this rule and place is no more."""
    same = (_W.item_id == waiver.item_id) & (_W.rule == waiver.rule) & (_W.path == waiver.path)
    await connection.execute(delete(t.waivers).where(same))


async def keep_findings(connection: AsyncConnection, item_id: str, number: int, rows: Sequence[dict[str, Any]]) -> None:
    """The findings of one edition, in place of those before."""
    await connection.execute(_NO_FINDINGS, {"item_id": item_id, "edition": number})
    if rows:
        await connection.execute(_FOUND, list(rows))


async def findings(connection: AsyncConnection, item_id: str, number: int) -> Rows:
    """What inspection found in an edition."""
    f = t.findings.c
    rows = select(t.findings).where(f.item_id == item_id, f.edition == number).order_by(f.severity, f.rule, f.path)
    return (await connection.execute(rows)).all()


async def keep_remarks(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """The remarks of a returned round."""
    if rows:
        await connection.execute(insert(t.remarks), list(rows))


async def remarks(connection: AsyncConnection, item_id: str) -> Rows:
    """The remarks on an item, newest round first."""
    r = t.remarks.c
    rows = select(t.remarks).where(r.item_id == item_id).order_by(r.made_at.desc(), r.part, r.element)
    return (await connection.execute(rows)).all()
