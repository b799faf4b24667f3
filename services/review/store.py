"""All SQL of the review."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.review import tables as t
from services.review.domain import Audit, Part
from shared.events.parts import ItemRef
from shared.problems import Conflict, NotFound


def _audit(row: Row[Any]) -> Audit:
    held = dict(row._mapping)
    held |= {"elements": json.loads(row.elements), "writers": tuple(json.loads(row.writers))}
    held |= {"previous": json.loads(row.previous) if row.previous else None}
    return Audit(**held | {"ref": ItemRef.model_validate_json(row.ref)})


def _row(audit: Audit) -> dict[str, Any]:
    plain = {name: getattr(audit, name) for name in Audit.__dataclass_fields__}
    plain |= {"elements": json.dumps(audit.elements, ensure_ascii=False), "writers": json.dumps(audit.writers)}
    plain |= {"previous": json.dumps(audit.previous, ensure_ascii=False) if audit.previous is not None else None}
    return plain | {"ref": audit.ref.model_dump_json()}


async def of_item(connection: AsyncConnection, item_id: str, *, lock: bool = False) -> Audit | None:
    """The audit of an item."""
    query = select(t.audits).where(t.audits.c.item_id == item_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    return _audit(row) if row else None


async def load(connection: AsyncConnection, audit_id: str, *, lock: bool = False) -> Audit:
    """One audit; NotFound when there is none. Locked, when a verdict follows: verdicts of one audit take turns."""
    query = select(t.audits).where(t.audits.c.audit_id == audit_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFound("没有该审核。", "There is no such audit.", "audit")
    return _audit(row)


async def add(connection: AsyncConnection, audit: Audit) -> None:
    """A new audit."""
    await connection.execute(insert(t.audits).values(_row(audit)))


async def replace(connection: AsyncConnection, old: Audit, new: Audit) -> None:
    """Write the audit if it still is what was read."""
    a = t.audits.c
    same = (a.audit_id == old.audit_id) & (a.turn == old.turn) & (a.round == old.round) & (a.state == old.state)
    if (await connection.execute(update(t.audits).where(same).values(_row(new)))).rowcount != 1:
        raise Conflict(
            "该审核刚刚有变化，请重新读取。", "The audit has just changed; read it again.", "changed_meanwhile"
        )


async def parts_of(connection: AsyncConnection, audit_id: str) -> list[Part]:
    """The parts of an audit."""
    rows = await connection.execute(select(t.parts).where(t.parts.c.audit_id == audit_id).order_by(t.parts.c.part))
    return [Part(**row._mapping) for row in rows]


async def keep_parts(connection: AsyncConnection, audit_id: str, parts: Sequence[Part]) -> None:
    """The parts as they stand now."""
    await connection.execute(delete(t.parts).where(t.parts.c.audit_id == audit_id))
    await connection.execute(insert(t.parts), [asdict(part) for part in parts])


async def add_remarks(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Remarks of one verdict."""
    if rows:
        await connection.execute(insert(t.remarks), list(rows))


async def settle_remarks(connection: AsyncConnection, audit_id: str, part: str, number: int) -> None:
    """The part passed: its open remarks are settled in this round."""
    r = t.remarks.c
    still = update(t.remarks).where(r.audit_id == audit_id, r.part == part, r.settled_round.is_(None))
    await connection.execute(still.values(settled_round=number))


async def remarks_of(connection: AsyncConnection, audit_id: str) -> Sequence[Row[Any]]:
    """All remarks of an audit, by round."""
    r = t.remarks.c
    return (
        await connection.execute(select(t.remarks).where(r.audit_id == audit_id).order_by(r.round, r.part, r.element))
    ).all()


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
        held |= {"elements": json.loads(row.elements), "writers": tuple(json.loads(row.writers))}
        held |= {"previous": json.loads(row.previous) if row.previous else None}
        found.append((Audit(**held | {"ref": ItemRef.model_validate_json(row.ref)}), part))
    return found
