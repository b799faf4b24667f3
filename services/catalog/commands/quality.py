"""Findings that live until their rule passes again; waivers that the data centre gives, with reason, author and end."""

from collections.abc import Sequence

from services.catalog import store
from services.catalog.commands.sight import Look
from services.catalog.domain import Item
from services.catalog.domain.quality import Standing, Waiver, demand_end, followed, waivers_digest
from services.catalog.domain.records import WAIVE
from services.catalog.rules import Finding, Waivable, rules
from shared.clock import day
from shared.problems import Forbidden, Malformed, Refused
from shared.rights import Principal
from shared.unit import Unit

PLACE = 120


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
    waiver = Waiver(item_id, rule, path[:PLACE], reason, who.subject, until, unit.stamp)
    await store.keep_waiver(unit.connection, waiver)
    now = waivers_digest(await store.waivers(unit.connection, item_id))
    unit.note(WAIVE, item_id, why=f"{rule} {path} 至 {until}：{reason[:400]}", after=now)
    return waiver


def _never(rule: str) -> Waivable | None:
    """Why a rule cannot be waived, if it cannot."""
    told = rules()[rule].waivable if rule in rules() else None
    return told if told and not told.may else None


def demand_waivable(rule: str) -> None:
    """Refused where the rule is the law, or says what cannot be."""
    if told := _never(rule):
        raise Refused(
            f"“{rules()[rule].zh}”不能豁免：{told.zh}。", f"{rule} cannot be waived: {told.en}.", "not_waivable"
        )


async def waived(unit: Look, item_id: str, found: Sequence[Finding]) -> list[tuple[Finding, Waiver]]:
    """Which of these findings a waiver covers today."""
    today = day(unit.at).isoformat()
    given = [w for w in await store.waivers(unit.connection, item_id) if _never(w.rule) is None] if found else []
    pairs = [(f, next((w for w in given if w.covers(f.rule, f.path[:PLACE], today)), None)) for f in found]
    return [(finding, waiver) for finding, waiver in pairs if waiver]


async def follow(unit: Unit, item: Item, edition: int, found: Sequence[Finding], *, whole: bool = True) -> None:
    """Write what an inspection found into what stands; a whole inspection also closes what it no longer finds."""
    known = await store.standing(unit.connection, item.item_id)
    now = [standing_of(unit, item, edition, one) for one in found]
    if not whole:
        places = {(one.rule, one.path) for one in now}
        known = [one for one in known if (one.rule, one.path) in places]
    await store.keep_standing(unit.connection, followed(known, now, unit.stamp))


def standing_of(unit: Unit, item: Item, edition: int, found: Finding) -> Standing:
    """A finding as it stands from now on."""
    return Standing(
        item_id=item.item_id,
        rule=found.rule,
        path=found.path[:PLACE],
        severity=found.severity,
        office=item.office,
        region=item.region,
        message_zh=found.zh,
        message=found.en,
        first_edition=edition,
        last_edition=edition,
        times=1,
        opened_at=unit.stamp,
    )
