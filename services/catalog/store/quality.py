"""SQL of findings that stand, and of waivers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.quality import Standing, Waiver
from services.catalog.store.items import Rows

_S, _W = t.standing_findings.c, t.waivers.c
_STANDING = select(t.standing_findings).where(_S.item_id == bindparam("item_id"))
_STANDS = insert(t.standing_findings)
_GONE = delete(t.standing_findings).where(
    _S.item_id == bindparam("of_item"), _S.rule == bindparam("of_rule"), _S.path == bindparam("of_path")
)
_WAIVERS = select(t.waivers).where(_W.item_id == bindparam("item_id")).order_by(_W.rule, _W.path)


@dataclass(frozen=True)
class FindingsWanted:
    """Which findings a list shows."""

    state: str = "open"
    rule: str = ""
    severity: str = ""
    office: str = ""
    region: str = ""
    repeated: bool = False
    hidden: Sequence[tuple[str, str]] = ()


async def standing(connection: AsyncConnection, item_id: str) -> list[Standing]:
    """Every finding an item ever had, in its present state."""
    rows = await connection.execute(_STANDING, {"item_id": item_id})
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
    for column, value in ((_S.rule, wanted.rule), (_S.severity, wanted.severity), (_S.office, wanted.office)):
        if value:
            found.append(column == value)
    if wanted.region:
        found.append(_S.region.startswith(wanted.region, autoescape=True))
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


async def waivers(connection: AsyncConnection, item_id: str) -> list[Waiver]:
    """The waivers of an item, past ones too."""
    rows = await connection.execute(_WAIVERS, {"item_id": item_id})
    return [Waiver(**row._mapping) for row in rows]


async def keep_waiver(connection: AsyncConnection, waiver: Waiver) -> None:
    """A waiver, in place of an earlier one of the same rule and place."""
    w = t.waivers.c
    same = (w.item_id == waiver.item_id) & (w.rule == waiver.rule) & (w.path == waiver.path)
    await connection.execute(delete(t.waivers).where(same))
    row: dict[str, Any] = asdict(waiver)
    await connection.execute(insert(t.waivers).values(row))
