"""Waivers that the data centre gives, for a place that is there, with reason, author and end; and takes back."""

import asyncio

from services.catalog import store
from services.catalog.commands.looking import check, look
from services.catalog.commands.quality import never
from services.catalog.domain import Item
from services.catalog.domain.quality import PLACE, Waiver, demand_end, has_place, waivers_digest
from services.catalog.domain.records import WAIVE, WAIVE_END
from services.catalog.rules import Inspection, rules
from shared.clock import day
from shared.problems import Forbidden, Malformed, NotFound, Refused
from shared.rights import Principal
from shared.unit import Unit


async def waive(unit: Unit, who: Principal, item_id: str, rule: str, path: str, reason: str, until: str) -> Waiver:
    """A blocking rule stops the item no more until a day; a body cannot waive for itself."""
    item = await store.load(unit.connection, item_id)
    who.demand_territory(item.region)
    if who.office == item.office:
        raise Forbidden("本单位不能豁免自己的事项。", "A body cannot waive a rule for its own item.", "own_item")
    if rule not in rules():
        raise Malformed("没有这条质检规则。", "There is no such rule of inspection.", "rule")
    demand_waivable(rule)
    demand_end(until, day(unit.at))
    await _demand_place(unit, item, path)
    waiver = Waiver(item_id, rule, path[:PLACE], reason, who.subject, until, unit.stamp)
    await store.keep_waiver(unit.connection, waiver)
    await _note(unit, item_id, WAIVE, f"{rule} {path} 至 {until}：{reason[:400]}")
    return waiver


async def end_waiver(unit: Unit, who: Principal, item_id: str, rule: str, path: str, reason: str) -> None:
    """A waiver ends before its day; what it covered stands open again, and the body hears of it at once."""
    item = await store.load(unit.connection, item_id)
    who.demand_territory(item.region)
    today = day(unit.at).isoformat()
    given = await store.waivers(unit.connection, item_id)
    waiver = next((one for one in given if (one.rule, one.path) == (rule, path) and today <= one.until), None)
    if waiver is None:
        raise NotFound(
            "该规则在该位置没有有效的豁免，请按豁免清单中的规则和位置填写。",
            "There is no waiver of this rule at this place; give rule and path as the list of waivers has them.",
            "waiver",
        )
    await store.drop_waiver(unit.connection, waiver)
    await _note(unit, item_id, WAIVE_END, f"{rule} {path} 原至 {waiver.until}（{waiver.author}）：{reason[:400]}")
    if item.layer != "base" and item.state != "cancelled":
        await look(unit, await asyncio.to_thread(Inspection, day(unit.at)), [item])


async def _note(unit: Unit, item_id: str, action: str, why: str) -> None:
    """The trail tells of a waiver, with the hash of all that the item has now."""
    now = waivers_digest(await store.waivers(unit.connection, item_id))
    unit.note(action, item_id, why=why, after=now)


def demand_waivable(rule: str) -> None:
    """Refused where the rule is the law, or says what cannot be."""
    if told := never(rule):
        raise Refused(
            f"“{rules()[rule].zh}”不能豁免：{told.zh}。", f"{rule} cannot be waived: {told.en}.", "not_waivable"
        )


async def _demand_place(unit: Unit, item: Item, path: str) -> None:
    """Malformed unless a text of the item has the place, or a rule finds something there."""
    numbers = {number for number in (item.head, item.online) if number}
    texts = [await store.edition(unit.connection, item.item_id, number) for number in sorted(numbers)]
    if not path or any(has_place(one.elements, path) for one in texts):
        return
    found = [one.path[:PLACE] for text in texts for one, _ in await check(unit, item, text)]
    if path not in found:
        raise Malformed(
            "事项中没有这个位置。请填写质检问题所列的位置（如 materials[0].name），或留空以豁免整个事项。",
            "The item has no such place; give it as a finding has it, such as materials[0].name, or leave it empty.",
            "path",
        )
