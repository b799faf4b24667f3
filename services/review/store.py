"""All SQL of the review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Row, Update, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.review import tables as t
from services.review.domain import Audit, Filing, Part, above
from shared.codes.divisions import prefix
from shared.events.parts import ItemRef
from shared.problems import Conflict, NotFound

# What every verdict asks and writes is made once: to build a statement anew costs more than to run it.
_FIELDS = tuple(Audit.__dataclass_fields__)
_JSON = frozenset(("elements", "writers", "reasons", "cuts", "previous"))
_OF_ITEM = select(t.audits).where(t.audits.c.item_id == bindparam("of_item"))
_BY_ID = select(t.audits).where(t.audits.c.audit_id == bindparam("of_audit"))
_PARTS = select(t.parts).where(t.parts.c.audit_id == bindparam("of_audit")).order_by(t.parts.c.part)
_THIS_PART = (t.parts.c.audit_id == bindparam("of_audit")) & (t.parts.c.part == bindparam("of_part"))
_NO_PART, _ADD_PART = delete(t.parts).where(_THIS_PART), insert(t.parts)
_MOVE_PART = update(t.parts).where(_THIS_PART).values({name: bindparam(name) for name in Part.__dataclass_fields__})
_ADD = insert(t.audits)
_TIMETABLE = select(t.timetables).where(t.timetables.c.region.in_(bindparam("places", expanding=True)))
_R = t.remarks.c
_REMARKS = select(t.remarks).where(_R.audit_id == bindparam("of_audit")).order_by(_R.round, _R.part, _R.element)
_SETTLE = (
    update(t.remarks)
    .where(_R.audit_id == bindparam("of_audit"), _R.part == bindparam("of_part"), _R.settled_round.is_(None))
    .values(settled_round=bindparam("number"))
)


@cache
def _replacing(names: frozenset[str]) -> Update:
    """The write of these columns, if the audit still is what was read."""
    a = t.audits.c
    same = (a[name] == bindparam(f"was_{name}") for name in _SAME)
    return update(t.audits).where(*same).values({name: bindparam(name) for name in names})


_SAME = ("audit_id", "turn", "round", "state")


def _audit(row: Row[Any]) -> Audit:
    held = dict(row._mapping)
    return _of(held)


def _of(held: dict[str, Any]) -> Audit:
    held |= {name: orjson.loads(held[name]) for name in ("elements", "reasons", "cuts")}
    held |= {"writers": tuple(orjson.loads(held["writers"]))}
    held |= {"previous": orjson.loads(held["previous"]) if held["previous"] else None}
    return Audit(**held | {"ref": ItemRef.model_validate_json(held["ref"])})


def _row(audit: Audit, names: Iterable[str] = _FIELDS) -> dict[str, Any]:
    return {name: _written(name, getattr(audit, name)) for name in names}


def _written(name: str, value: Any) -> Any:
    if name == "ref":
        return value.model_dump_json()
    return orjson.dumps(value).decode() if name in _JSON and value is not None else value


async def of_item(connection: AsyncConnection, item_id: str) -> Audit | None:
    """The audit of an item."""
    row = (await connection.execute(_OF_ITEM, {"of_item": item_id})).one_or_none()
    return _audit(row) if row else None


async def load(connection: AsyncConnection, audit_id: str) -> Audit:
    """One audit; NotFound when there is none."""
    row = (await connection.execute(_BY_ID, {"of_audit": audit_id})).one_or_none()
    if row is None:
        raise NotFound("没有该审核。", "There is no such audit.", "audit")
    return _audit(row)


async def add(connection: AsyncConnection, audit: Audit) -> None:
    """A new audit."""
    await connection.execute(_ADD, _row(audit))


async def replace(connection: AsyncConnection, old: Audit, new: Audit) -> None:
    """Write what changed of the audit, if it still is what was read."""
    changed = _row(new, [name for name in _FIELDS if getattr(new, name) != getattr(old, name)])
    was = {f"was_{name}": getattr(old, name) for name in _SAME}
    if (await connection.execute(_replacing(frozenset(changed)), changed | was)).rowcount != 1:
        raise Conflict(
            "该审核刚刚有变化，请重新读取。", "The audit has just changed; read it again.", "changed_meanwhile"
        )


async def parts_of(connection: AsyncConnection, audit_id: str) -> list[Part]:
    """The parts of an audit."""
    rows = await connection.execute(_PARTS, {"of_audit": audit_id})
    return [Part(**row._mapping) for row in rows]


async def parts_of_each(connection: AsyncConnection, audits: Sequence[str]) -> dict[str, list[Part]]:
    """The parts of several audits, by their ids."""
    found: dict[str, list[Part]] = {one: [] for one in audits}
    for row in await connection.execute(select(t.parts).where(t.parts.c.audit_id.in_(audits)).order_by(t.parts.c.part)):
        found[row.audit_id].append(Part(**row._mapping))
    return found


async def keep_parts(connection: AsyncConnection, audit_id: str, before: Sequence[Part], parts: Sequence[Part]) -> None:
    """The parts as they stand now: what is new or other than before is written, what is no more goes."""
    was = {part.part: part for part in before if part.audit_id == audit_id}
    gone = was.keys() - {part.part for part in parts}
    moved = [part for part in parts if part.part in was and part != was[part.part]]
    fresh = [part for part in parts if part.part not in was]
    if gone:
        await connection.execute(_NO_PART, [_named(was[name]) for name in sorted(gone)])
    if moved:
        await connection.execute(_MOVE_PART, [asdict(part) | _named(part) for part in moved])
    if fresh:
        await connection.execute(_ADD_PART, [asdict(part) for part in fresh])


def _named(part: Part) -> dict[str, str]:
    return {"of_audit": part.audit_id, "of_part": part.part}


async def add_remarks(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Remarks of one verdict."""
    if rows:
        await connection.execute(insert(t.remarks), list(rows))


