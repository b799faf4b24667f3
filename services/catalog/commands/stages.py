"""The data centre's stages: 质检, 测试, 发布, 上线 (004 第六条); and leaving: suspended, resumed, cancelled."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from services.catalog import store
from services.catalog.commands.history import comes_into_force, leaves_force
from services.catalog.commands.merging import approved
from services.catalog.commands.parts import GROUND, attend, demand_not_suspended, public_above
from services.catalog.commands.province import report_up
from services.catalog.commands.quality import follow, waived
from services.catalog.commands.searching import index_draft, index_online, index_withdrawn
from services.catalog.commands.showing import CLAUSE, ahead, frozen, note_published, shown
from services.catalog.domain import Edition, Item, moved, record_of
from services.catalog.domain.quality import BY_EYE, NOT_PASSING
from services.catalog.rules import Context, Finding, findings
from shared import elements
from shared.clock import day
from shared.events import ItemOnline, ItemPublished, ItemStaged, ItemWithdrawn
from shared.hosting.runtime import Runtime
from shared.problems import Fault, Refused
from shared.rights import Principal
from shared.unit import Unit


@dataclass
class Staged:
    """Where the item stands after a stage, and what was found."""

    item: Item
    passed: bool
    findings: list[Finding]


async def _at_hand(unit: Unit, who: Principal, item_id: str) -> tuple[Item, Edition]:
    item, held = await store.load_at_hand(unit.connection, item_id)
    who.demand_territory(item.region)
    return item, held


async def inspect(unit: Unit, who: Principal, item_id: str) -> Staged:
    """Run every quality rule over the approved edition; a blocking finding sends it back for rectification (G14)."""
    item, held = await _at_hand(unit, who, item_id)
    moved(item, "inspect", unit.stamp)
    found = list(findings(held.elements, await context_of(unit, item)))
    return await _staged(unit, item, held, "inspected", found)


async def demand_passing(unit: Unit, item: Item, held: Edition) -> None:
    """Refused when what is to be shown to the public does not pass the blocking rules today, waivers apart."""
    found = [f for f in findings(held.elements, await context_of(unit, item)) if f.severity == "block"]
    excused = [one for one, _ in await waived(unit, item.item_id, found)]
    blocks = [f for f in found if f not in excused]
    if blocks:
        raise Refused(
            f"第 {held.number} 版今日未通过数据质检，不能上线，请整改或由数据中心豁免。",
            f"Edition {held.number} does not pass the inspection today; mend it, or have the rule waived.",
            "inspection",
            [Fault(f.path, f.rule, f.zh, f.en, f.cure_zh, f.cure_en) for f in blocks[:100]],
            {"clause": CLAUSE},
        )
    await store.settle(unit.connection, item.item_id, NOT_PASSING)


async def context_of(unit: Unit, item: Item) -> Context:
    """What rules may know beside the elements: the catalogue's item, the body's namesakes, the day, the codes, what is public."""
    above, base = item, None
    while above.parent_id:
        above, base = await store.load_head(unit.connection, above.parent_id)
    same = await store.namesakes(unit.connection, item) if item.layer == "implementation" else []
    told: dict[str, Any] = {
        "code": item.code,
        "basic_code": item.basic_code,
        "name": item.name,
        "office": item.office,
        "layer": item.layer,
    }
    table = await store.table_row(unit.connection, item.item_id)
    told |= {"table": table, "item_number": table.get("item_number")} if table else {}
    told["handling_items"] = await store.count_handling_items(unit.connection, item.item_id)
    told["sections"] = await store.sections(unit.connection, item.office)
    online = (await store.edition(unit.connection, item.item_id, item.online)).elements if item.online else None
    told["adjusted"] = sorted(await approved(unit.connection, item.item_id)) if item.layer == "handling" else []
    upper, beside = base.elements if base else None, await public_above(unit, item)
    return Context(upper, [vars(one) for one in same], day(unit.at), told, online, beside)


async def test(unit: Unit, who: Principal, item_id: str) -> Staged:
    """Try what publishing will do: the public record is built, read back and held against its definition."""
    item, held = await _at_hand(unit, who, item_id)
    moved(item, "test", unit.stamp)
    record = json.loads(json.dumps(record_of(item, held, unit.stamp), ensure_ascii=False))
    found = [
        Finding("record_readable", "block", f.path, f.message_zh, f.message_en, f.cure_zh, f.cure_en, "G13")
        for f in elements.faults(record["elements"], partial=False, on=day(unit.at))
    ]
    leaked = [k for k in record["elements"] if not elements.ELEMENTS[k].public]
    found += [
        Finding("nothing_internal", "block", k, "内部要素", "internal", "联系运维", "tell operations", "C51")
        for k in leaked
    ]
    return await _staged(unit, item, held, "tested", found)


async def _staged(
    unit: Unit, item: Item, held: Edition, stage: Literal["inspected", "tested"], found: list[Finding]
) -> Staged:
    excused = await waived(unit, item.item_id, found) if stage == "inspected" else []
    blocks = [f for f in found if f.severity == "block" and f not in [one for one, _ in excused]]
    after = moved(item, "reject" if blocks else stage.removesuffix("ed"), unit.stamp)
    await store.replace(unit.connection, item, after)
    if stage == "inspected" or found:
        rows = {(row["rule"], row["path"]): row for row in reversed([_row(unit, held, f) for f in found])}
        await store.keep_findings(unit.connection, item.item_id, held.number, list(rows.values()))
    if stage == "inspected":
        await follow(unit, item, held.number, found)
    said = ItemStaged(item=after.ref(), edition=held.number, stage=stage, passed=not blocks, findings=len(found))
    unit.record(said)
    freed = "".join(f"；豁免 {f.rule} 至 {w.until}" for f, w in excused if f.severity == "block")
    why = f"{CLAUSE}：{'退回整改' if blocks else '通过'}{freed}"[:500]
    unit.note(f"item.{stage}", item.item_id, why=why, after=held.digest)
    return Staged(after, not blocks, found)


def _row(unit: Unit, held: Edition, found: Finding) -> dict[str, object]:
    row = asdict(found)
    kept = {"rule": row["rule"], "path": row["path"][:120], "severity": row["severity"]}
    words = {"message_zh": row["zh"], "message": row["en"], "cure_zh": row["cure_zh"]}
    return kept | words | {"item_id": held.item_id, "edition": held.number, "found_at": unit.stamp}


async def publish(unit: Unit, who: Principal, item_id: str) -> Item:
    """Freeze the public record's bytes; guides are rendered from it before anyone sees it.

    An edition that was sent back after it was published, and comes again as it was, has its record already.
    """
    item, held = await _at_hand(unit, who, item_id)
    after = moved(item, "publish", unit.stamp)
    await store.replace(unit.connection, item, after)
    if await store.was_published(unit.connection, item_id, held.number):
        record = json.loads(await store.published(unit.connection, item_id, held.number))
        note_published(unit, held, record)
    else:
        record = await frozen(unit, item, held)
    await store.keep_plan(unit.connection, item_id, "online", held.number, ahead(unit, held, "planned_effective_on"))
    unit.record(ItemPublished(item=after.ref(), edition=held.number, digest=held.digest, record=record))
    return after


def _demand_in_force(unit: Unit, held: Edition) -> None:
    on = ahead(unit, held, "planned_effective_on")
    if on > day(unit.at).isoformat():
        raise Refused(
            f"第 {held.number} 版计划 {on} 起生效，当日自动上线；要提前上线，请先更改计划生效日期。",
            f"Edition {held.number} takes effect on {on} and goes online by itself on that day, not before.",
            "planned",
            extra={"planned_effective_on": on, "clause": "003a 第三十三条"},
        )


async def go_online(unit: Unit, who: Principal, item_id: str, here: Runtime, *, why: str = CLAUSE) -> Item:
    """Show the published edition to the public; only now is it new for anyone outside (B32, A26)."""
    item, held = await _at_hand(unit, who, item_id)
    after = moved(item, "go_online", unit.stamp, online=item.approved)
    _demand_in_force(unit, held)
    await demand_not_suspended(unit, item)
    await demand_passing(unit, item, held)
    before = (await store.edition(unit.connection, item_id, item.online)).elements if item.online else {}
    await store.replace(unit.connection, item, after)
    await store.use_adjustments(unit.connection, item_id, unit.stamp)
    await shown(unit, after, held, before, here, why=why)
    if item.availability == "suspended":
        await _with_it(unit, after, "resume", "")
    return after


async def reject(unit: Unit, who: Principal, item_id: str, reason: str) -> Item:
    """Send an item back for rectification at any stage before it is online, with what was found by eye (G14)."""
    item, held = await _at_hand(unit, who, item_id)
    after = moved(item, "reject", unit.stamp)
    await store.replace(unit.connection, item, after)
    stage: Literal["inspected", "tested"] = "inspected" if item.state == "approved" else "tested"
    found = Finding(BY_EYE, "block", "", reason, reason, "整改后重新提交", "mend it and submit again", "G14")
    await store.keep_findings(unit.connection, item_id, held.number, [_row(unit, held, found)])
    await follow(unit, item, held.number, [found], whole=False)
    unit.record(ItemStaged(item=after.ref(), edition=held.number, stage=stage, passed=False, findings=1))
    unit.note("item.reject", item_id, why=reason[:500], after=held.digest)
    return after


Leaving = Literal["suspend", "resume", "cancel"]


async def withdraw(unit: Unit, who: Principal, item_id: str, does: Leaving, reason: str, here: Runtime) -> Item:
    """Suspend, resume or cancel; nothing is ever deleted (G27).

    Suspending and resuming concern the edition online; the draft of the next one goes on as it stands.
    """
    item = await store.load(unit.connection, item_id)
    who.demand_territory(item.region)
    await store.suspended_with(unit.connection, item_id, "")
    after = await _withdrawn(unit, item, does, reason)
    await _with_it(unit, after, does, reason)
    if does == "cancel" and await store.close_merge(unit.connection, item_id):
        unit.note("merge.close", item_id, why="事项已取消")
    unit.afterwards.append(here.shelf.clear)
    return after


async def _withdrawn(unit: Unit, item: Item, does: Leaving, reason: str) -> Item:
    after = moved(item, does, unit.stamp)
    await store.replace(unit.connection, item, after)
    await (_resume(unit, after) if does == "resume" else _leave(unit, after, reason))
    unit.note(f"item.{does}", item.item_id, why=reason[:500])
    return after


async def _with_it(unit: Unit, item: Item, does: Leaving, reason: str) -> None:
    """The handling items of an implementation item are suspended with it, and those that were are resumed with it."""
    for part in await store.handling_items(unit.connection, item.item_id) if item.layer == "implementation" else ():
        if does == "suspend" and part.availability == "online":
            await store.suspended_with(unit.connection, part.item_id, item.item_id)
            await _withdrawn(unit, part, does, f"随实施事项 {item.code} 一并暂停：{reason}")
        elif does == "resume" and await store.was_suspended_with(unit.connection, part.item_id, item.item_id):
            await _resumed_with_it(unit, part, item, reason)


async def _resumed_with_it(unit: Unit, part: Item, item: Item, reason: str) -> None:
    """A handling item that does not pass today stays suspended, and its body is told why."""
    try:
        await demand_passing(unit, part, await store.edition(unit.connection, part.item_id, part.online))
    except Refused as refused:
        zh = f"所属实施事项已恢复，本业务办理项仍暂停：{refused.detail_zh}"
        await attend(unit, part, "suspended", zh, f"Its implementation item is resumed, it is not: {refused.detail}")
        return
    await store.suspended_with(unit.connection, part.item_id, "")
    await _withdrawn(unit, part, "resume", f"随实施事项 {item.code} 一并恢复：{reason}".rstrip("："))


async def _resume(unit: Unit, item: Item) -> None:
    """The edition that was online is online again, if it passes the inspection today."""
    held = await store.edition(unit.connection, item.item_id, item.online)
    await demand_not_suspended(unit, item)
    await demand_passing(unit, item, held)
    await store.set_live(unit.connection, item.item_id, item.online, unit.stamp)
    await store.settle(unit.connection, item.item_id, f"{GROUND}suspended")
    await store.add_to_feed(unit.connection, "online", item, item.online, held.digest, unit.stamp)
    await report_up(unit, item, item.online)
    await comes_into_force(unit, item, item.online)
    await index_online(unit, item, item.online, held.elements)
    if item.head != item.online:
        draft = await store.edition(unit.connection, item.item_id, item.head)
        await index_draft(unit, item, draft.elements)
    on = day(unit.at).isoformat()
    unit.record(ItemOnline(item=item.ref(), edition=held.number, digest=held.digest, online_on=on))


async def _leave(unit: Unit, item: Item, reason: str) -> None:
    """The public has the item no more, until it is resumed or its next edition is online, or for good."""
    ground: Literal["suspended", "cancelled"] = "cancelled" if item.state == "cancelled" else "suspended"
    await store.set_live(unit.connection, item.item_id, 0, unit.stamp)
    await store.settle(unit.connection, item.item_id, NOT_PASSING)
    if item.online:
        await store.add_to_feed(unit.connection, ground, item, item.online, "", unit.stamp)
        await report_up(unit, item, 0)
        await leaves_force(unit, item)
    await index_withdrawn(unit, item)
    on, known = day(unit.at).isoformat(), bool(item.online)
    unit.record(ItemWithdrawn(item=item.ref(), ground=ground, reason=reason, withdrawn_on=on, was_online=known))
