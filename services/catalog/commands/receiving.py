"""A row of the province over what the catalogue says: never over what its department changed since (ADR 0031)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from services.catalog import store
from services.catalog.commands.catalogue import RowReport, demand_keeper, write_base
from services.catalog.commands.reloading import SETS, Reloading, attention
from services.catalog.domain import Edition, Item, Values, demand_sound
from services.catalog.domain.inout import RowOutcome
from services.catalog.domain.merging import Merge
from services.catalog.domain.received import merge_received
from shared import elements
from shared.clock import day
from shared.rights import Principal
from shared.unit import Unit
from shared.xlsx import SheetFault


@dataclass(frozen=True)
class Received:
    """What became of a row, what of it stays otherwise, and by which change set it says what it says.

    `waits` is the item whose end it waits for to be handed down.
    """

    report: RowReport
    set_id: str
    kept: list[str] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    waits: str = ""

    @property
    def words(self) -> str:
        """What the receipt says of what stays as the department has it, and of what waits."""
        told = []
        if self.kept:
            zh, en = "、".join(elements.labels(path).zh for path in self.kept), ", ".join(self.kept)
            told.append(f"双方都改过，保留目录的内容：{zh}，由业务部门核对 (changed on both sides, ours stays: {en})")
        if self.waits:
            told.append(f"{self.waits} 拆分生效时下发 (handed down when {self.waits} is split)")
        return "；".join(told)

    def outcome(self) -> RowOutcome:
        """The row as a change set keeps it."""
        return replace(self.report.outcome(), faults=self.faults)


async def receive(
    unit: Unit, owner: Principal, code: str, said: Values, before: Mapping[int, Any], set_id: str
) -> Received:
    """The row merged into the catalogue's item, or entered where there is none; the department hears of what was its."""
    item = await store.by_code(unit.connection, code)
    if item is None or item.state == "cancelled":
        whole = {key: value for key, value in said.items() if value is not None}
        return Received(await write_base(unit, owner, code, whole), set_id)
    held = await store.edition(unit.connection, item.item_id, item.head)
    new = {key: value for key, value in said.items() if held.elements.get(key) != value}
    demand_sound(held.elements | said, new, day(unit.at))
    base, since = await _said_before(unit, item, before)
    merge = merge_received(base, said, held.elements)
    report = await write_base(unit, owner, code, merge.values)
    kept = list(dict.fromkeys(conflict.path for conflict in merge.conflicts))
    if kept:
        demand_keeper(item, owner)
    await _tell(unit, item, held, base, merge, kept, set_id)
    came_in = since if report.action == "same" else set_id
    return Received(report, came_in, kept, [_kept(item, kept)] if kept else [])


async def _said_before(unit: Unit, item: Item, before: Mapping[int, Any]) -> tuple[Values, str]:
    """Of each element what came last from outside, and the change set by which the last row came in.

    Rows of before texts were kept replaced the whole: what the catalogue said then is what came.
    """
    began: Values | None = None
    if untold := [one.at for one in before.values() if one.state == "accepted" and not one.item_id]:
        editions = await store.history(unit.connection, item.item_id)
        number = next((one.number for one in editions if one.saved_at <= max(untold)), 1)
        began = (await store.edition(unit.connection, item.item_id, number)).elements
    known = await Reloading.of(unit, "", [item])
    said = known.said.get(item.item_id, ())
    return known.base(item, began), said[-1].set_id if said else ""


async def _tell(
    unit: Unit, item: Item, held: Edition, base: Values, merge: Merge, kept: Sequence[str], set_id: str
) -> None:
    """The department looks at a row that came over what it had written, as a body does at a load."""
    went_on = any(base.get(key) != value for key, value in held.elements.items())
    if kept or (merge.taken and went_on):
        words = attention("省级平台下发改动了", "The province changed", set_id, merge.taken, kept)
        place = {"item_id": item.item_id, "ground": store.ground_of(set_id), "office": item.office}
        await store.attend(unit.connection, place | words | {"evidence": f"{SETS}/{set_id}", "opened_at": unit.stamp})


def _kept(item: Item, kept: Sequence[str]) -> dict[str, Any]:
    words = (
        f"上次下发后双方都改过，保留目录的内容：{'、'.join(elements.labels(path).zh for path in kept)}",
        f"changed on both sides since the province's last row; the catalogue's text stays: {', '.join(kept)}",
        f"由{item.office_name}核对；以省级平台为准的，由其修改目录事项 {item.code}",
        f"{item.office_name} looks at it, and changes {item.code} if the province is right",
    )
    return asdict(SheetFault("exchange", None, None, None, "kept_own", "note", *words)) | {"path": kept[0]}