async def settle_remarks(connection: AsyncConnection, audit_id: str, part: str, number: int) -> None:
    """The part passed: its open remarks are settled in this round."""
    await connection.execute(_SETTLE, {"of_audit": audit_id, "of_part": part, "number": number})


async def remarks_of(connection: AsyncConnection, audit_id: str) -> Sequence[Row[Any]]:
    """All remarks of an audit, by round."""
    return (await connection.execute(_REMARKS, {"of_audit": audit_id})).all()


async def work(
    connection: AsyncConnection, parts: Sequence[str], territory: str, office: str, after: str, limit: int
) -> list[tuple[Audit, str]]:
    """Open parts for an auditor: by the parts of the role, in a territory or of one office, oldest first."""
    join = t.parts.join(t.audits, t.parts.c.audit_id == t.audits.c.audit_id)
    query = select(t.audits, t.parts.c.part).select_from(join)
    query = query.where(t.parts.c.verdict == "open", t.audits.c.state == "open", t.audits.c.audit_id > after)
    seen = [t.audits.c.region.startswith(territory, autoescape=True)]
    if office:
        seen = [t.audits.c.office == office]
    query = (
        query.where(t.parts.c.part.in_(parts), or_(*seen)).order_by(t.audits.c.audit_id, t.parts.c.part).limit(limit)
    )
    rows = (await connection.execute(query)).all()
    found = []
    for row in rows:
        held = dict(row._mapping)
        part = held.pop("part")
        found.append((_of(held), part))
    return found


async def waiting(
    connection: AsyncConnection,
    territory: str,
    office: str,
    late: Mapping[str, str] | None,
    after: tuple[str, str],
    limit: int,
) -> list[Audit]:
    """Open audits of a territory, or of one office in it, the longest first; `late`: begun before, by matrix."""
    a = t.audits.c
    rows = select(t.audits).where(a.state == "open", a.region.startswith(territory, autoescape=True))
    rows = rows.where(or_(a.updated_at > after[0], and_(a.updated_at == after[0], a.audit_id > after[1])))
    if office:
        rows = rows.where(a.office == office)
    if late is not None:
        begun = (and_(a.matrix == matrix, a.updated_at < before) for matrix, before in late.items())
        rows = rows.where(or_(*begun))
    rows = rows.order_by(a.updated_at, a.audit_id).limit(limit)
    return [_audit(row) for row in await connection.execute(rows)]


