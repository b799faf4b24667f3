"""SQL of lists of cases and requests: a page at a time, filtered before it is cut."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain.gates import Case
from services.catalog.store.jsontext import said

_C, _G, _I = t.cases.c, t.gates.c, t.items.c
_REQUEST = "request_item"
Turns = Mapping[str, Sequence[int]]
"""By kind of case, how many gates are behind it when the next one is somebody's."""


def cases_of(office: str, territory: str, state: str, kinds: Sequence[str]) -> Select[tuple[str]]:
    """Cases of a body, or of a territory where none is named."""
    rows = select(t.cases).where(_C.kind.in_(kinds))
    rows = rows.where(_C.office == office if office else _C.region.startswith(territory, autoescape=True))
    return rows.where(_C.state == state) if state else rows


def whose_turn(rows: Select[tuple[str]], own: Turns, line: Turns, others: Turns, office: str) -> Select[tuple[str]]:
    """Those of them whose next gate is of a body itself, of the department that keeps the item above, or of another role."""
    base = select(_I.basic_code).where(_I.layer == "base", _I.office == office)
    items = select(_I.item_id).where(_I.basic_code.in_(base))
    mine = [_due(own) & (_C.office == office), _due(line) & _C.item_id.in_(items), _due(others)]
    return rows.where(_C.state == "open", or_(*mine))


def _due(turns: Turns) -> ColumnElement[bool]:
    behind = select(func.count()).where(_G.case_id == _C.case_id).scalar_subquery()
    return or_(false(), *(and_(_C.kind == kind, behind.in_(list(numbers))) for kind, numbers in turns.items()))


def requests_of(office: str, territory: str, line: str, state: str) -> Select[tuple[str]]:
    """Requests upward of a body, or of a line in a territory where none is named."""
    rows = cases_of(office, territory, state, [_REQUEST])
    return rows if office else rows.where(said(_C.content, "line") == line)


async def page_of_cases(
    connection: AsyncConnection, rows: Select[tuple[str]], after: tuple[str, str] | None, limit: int
) -> list[Case]:
    """A page of them, newest first, after the one that was opened at a time."""
    if after:
        at, case_id = after
        rows = rows.where(or_(_C.opened_at < at, (_C.opened_at == at) & (_C.case_id > case_id)))
    rows = rows.order_by(_C.opened_at.desc(), _C.case_id).limit(limit)
    return [Case(**row._mapping) for row in await connection.execute(rows)]


async def unpushed(connection: AsyncConnection, base_id: str) -> list[str]:
    """The items that stand on a catalogue item, and of which no case is open that follows its cancellation."""
    case = select(_C.item_id).where(_C.item_id == _I.item_id, _C.kind == "cancel_pushed", _C.state == "open")
    holds = (_I.parent_id == base_id, _I.layer == "implementation", _I.state != "cancelled")
    rows = select(_I.item_id).where(*holds, ~case.exists()).order_by(_I.code)
    return list((await connection.execute(rows)).scalars())


async def refused_delegations(connection: AsyncConnection, base_id: str) -> list[Case]:
    """The cases of handing down what stands on a catalogue item that were refused."""
    rows = select(t.cases).join(t.items, _I.item_id == _C.item_id).where(_I.parent_id == base_id)
    rows = rows.where(_C.kind == "delegate", _C.state == "refused").order_by(_C.opened_at, _C.case_id)
    return [Case(**row._mapping) for row in await connection.execute(rows)]


async def count_of_cases(connection: AsyncConnection, rows: Select[tuple[str]]) -> int:
    """How many there are."""
    return int((await connection.execute(select(func.count()).select_from(rows.subquery()))).scalar_one())
