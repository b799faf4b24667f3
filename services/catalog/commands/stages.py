"""The data centre's stages: 质检, 测试, 发布, 上线 (004 第六条)."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from services.catalog import store
from services.catalog.commands.adjusting import spend
from services.catalog.commands.hearing import demand_approved_above
from services.catalog.commands.leaving import with_it
from services.catalog.commands.parts import demand_above_online
from services.catalog.commands.passing import CLAUSE, context_of, demand_passing
from services.catalog.commands.quality import follow, waived
from services.catalog.commands.showing import ahead, frozen, note_published, shown
from services.catalog.commands.standing import demand_in_catalogue
from services.catalog.domain import Edition, Item, moved, record_of
from services.catalog.domain.quality import BY_EYE
from services.catalog.domain.told import SENT_BACK
from services.catalog.rules import Finding, inspected
from shared import elements
from shared.clock import day
from shared.events import ItemPublished, ItemStaged
from shared.hosting.runtime import Runtime
from shared.problems import Refused
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


async def _going_on(unit: Unit, who: Principal, item_id: str, does: str) -> tuple[Item, Edition]:
    """An item on its way to the public, which it goes as long as the catalogue has it."""
    item, held = await _at_hand(unit, who, item_id)
    moved(item, does, unit.stamp)
    await demand_in_catalogue(unit, item, held)
    return item, held


async def inspect(unit: Unit, who: Principal, item_id: str) -> Staged:
    """Run every quality rule over the approved edition; a blocking finding sends it back for rectification (G14)."""
    item, held = await _going_on(unit, who, item_id, "inspect")
    found = list(inspected(held.elements, await context_of(unit, item)))
    return await _staged(unit, item, held, "inspected", found)


async def test(unit: Unit, who: Principal, item_id: str) -> Staged:
    """Try what publishing will do: the public record is built, read back and held against its definition."""
    item, held = await _going_on(unit, who, item_id, "test")
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
    why = f"{CLAUSE}：{SENT_BACK if blocks else '通过'}{freed}"[:500]
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
    item, held = await _going_on(unit, who, item_id, "publish")
    after = moved(item, "publish", unit.stamp)
    await demand_approved_above(unit, item)
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
    item, held = await _going_on(unit, who, item_id, "go_online")
    after = moved(item, "go_online", unit.stamp, online=item.approved)
    await demand_approved_above(unit, item)
    _demand_in_force(unit, held)
    await demand_above_online(unit, item)
    await demand_passing(unit, item, held)
    before = (await store.edition(unit.connection, item_id, item.online)).elements if item.online else {}
    await store.replace(unit.connection, item, after)
    await spend(unit, after, held)
    await shown(unit, after, held, before, here, why=why)
    if item.availability == "suspended":
        await with_it(unit, after, "resume", "")
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