async def keep_timetable(connection: AsyncConnection, region: str, days: Mapping[str, str]) -> None:
    """The days a place has set for itself, in place of those before."""
    await connection.execute(delete(t.timetables).where(t.timetables.c.region == region))
    rows = [{"region": region, "step": step, "due_on": on} for step, on in days.items()]
    if rows:
        await connection.execute(insert(t.timetables), rows)


async def _timetable(connection: AsyncConnection, region: str) -> list[Row[Any]]:
    """The rows that hold for a place: its own after those above it."""
    places = above(region)
    rows = (await connection.execute(_TIMETABLE, {"places": places})).all()
    return sorted(rows, key=lambda row: -places.index(row.region))


async def days_of(connection: AsyncConnection, region: str) -> dict[str, str]:
    """The last day of each step in a place: its own, or that of the place above."""
    return {row.step: row.due_on for row in await _timetable(connection, region)}


async def places_of(connection: AsyncConnection, region: str) -> dict[str, str]:
    """Whose timetable gives each step its day."""
    return {row.step: row.region for row in await _timetable(connection, region)}


async def unfiled(
    connection: AsyncConnection,
    region: str,
    items: Sequence[str] = (),
    after: str = "",
    limit: int = 500,
    kind: str = "",
) -> list[Audit]:
    """Approved results of a territory that no filing holds, save one that was refused; all, or of these items.

    What was filed for the record can still be filed for approval, by `kind`.
    """
    a, f, held = t.audits.c, t.filings.c, t.filed.c
    there = select(held.item_id).join(t.filings, f.filing_id == held.filing_id)
    there = there.where(held.item_id == a.item_id, held.edition == a.edition, f.state != "refused")
    if kind == "for_approval":
        there = there.where(f.kind == kind)
    rows = select(t.audits).where(a.state == "approved", ~there.exists(), a.item_id > after)
    rows = rows.where(a.region.startswith(prefix(region), autoescape=True))
    if items:
        rows = rows.where(a.item_id.in_(items))
    return [_audit(row) for row in await connection.execute(rows.order_by(a.item_id).limit(limit))]


async def add_filing(connection: AsyncConnection, filing: Filing, audits: Sequence[Audit]) -> None:
    """A new filing with its results."""
    await connection.execute(insert(t.filings).values(asdict(filing)))
    rows = [{"filing_id": filing.filing_id, "item_id": a.item_id, "edition": a.edition} for a in audits]
    await connection.execute(insert(t.filed), rows)


async def load_filing(connection: AsyncConnection, filing_id: str) -> Filing:
    """One filing; NotFound when there is none."""
    query = select(t.filings).where(t.filings.c.filing_id == filing_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("没有该报件。", "There is no such filing.", "filing")
    return Filing(**row._mapping)


async def replace_filing(connection: AsyncConnection, filing: Filing) -> None:
    """Write a filing anew."""
    this = update(t.filings).where(t.filings.c.filing_id == filing.filing_id)
    await connection.execute(this.values(asdict(filing)))


async def filings(connection: AsyncConnection, region: str, limit: int) -> list[Filing]:
    """Filings of a territory, newest first."""
    f = t.filings.c
    rows = select(t.filings).where(f.region.startswith(prefix(region), autoescape=True))
    return [
        Filing(**row._mapping)
        for row in await connection.execute(rows.order_by(f.made_at.desc(), f.filing_id).limit(limit))
    ]


async def filed_in(connection: AsyncConnection, filing_id: str) -> list[Audit]:
    """The audits whose results a filing holds, each of the edition that was filed, whatever came after it."""
    join = t.filed.join(t.audits, t.filed.c.item_id == t.audits.c.item_id)
    columns = [column for column in t.audits.c if column.name != "edition"]
    rows = select(*columns, t.filed.c.edition).select_from(join).where(t.filed.c.filing_id == filing_id)
    return [_of(dict(row._mapping)) for row in await connection.execute(rows.order_by(t.audits.c.item_id))]
