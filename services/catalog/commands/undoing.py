"""Taking a change set back: new editions with what was there before; what someone touched since stays, and is told."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from services.catalog import store
from services.catalog.commands.editions import edition_of, next_base
from services.catalog.commands.leaving import end_merge, supersede
from services.catalog.commands.mending import mends
from services.catalog.commands.merging import unmerged
from services.catalog.commands.province import report_claim
from services.catalog.commands.quality import follow
from services.catalog.commands.searching import index_draft, index_withdrawn
from services.catalog.commands.spreading import spread
from services.catalog.domain import Edition, Item, called, moved
from services.catalog.domain.inout import RowOutcome, differences, faults_of
from shared.clock import day
from shared.events import ItemWithdrawn
from shared.problems import Conflict, Problem
from shared.rights import Principal
from shared.unit import Unit
from shared.xlsx import SheetFault


async def undo_rows(unit: Unit, who: Principal, kind: str, effects: Any, undo_id: str, reason: str) -> list[RowOutcome]:
    """Take the effects of these rows back, each by itself."""
    items = await store.items_by_id(unit.connection, [one.item_id for one in effects])
    before = await store.editions_at(unit.connection, {(one.item_id, one.before) for one in effects if one.before})
    now = await store.editions_at(unit.connection, {(i.item_id, i.head) for i in items.values()})
    made = await store.editions_at(unit.connection, {(one.item_id, one.after) for one in effects if one.after})
    rows = []
    for one in effects:
        item = items[one.item_id]
        if one.action == "to_cancel":
            rows.append(_stays(one, CANCELLED if item.layer == "base" else CASE))
            continue
        row = RowOutcome(one.row, one.code, "changed", one.item_id, one.after)
        try:
            _demand_untouched(item, now[item.item_id], made.get(item.item_id))
            if one.before:
                held = (item, now[item.item_id], before[item.item_id])
                after = await _restore(unit, who, row, held, reason)
                if kind == "merge":
                    await unmerged(unit, who, after, held[2].elements)
            else:
                await TAKE_OUT.get((kind, item.layer), _take_out)(unit, row, item, now[item.item_id])
                await supersede(unit, item.item_id, undo_id, reason)
                await end_merge(unit, item.item_id)
                await follow(unit, item, item.head, [])
        except Problem as problem:
            row.action = "fault"
            row.faults = faults_of(problem, one.row, {}, "undo")
        rows.append(row)
    return rows


CASE = (
    "case_stays",
    "已开立的取消办件不随撤销关闭",
    "the cancellation that opened is not closed by the undo",
    "不应取消的，由审改机构在办件中不予通过",
    "if it is not to be, its gate refuses it",
)
CANCELLED = (
    "stays_cancelled",
    "随装载取消的目录事项不随撤销恢复，向持有机构推送的取消办件也不关闭",
    "what the load cancelled in the catalogue is not brought back by the undo, nor are the pushed cancellations closed",
    "不应取消的，由审改机构对推送的办件不予通过，由省级业务部门另编新码",
    "if it was not to end, the gates refuse what was pushed, and the line department enters it under a new code",
)


def _stays(one: Any, said: Sequence[str]) -> RowOutcome:
    """A cancellation that went in goes on through its gates, and who passes them may refuse it."""
    code, *words = said
    note = asdict(SheetFault("undo", one.row, None, None, code, "note", *words))
    return RowOutcome(one.row, one.code, "passed", one.item_id, one.before, faults=[note])


def _demand_untouched(item: Item, now: Edition, made: Edition | None) -> None:
    """The item says what the import made it say; what came since and was taken back itself is no change."""
    if made is None or now.digest != made.digest:
        after = made.number if made else 0
        raise Conflict(
            f"导入之后又有人更改（第 {after} 版之后已有第 {item.head} 版），未撤销。",
            f"Someone changed it since (edition {item.head} after {after}); it stays.",
            "changed_since",
        )
    if item.state == "cancelled":
        raise Conflict(
            "该事项已经取消，撤销不能使它恢复；需要时请重新编制或下发。",
            "The item is cancelled and an undo does not bring it back; compile or hand it down anew.",
            "cancelled",
        )


async def _restore(
    unit: Unit, who: Principal, row: RowOutcome, held: tuple[Item, Edition, Edition], reason: str
) -> Item:
    item, now, then = held
    row.changes = differences(now.elements, then.elements)
    if item.layer == "base":
        after, new = next_base(unit, who, item, then.elements, reason)
    else:
        new = edition_of(unit, who, item.item_id, item.head + 1, then.elements, reason)
        after = replace(moved(item, "save", unit.stamp), head=new.number, name=called(item, then.elements))
    row.after = new.number
    await store.replace(unit.connection, item, after)
    await store.add_edition(unit.connection, new)
    unit.note("item.restore", item.item_id, why=reason, before=now.digest, after=new.digest)
    if item.layer == "base":
        await spread(unit, who, after)
    else:
        await index_draft(unit, after, then.elements)
        await mends(unit, after)
    return after


async def _take_out(unit: Unit, row: RowOutcome, item: Item, now: Edition) -> None:
    """What the import brought in new is cancelled; nothing is deleted (G27)."""
    if (
        item.state == "cancelled"
        or await store.holders(unit.connection, item.item_id)
        or await store.offered(unit.connection, item.item_id)
    ):
        raise _in_use()
    await _cancel_base(unit, row, item, now)


def _in_use() -> Conflict:
    return Conflict(
        "该目录事项已下发、被认领或已取消，不能撤销导入；请走取消程序。",
        "The catalogue item was handed down, claimed or cancelled already; cancel it instead.",
        "in_use",
    )


async def _cancel_base(unit: Unit, row: RowOutcome, item: Item, now: Edition) -> None:
    row.action = "cancelled"
    after = replace(item, state="cancelled", turn=item.turn + 1, updated_at=unit.stamp)
    await store.replace(unit.connection, item, after)
    unit.note("catalogue.cancel", item.item_id, why="撤销导入", before=now.digest)


async def _take_out_loaded(unit: Unit, row: RowOutcome, item: Item, now: Edition) -> None:
    """An item that a load brought in new is taken out, and its claim ends."""
    await _demand_undivided(unit, item)
    await _take_out_part(unit, row, item, now)
    base = await store.load(unit.connection, str(item.parent_id))
    state = await store.unclaim(unit.connection, base.item_id, item.office, item.item_id)
    await report_claim(unit, base, item.office, item.region, {"state": state, "office_name": item.office_name})


async def _take_out_part(unit: Unit, row: RowOutcome, item: Item, now: Edition) -> None:
    """What a load brought in new is cancelled while its body has not gone on with it; loaded again, it goes on."""
    if item.state != "compiling":
        raise Conflict(
            "该事项已提交审核或上线，不能撤销装载；请走取消程序。",
            "The item went to its audit or is online; cancel it through its gates.",
            "in_use",
        )
    row.action = "cancelled"
    after = moved(item, "cancel", unit.stamp)
    await store.replace(unit.connection, item, after)
    await index_withdrawn(unit, after)
    on = day(unit.at).isoformat()
    unit.record(ItemWithdrawn(item=after.ref(), ground="cancelled", reason=UNLOADED, withdrawn_on=on, was_online=False))
    unit.note("item.cancel", item.item_id, why=UNLOADED, before=now.digest)


async def _demand_undivided(unit: Unit, item: Item) -> None:
    """Conflict when the body divided the item since, or entrusted others: what came of it would go on without it."""
    if below := await store.entrusted(unit.connection, item):
        codes = "、".join(one.code for one in below)
        raise Conflict(
            f"装载之后该事项已委托下级行使（{codes}），未撤销；请走取消程序，委托随之终止。",
            f"Others were entrusted with it since ({codes}); it stays. Cancel it through its gates, theirs with it.",
            "entrusted_since",
        )
    if parts := await store.handling_items(unit.connection, item.item_id):
        codes = "、".join(part.code for part in parts)
        raise Conflict(
            f"装载之后实施机构已将其划分为业务办理项（{codes}），未撤销；请走取消程序，业务办理项随之取消。",
            f"The body divided it since ({codes}); it stays. Cancel it through its gates, its handling items with it.",
            "divided_since",
        )


async def _take_out_arisen(unit: Unit, row: RowOutcome, item: Item, now: Edition) -> None:
    """What arose with a load is cancelled when nobody holds it any more and nobody was offered it otherwise."""
    waiting = {"offered", "refused"} & set((await store.offers_on(unit.connection, item.item_id)).values())
    if waiting or await store.holders(unit.connection, item.item_id):
        raise _in_use()
    await _cancel_base(unit, row, item, now)


UNLOADED = "撤销装载"
TAKE_OUT = {
    ("load", "handling"): _take_out_part,
    ("load", "implementation"): _take_out_loaded,
    ("load", "base"): _take_out_arisen,
}
