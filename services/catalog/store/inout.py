"""SQL of change sets: their files and rows, and reading and writing many items at once."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Edition, Item
from services.catalog.domain.inout import WORKING, ChangeSet
from services.catalog.store.approvals import with_approval
from services.catalog.store.items import Rows, edition_row, item_of
from services.catalog.store.many import among
from shared import db
from shared.problems import Conflict, NotFound


async def insert_many(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one shape; Conflict where someone wrote the same meanwhile."""
    try:
        await connection.run_sync(db.insert_many, table, rows)
    except IntegrityError as error:
        raise _at_once() from error


def _at_once() -> Conflict:
    return Conflict("有人同时写入了相同的内容，稍后自动重试。", "Someone wrote the same at the same time.", "at_once")


async def change_set(connection: AsyncConnection, set_id: str) -> ChangeSet:
    """One change set; NotFound when there is none."""
    row = (await connection.execute(select(t.change_sets).where(t.change_sets.c.set_id == set_id))).one_or_none()
    if row is None:
        raise NotFound("没有该变更集。", "There is no such change set.", "change_set")
    return ChangeSet(**row._mapping)


async def change_sets(connection: AsyncConnection, office: str, limit: int, sha256: str = "") -> list[ChangeSet]:
    """A body's change sets, and those that a data centre loaded items of it with, newest first; all, or of one file."""
    c, r = t.change_sets.c, t.change_rows.c
    loaded = select(r.set_id).where(r.item_id.in_(of_body(office)))
    own = or_(c.office == office, and_(c.kind == "load", c.set_id.in_(loaded)))
    rows = select(t.change_sets).where(own).order_by(c.at.desc(), c.set_id).limit(limit)
    if sha256:
        rows = rows.where(c.set_id.in_(select(t.change_files.c.set_id).where(t.change_files.c.sha256 == sha256)))
    return [ChangeSet(**row._mapping) for row in await connection.execute(rows)]


async def sets_at_work(connection: AsyncConnection) -> list[str]:
    """The change sets that are being read or applied, oldest first."""
    c = t.change_sets.c
    rows = select(c.set_id).where(c.state.in_(WORKING)).order_by(c.at, c.set_id)
    return list((await connection.execute(rows)).scalars())


async def move_set(connection: AsyncConnection, set_id: str, states: Sequence[str], **values: Any) -> None:
    """Move a change set on from one of these states; Conflict when someone else moved it."""
    c = t.change_sets.c
    moved = update(t.change_sets).where(c.set_id == set_id, c.state.in_(states)).values(values)
    if (await connection.execute(moved)).rowcount != 1:
        raise Conflict("变更集的状态不允许此操作。", "The change set is not in a state for this.", "wrong_state")


async def place_undo(connection: AsyncConnection, set_id: str, was: int, place: int) -> None:
    """Note up to which row a change set is taken back; Conflict when another process does it too."""
    c = t.change_files.c
    moved = update(t.change_files).where(c.set_id == set_id, c.place == was).values(place=place)
    if (await connection.execute(moved)).rowcount != 1:
        raise _at_work()


async def begin_anew_file(connection: AsyncConnection, set_id: str) -> None:
    """A change set is worked through from its beginning again."""
    file = update(t.change_files).where(t.change_files.c.set_id == set_id)
    await connection.execute(file.values(place=0))


async def count_rows(connection: AsyncConnection, set_id: str, was: int, **more: int) -> None:
    """Add to the figures of a change set, of which so many rows were done; Conflict when another process did more or
    ended it. The file itself is not touched: SQLite would write all of it again.
    """
    c = t.change_sets.c
    counted = update(t.change_sets).where(c.set_id == set_id, c.rows == was, c.state.in_(WORKING))
    figures = {n: c[n] + figure for n, figure in more.items()} | {"tries": 0}
    if (await connection.execute(counted.values(figures))).rowcount != 1:
        raise _at_work()


async def count_try(connection: AsyncConnection, set_id: str) -> int:
    """How often a change set was tried at its place, this time counted; who gets on begins again."""
    c = t.change_sets.c
    tried = update(t.change_sets).where(c.set_id == set_id).values(tries=c.tries + 1).returning(c.tries)
    return int((await connection.execute(tried)).scalar_one())


def _at_work() -> Conflict:
    return Conflict("该变更集正由另一进程处理。", "Another process works on this change set.", "at_work")


