"""A cancellation above reaches a holder: its case opens, its body is told, and its clock starts (004 第十二条第二款)."""

from dataclasses import replace

from services.catalog import store
from services.catalog.commands.cases import PUSHED, push
from services.catalog.commands.goingalong import go_along
from services.catalog.domain import Item, case_kinds
from services.catalog.domain.quality import CANCELLED_ABOVE, NOT_PASSING
from shared.events import ItemCancelledAbove
from shared.unit import Unit

CLAUSE = "004 第十二条第二款"


async def push_once(unit: Unit, item_id: str, base: Item, ground: str) -> None:
    """The shorter path opens at a holder, unless it is open already; everyone who counts hears of it."""
    item = await store.load(unit.connection, item_id)
    case = await store.open_case_of(unit.connection, item_id)
    if case and case.kind == PUSHED:
        return
    after = replace(item, turn=item.turn + 1)
    await store.replace(unit.connection, item, after)
    unit.record(ItemCancelledAbove(item=after.ref(), above=base.code, reason=ground))
    ended = f"；原开立的“{case_kinds()[case.kind].zh}”办件随之终止" if case else ""
    await _attend(unit, item, base, f"{ground}{ended}")
    await push(unit, item, ground)
    await go_along(unit, item)


async def _attend(unit: Unit, item: Item, base: Item, ground: str) -> None:
    """To be looked at until it is cancelled: what is public as what no longer passes, a draft for itself."""
    row = {"item_id": item.item_id, "office": item.office, "evidence": CLAUSE, "opened_at": unit.stamp}
    row["ground"] = f"{NOT_PASSING if item.availability == 'online' else ''}{CANCELLED_ABOVE}"
    zh = f"上级已取消目录事项 {base.code}，应及时取消本事项，随之取消办件已开立：{ground}（{CLAUSE}）"
    en = f"The catalogue item {base.code} is cancelled above: cancel this one in time, its case is open. {ground}"
    await store.attend(unit.connection, row | {"message_zh": zh[:1000], "message": en[:1000]})
