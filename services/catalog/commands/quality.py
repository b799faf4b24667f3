"""Findings that live until their rule passes again, and which of them a waiver covers."""

from collections.abc import Sequence

from services.catalog import store
from services.catalog.commands.sight import Look
from services.catalog.domain import Item
from services.catalog.domain.quality import PLACE, Standing, Waiver, followed
from services.catalog.rules import Finding, Waivable, rules
from shared.clock import day
from shared.unit import Unit


def never(rule: str) -> Waivable | None:
    """Why a rule cannot be waived, if it cannot."""
    told = rules()[rule].waivable if rule in rules() else None
    return told if told and not told.may else None


async def waived(unit: Look, item_id: str, found: Sequence[Finding]) -> list[tuple[Finding, Waiver]]:
    """Which of these findings a waiver covers today."""
    today = day(unit.at).isoformat()
    given = [w for w in await store.waivers(unit.connection, item_id) if never(w.rule) is None] if found else []
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
