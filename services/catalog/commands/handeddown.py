"""What comes down from the province: catalogue items by row and version, each version with effect once (domain.md 9.3)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from services.catalog import store
from services.catalog.commands.cancelling import cancel_base
from services.catalog.commands.catalogue import RowReport, hand_down, write_base
from services.catalog.commands.donesets import keep_done, one_row_an_item
from services.catalog.domain import Values
from services.catalog.domain.inout import EFFECTIVE, RowOutcome
from shared.canonical import digest
from shared.problems import Malformed, Problem
from shared.rights import Principal, Role
from shared.unit import Unit

Operation = Literal["I", "U", "D"]


@dataclass(frozen=True)
class Incoming:
    """One row of a batch: what the province says about one catalogue item."""

    row_guid: str
    version: int
    cd_operation: Operation
    basic_code: str
    office: str
    elements: Values = field(default_factory=dict)
    hand_down: bool = False
    reason: str = ""
    successors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Receipt:
    """What became of a row: accepted, rejected with the reason, or stale because a newer version is here already."""

    row_guid: str
    version: int
    receipt: str
    state: str
    reason: str
    repeated: bool = False
    action: str = ""
    changes: list[str] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Misshapen:
    """A row of another shape, why it is none, and its key where that can be read; else empty and 0."""

    row_guid: str
    version: int
    reason: str
    said: Any


async def try_batch(
    unit: Unit, who: Principal, batch: str, rows: list[Incoming], others: Sequence[Misshapen] = ()
) -> list[Receipt]:
    """What would become of each row, and what it would change; nothing of it stays (U10)."""
    said, noted, then = len(unit.events), len(unit.notes), len(unit.afterwards)
    async with unit.connection.begin_nested() as trial:
        receipts = await take_batch(unit, who, batch, rows, others)
        await trial.rollback()
    del unit.events[said:], unit.notes[noted:], unit.afterwards[then:]
    return [replace(one, receipt="") for one in receipts]


async def take_batch(
    unit: Unit, who: Principal, batch: str, rows: list[Incoming], others: Sequence[Misshapen] = ()
) -> list[Receipt]:
    """Take each row by itself: a row that cannot be taken keeps none of the others out."""
    taken: dict[str, list[RowOutcome]] = {}
    ordered = sorted(rows, key=lambda one: (one.row_guid, one.version))
    receipts = [await _take(unit, who, row, taken.setdefault(row.office, [])) for row in ordered]
    receipts += [await _refused(unit, one) for one in others]
    for office, outcomes in taken.items():
        if outcomes:
            await keep_done(unit, office, "handed_down", f"省级下发：{batch}", one_row_an_item(outcomes))
    states = [one.state for one in receipts if not one.repeated]
    unit.note("exchange.take", batch[:36], why=f"{states.count('accepted')} 收，{states.count('rejected')} 退")
    return receipts


async def _take(unit: Unit, who: Principal, row: Incoming, taken: list[RowOutcome]) -> Receipt:
    known = await store.came_down(unit.connection, row.row_guid)
    content = digest(vars(row))
    before = known.get(row.version)
    if before and before.state != "rejected":
        if before.digest == content:
            return Receipt(row.row_guid, row.version, before.receipt, before.state, before.reason, repeated=True)
        why = "同一 row_guid 与 version 的内容与先前收到的不同; another content came under this version"
        return Receipt(row.row_guid, row.version, "", "rejected", why, repeated=True)
    done, reason = await _tried(unit, who, row, known)
    state = done if isinstance(done, str) else "accepted"
    made = Receipt(row.row_guid, row.version, str(uuid.uuid4()), state, reason)
    if isinstance(done, RowReport):
        made = replace(made, action=done.action, changes=done.changed, differences=done.differences)
        if done.action in EFFECTIVE:
            taken.append(done.outcome())
    kept = {n: getattr(made, n) for n in ("row_guid", "version", "receipt", "state", "reason")}
    await store.keep_receipt(unit.connection, kept | {"digest": content, "at": unit.stamp})
    return made


async def _refused(unit: Unit, row: Misshapen) -> Receipt:
    """The receipt of a row of another shape: the same one for the same row, and kept where the row has a key."""
    receipt = Receipt(row.row_guid, row.version, str(uuid.uuid4()), "rejected", row.reason)
    if not row.row_guid:
        return receipt
    content = digest({"misshapen": row.said})
    before = (await store.came_down(unit.connection, row.row_guid)).get(row.version)
    if before and before.digest == content:
        return replace(receipt, receipt=before.receipt, reason=before.reason, repeated=True)
    if before is None or before.state == "rejected":
        kept = {n: getattr(receipt, n) for n in ("row_guid", "version", "receipt", "state", "reason")}
        await store.keep_receipt(unit.connection, kept | {"digest": content, "at": unit.stamp})
    return receipt


async def _tried(unit: Unit, who: Principal, row: Incoming, known: dict[int, Any]) -> tuple[str | RowReport, str]:
    """The effect of a row, or the reason why it has none; a refusal leaves no trace of half an effect."""
    if any(version > row.version and one.state == "accepted" for version, one in known.items()):
        return "stale", "已收到更新的版本; a newer version is here already"
    try:
        async with unit.apart():
            return await _apply(unit, who, row), ""
    except Problem as problem:
        named = "；".join(f"{f.path}：{f.message_zh}" for f in problem.faults[:20])
        return "rejected", f"{problem.detail_zh}{named} ({problem.detail})"[:2000]


async def _apply(unit: Unit, who: Principal, row: Incoming) -> RowReport:
    owner = await _owner(unit, who, row)
    if row.cd_operation == "D":
        base = await store.by_code(unit.connection, row.basic_code)
        await cancel_base(unit, owner, row.basic_code, row.reason or "省级取消", row.successors, "cancel")
        held = (base.item_id, base.head, base.head) if base else ()
        return RowReport(0, row.basic_code, "cancelled", [], *held)
    report = await write_base(unit, owner, row.basic_code, row.elements)
    if row.hand_down:
        await hand_down(unit, owner, row.basic_code, [])
    return report


async def _owner(unit: Unit, who: Principal, row: Incoming) -> Principal:
    """The line department that keeps the item, in whose name the province speaks."""
    office = await store.office(unit.connection, row.office)
    who.demand_territory(office.region)
    if "line_department" not in office.kinds:
        raise Malformed(f"{office.name}不是省级业务部门。", f"{office.name} is no line department.", "office")
    return Principal(who.subject, who.name, office.credit_code, office.region, frozenset({Role.LINE_DEPARTMENT}))