async def keep_change_rows(connection: AsyncConnection, set_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """The outcomes of rows, in place of those of the dry run."""
    if rows:
        c = t.change_rows.c
        numbers = [row["row"] for row in rows]
        old = delete(t.change_rows).where(c.set_id == set_id, among(connection, c.row, numbers))
        await connection.execute(old)
        await insert_many(connection, t.change_rows, rows)


async def forget_faults(connection: AsyncConnection, set_id: str) -> int:
    """What kept rows out, or ended the set as row 0, is told no more; of how many rows."""
    c = t.change_rows.c
    await connection.execute(delete(t.change_rows).where(c.set_id == set_id, c.row == 0))
    gone = delete(t.change_rows).where(c.set_id == set_id, c.action == "fault")
    return (await connection.execute(gone)).rowcount


def of_body(office: str) -> Any:
    """The items of a body."""
    return select(t.items.c.item_id).where(t.items.c.office == office)


async def change_rows(
    connection: AsyncConnection, set_id: str, after: int, limit: int, *, faults_only: bool = False, office: str = ""
) -> Rows:
    """Outcomes in the order of the rows, all or a body's; those of the file as a whole are row 0."""
    c = t.change_rows.c
    rows = select(t.change_rows).where(c.set_id == set_id, c.row > after).order_by(c.row).limit(limit)
    rows = rows.where(c.item_id.in_(of_body(office))) if office else rows
    return (await connection.execute(rows.where(c.faults != "[]") if faults_only else rows)).all()


async def effects(connection: AsyncConnection, set_id: str, after: int, limit: int) -> Rows:
    """The rows that made an edition or opened a case, in their order."""
    c = t.change_rows.c
    rows = (
        select(t.change_rows)
        .where(c.set_id == set_id, c.row > after, or_(c.after > 0, c.action == "to_cancel"))
        .order_by(c.row)
        .limit(limit)
    )
    return (await connection.execute(rows)).all()


async def wrote(connection: AsyncConnection, set_id: str) -> bool:
    """Whether a change set made an edition."""
    c = t.change_rows.c
    rows = select(c.row).where(c.set_id == set_id, c.after > 0).limit(1)
    return (await connection.execute(rows)).first() is not None


async def seen_before(connection: AsyncConnection, set_id: str, rows: Sequence[int]) -> dict[int, int]:
    """The editions that the dry run saw, by row; 0 where it saw no item."""
    c = t.change_rows.c
    if not rows:
        return {}
    found = select(c.row, c.before).where(c.set_id == set_id, among(connection, c.row, rows))
    return {row.row: row.before for row in await connection.execute(found)}


async def blocking_rows(connection: AsyncConnection, set_id: str) -> int:
    """How many rows stay out."""
    c = t.change_rows.c
    rows = select(func.count()).where(c.set_id == set_id, c.action.in_(("fault", "file")))
    return int((await connection.execute(rows)).scalar_one())


async def unlisted(connection: AsyncConnection, set_id: str, office: str) -> list[Item]:
    """Items of a body that no row of the change set names (C19)."""
    i, c = t.items.c, t.change_rows.c
    named = select(c.item_id).where(c.set_id == set_id)
    rows = select(t.items).where(i.office == office, i.layer == "implementation", i.state != "cancelled")
    return [item_of(row) for row in await connection.execute(rows.where(i.item_id.not_in(named)).order_by(i.code))]


async def items_by_code(connection: AsyncConnection, codes: Iterable[str]) -> dict[str, Item]:
    """The items with these codes."""
    c = t.items.c
    rows = select(t.items).where(among(connection, c.code, codes)).order_by(c.code)
    return {row.code: item_of(row) for row in await connection.execute(rows)}


async def items_by_id(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Item]:
    """The items with these ids, in the order of their codes."""
    c = t.items.c
    rows = select(t.items).where(among(connection, c.item_id, ids)).order_by(c.code)
    return {row.item_id: item_of(row) for row in await connection.execute(rows)}


async def items_by_name(connection: AsyncConnection, office: str, names: Iterable[str]) -> dict[str, list[Item]]:
    """A body's own implementation items by name."""
    c = t.items.c
    rows = select(t.items).where(c.office == office, c.layer == "implementation", c.state != "cancelled")
    found: dict[str, list[Item]] = {}
    named = rows.where(among(connection, c.name, names)).order_by(c.code)
    for row in await connection.execute(named):
        found.setdefault(row.name, []).append(item_of(row))
    return found


async def editions_at(connection: AsyncConnection, places: Iterable[tuple[str, int]]) -> dict[str, Edition]:
    """Editions by item: of each item the one that is asked for."""
    wanted = sorted(set(places))
    if not wanted:
        return {}
    e = t.editions.c
    hit = tuple_(e.item_id, e.number).in_(_listed(connection, wanted))
    rows = await connection.execute(select(t.editions).where(hit))
    return {row.item_id: Edition(**{**row._mapping, "elements": json.loads(row.elements)}) for row in rows}


def _listed(connection: AsyncConnection, wanted: list[tuple[str, int]]) -> Any:
    if connection.dialect.name != "postgresql":
        return wanted
    from sqlalchemy.dialects.postgresql import ARRAY

    ids, numbers = (
        literal([one[0] for one in wanted], ARRAY(String)),
        literal([one[1] for one in wanted], ARRAY(Integer)),
    )
    rows = func.unnest(ids, numbers).table_valued("item_id", "number").render_derived()
    return select(rows.c.item_id, rows.c.number)


async def add_many(connection: AsyncConnection, items: Sequence[Item], editions: Sequence[Edition]) -> None:
    """New items and new editions."""
    await insert_many(connection, t.items, [vars(item) for item in items])
    await insert_many(connection, t.editions, [edition_row(one) for one in editions])


_MOVE = (
    update(t.items)
    .where(
        t.items.c.item_id == bindparam("b_id"),
        t.items.c.head == bindparam("b_head"),
        t.items.c.turn == bindparam("b_turn"),
    )
    .values(
        {n: bindparam(f"n_{n}") for n in ("state", "head", "turn", "base_edition", "name", "item_type", "updated_at")}
    )
)


async def replace_many(connection: AsyncConnection, pairs: Sequence[tuple[Item, Item]]) -> None:
    """Write items that this transaction holds locked; the write compares all the same."""
    if pairs:
        names = ("state", "head", "turn", "base_edition", "name", "item_type", "updated_at")
        rows = [
            {"b_id": old.item_id, "b_head": old.head, "b_turn": old.turn} | {f"n_{n}": getattr(new, n) for n in names}
            for old, new in pairs
        ]
        await connection.execute(_MOVE, rows)


async def exported(
    connection: AsyncConnection, office: str, territory: str, state: str, after: str, limit: int, *, counted: bool
) -> Rows:
    """A page of items of the lists with the elements of their present edition, by code.

    `counted`: only what a table of items counts, which is no handling item and, unless asked for, nothing cancelled.
    """
    i, e = t.items.c, t.editions.c
    join = t.items.join(t.editions, and_(i.item_id == e.item_id, i.head == e.number))
    rows = select(i.code, i.head, i.state, i.office, i.office_name, i.region_name, e.elements).select_from(join)
    layers = ("implementation",) if counted else ("implementation", "handling")
    rows = rows.where(i.code > after, i.layer.in_(layers)).order_by(i.code).limit(limit)
    rows = rows.where(i.office == office) if office else rows.where(i.region.startswith(territory, autoescape=True))
    asked = i.state == state if state else i.state != "cancelled" if counted else None
    return (await connection.execute(rows if asked is None else rows.where(asked))).all()


async def exported_live(
    connection: AsyncConnection, wanted: dict[str, str], after: str, limit: int, approved: Sequence[str] = ()
) -> Rows:
    """A page of published records, by code: region by prefix, office and type exact.

    In the divisions of `approved`, by prefix, only what the government approved, with the document and its day.
    """
    p = t.publications.c
    rows = select(p.code, p.record)
    if approved:
        published, number, on = with_approval()
        there = (p.region.startswith(one, autoescape=True) for one in approved)
        rows = rows.add_columns(number, on).select_from(published).where(or_(on.is_not(None), ~or_(*there)))
    rows = rows.where(p.live, p.code > after).order_by(p.code).limit(limit)
    if wanted["region"]:
        rows = rows.where(p.region.startswith(wanted["region"], autoescape=True))
    for name in ("office", "item_type"):
        if wanted[name]:
            rows = rows.where(t.publications.c[name] == wanted[name])
    return (await connection.execute(rows)).all()
