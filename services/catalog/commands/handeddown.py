"""What comes down from the province: catalogue items by row and version, each version with effect once (domain.md 9.3)."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal

from services.catalog import store
from services.catalog.commands.cancelling import cancel_base
from services.catalog.commands.catalogue import RowReport, hand_down
from services.catalog.commands.codes import give_beside
from services.catalog.commands.donesets import keep_done, one_row_an_item
from services.catalog.commands.receiving import Received, receive
from services.catalog.domain import Values
from services.catalog.domain.inout import EFFECTIVE, RowOutcome
from services.catalog.domain.received import successors_kind
from shared.canonical import digest
from shared.codes.items import BASIC, DIVIDED, MAIN, WHOLE
from shared.problems import Malformed, Problem
from shared.rights import Principal, Role
from shared.unit import Unit

Operation = Literal["I", "U", "D"]
TAKEN_BACK = (
    "该版本的内容已由业务部门撤销，未再次生效；仍需生效的，请以更高版本下发; "
    "the department took back what this version brought in; send a newer version if it is to be"
)
Kind = Literal["", "cancel", "merge", "split", "rename"]


@dataclass(frozen=True)
class Incoming:
    """One row of a batch: what the province says about one catalogue item; `kind` is how a D ends it, where it says so."""

    row_guid: str
    version: int
    cd_operation: Operation
    basic_code: str
    office: str
    elements: Values = field(default_factory=dict)
    hand_down: bool = False
    reason: str = ""
    successors: list[str] = field(default_factory=list)
    kind: Kind = ""

    @property
    def content(self) -> str:
        """By what it is known again; what it does not say is nothing of it."""
        return digest({name: said for name, said in vars(self).items() if name != "kind" or said})


@dataclass
class Taken:
    """What a batch does to the items of one department, and the rows of the batch that end some.

    `later` are sub-items to be handed down when the item is ended that they came of.
    """

    ends: Sequence[Incoming]
    set_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    rows: list[RowOutcome] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    def splits(self, row: Incoming) -> bool:
        """Whether a row is of a sub-item, or the main item over it, of an item that the batch ends as a whole."""
        whole = row.basic_code[:MAIN] + WHOLE
        return row.basic_code != whole and any((one.basic_code, one.office) == (whole, row.office) for one in self.ends)


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
    kept: list[str] = field(default_factory=list)


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
    """Take each row by itself, what ends after what begins: a row that cannot be taken keeps none of the others out."""
    ends = [row for row in rows if row.cd_operation == "D"]
    taken = {row.office: Taken(ends) for row in rows}
    receipts = [await _take(unit, who, row, taken[row.office]) for row in _in_order(rows, ends)]
    receipts += [await _refused(unit, one) for one in others]
    for office, one in taken.items():
        if one.rows:
            done = one_row_an_item(one.rows)
            await keep_done(unit, office, "handed_down", f"省级下发：{batch}", done, set_id=one.set_id)
    states = [one.state for one in receipts if not one.repeated]
    unit.note("exchange.take", batch[:36], why=f"{states.count('accepted')} 收，{states.count('rejected')} 退")
    return receipts


def _in_order(rows: Sequence[Incoming], ends: Sequence[Incoming]) -> list[Incoming]:
    """What begins or changes, then what ends: before what follows it ends too, and a main item after its sub-items."""
    codes = {row.basic_code for row in ends}
    before = {code: {row.basic_code for row in ends if code in row.successors} for code in codes}
    for code in codes:
        if code.endswith(DIVIDED):
            before[code] |= {sub for sub in codes if sub[:MAIN] == code[:MAIN] and sub != code}
    try:
        place = {code: number for number, code in enumerate(TopologicalSorter(before).static_order())}
    except CycleError:  # each leads to the other: no order is right, and each is refused by itself
        place = {}
    return sorted(rows, key=lambda one: (_rank(one, place), one.row_guid, one.version))


def _rank(row: Incoming, place: Mapping[str, int]) -> int:
    return 1 + place.get(row.basic_code, 0) if row.cd_operation == "D" else 0


async def _take(unit: Unit, who: Principal, row: Incoming, taken: Taken) -> Receipt:
    known = await store.came_down(unit.connection, row.row_guid)
    before = known.get(row.version)
    if before and before.state != "rejected":
        return await _known(unit, row, before)
    done, reason = await _tried(unit, who, row, known, taken)
    state = done if isinstance(done, str) else "accepted"
    made = Receipt(row.row_guid, row.version, str(uuid.uuid4()), state, reason)
    kept = {n: getattr(made, n) for n in ("row_guid", "version", "receipt", "state", "reason")}
    kept |= {"digest": row.content, "at": unit.stamp}
    if isinstance(done, Received):
        one = done.report
        made = replace(made, action=one.action, changes=one.changed, differences=one.differences, kept=done.kept)
        said = "" if row.cd_operation == "D" else json.dumps(row.elements, ensure_ascii=False)
        kept |= {"item_id": one.item_id, "set_id": done.set_id, "said": said}
        if one.action in EFFECTIVE or done.kept:
            taken.rows.append(done.outcome())
    await store.keep_receipt(unit.connection, kept)
    return made


async def _known(unit: Unit, row: Incoming, before: Any) -> Receipt:
    """A version that came already has no second effect; one that was taken back says so."""
    state, why = "rejected", "同一 row_guid 与 version 的内容与先前收到的不同; another content came under this version"
    receipt = ""
    if before.digest == row.content:
        state, why, receipt = before.state, before.reason, before.receipt
        if state == "accepted" and await store.said_in_vain(unit.connection, before):
            state, why = "rejected", TAKEN_BACK
    return Receipt(row.row_guid, row.version, receipt, state, why, repeated=True)


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


async def _tried(
    unit: Unit, who: Principal, row: Incoming, known: Mapping[int, Any], taken: Taken
) -> tuple[str | Received, str]:
    """The effect of a row, or the reason why it has none; a refusal leaves no trace of half an effect."""
    if any(version > row.version and one.state == "accepted" for version, one in known.items()):
        return "stale", "已收到更新的版本; a newer version is here already"
    try:
        async with unit.apart():
            done = await _apply(unit, who, row, known, taken)
            return done, done.words
    except Problem as problem:
        named = "；".join(f"{f.path}：{f.message_zh}" for f in problem.faults[:20])
        return "rejected", f"{problem.detail_zh}{named} ({problem.detail})"[:2000]


async def _apply(unit: Unit, who: Principal, row: Incoming, known: Mapping[int, Any], taken: Taken) -> Received:
    owner = await _owner(unit, who, row)
    if row.cd_operation == "D":
        base = await store.by_code(unit.connection, row.basic_code)
        kind = row.kind or await _kind(unit, row, taken.ends)
        await cancel_base(unit, owner, row.basic_code, row.reason or "省级取消", row.successors, kind)
        for code in [one for one in taken.later if one[:MAIN] + WHOLE == row.basic_code]:
            await hand_down(unit, owner, code, [])
        held = (base.item_id, base.head, base.head) if base else ()
        return Received(RowReport(0, row.basic_code, "cancelled", [], *held), taken.set_id)
    if splits := taken.splits(row):
        await give_beside(unit, owner, row.basic_code)
    done = await receive(unit, owner, row.basic_code, row.elements, known, taken.set_id)
    if row.hand_down and splits and not row.basic_code.endswith(DIVIDED):
        taken.later.append(row.basic_code)
        return replace(done, waits=row.basic_code[:MAIN] + WHOLE)
    if row.hand_down:
        await hand_down(unit, owner, row.basic_code, [])
    return done


async def _kind(unit: Unit, row: Incoming, ends: Sequence[Incoming]) -> str:
    """What leads to one code alone is renamed; to where another catalogue item leads too, or led, it is merged."""
    to = list(dict.fromkeys(row.successors))
    led = {step["old_code"] for step in await store.led_to(unit.connection, to)}
    led |= {one.basic_code for one in ends if set(to) & set(one.successors)}
    return successors_kind(to, beside=any(len(code) == BASIC and code != row.basic_code for code in led))


async def _owner(unit: Unit, who: Principal, row: Incoming) -> Principal:
    """The line department that keeps the item, in whose name the province speaks."""
    office = await store.office(unit.connection, row.office)
    who.demand_territory(office.region)
    if "line_department" not in office.kinds:
        raise Malformed(f"{office.name}不是省级业务部门。", f"{office.name} is no line department.", "office")
    return Principal(who.subject, who.name, office.credit_code, office.region, frozenset({Role.LINE_DEPARTMENT}))
