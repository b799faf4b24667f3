"""Offers: a catalogue item is put before bodies, and again before those that had refused it; they answer it or take back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.catalog import store
from services.catalog.commands.parts import GROUND
from services.catalog.commands.province import report_claim
from services.catalog.domain import Edition, Item, eligible
from services.catalog.domain.offers import demand_in_force, demand_refusal
from shared.clock import day
from shared.events import ClaimRefused, ItemHandedDown
from shared.rights import Principal
from shared.unit import Unit


async def eligible_bodies(unit: Unit, base: Item, held: Edition, only: Sequence[str]) -> list[str]:
    """The bodies whose level and territory agree, and whose line does unless they are named (G04, G20)."""
    owner = await store.office(unit.connection, base.office)
    levels = set(held.elements.get("exercise_levels") or [])
    return [o.credit_code for o in await store.offices(unit.connection) if eligible(o, base, levels, owner.line, only)]


async def offer_to(unit: Unit, base: Item, held: Edition, bodies: Sequence[str], why: str) -> list[str]:
    """Put an item before bodies; returns those who have it before them now and had not.

    A refusal is asked again (G05), and so is who held the item and gave it up.
    """
    stand = await store.offers_on(unit.connection, base.item_id)
    fresh = [code for code in bodies if code not in stand]
    again = [code for code in bodies if stand.get(code, "claimed") not in store.STANDING]
    if fresh or again:
        moved = replace(base, turn=base.turn + 1, updated_at=unit.stamp)
        await store.replace(unit.connection, base, moved)
        await store.open_offers(unit.connection, base.item_id, fresh, again, unit.stamp)
        unit.record(ItemHandedDown(item=moved.ref(), edition=base.head, offices=fresh + again))
        unit.note("catalogue.hand_down", base.item_id, why=why, after=held.digest)
    return fresh + again


async def offer_successor(unit: Unit, base: Item, bodies: Sequence[str], old: str) -> None:
    """Who held what was cancelled, or had it before him, is offered what follows it, where its level is the item's."""
    if bodies:
        held = await store.edition(unit.connection, base.item_id, base.head)
        fit = await eligible_bodies(unit, base, held, bodies)
        await offer_to(unit, base, held, fit, f"004 第四条：承接 {old}")


async def give_back(unit: Unit, item: Item, why: str) -> None:
    """A body is to have no more what another gave it: an offer that had waited for its answer waits again, and it hears so."""
    base, held = await store.load_head(unit.connection, str(item.parent_id))
    if base.state == "cancelled":
        return
    state = await store.unclaim(unit.connection, base.item_id, item.office, item.item_id)
    await report_claim(unit, base, item.office, item.region, {"state": state, "office_name": item.office_name})
    if state == "offered":
        moved = replace(base, turn=base.turn + 1, updated_at=unit.stamp)
        await store.replace(unit.connection, base, moved)
        unit.record(ItemHandedDown(item=moved.ref(), edition=base.head, offices=[item.office]))
        unit.note("catalogue.hand_down", base.item_id, why=why, after=held.digest)


async def refuse(unit: Unit, who: Principal, base_id: str, reason: str, evidence: str, expires_on: date) -> None:
    """Answer an offer with a reasoned and evidenced no that ends on a day (G05)."""
    demand_refusal(reason, evidence, expires_on, day(unit.at))
    base = await store.load(unit.connection, base_id)
    demand_in_force(base)
    moved = replace(base, turn=base.turn + 1, updated_at=unit.stamp)
    await store.replace(unit.connection, base, moved)
    decided: dict[str, Any] = {"state": "refused", "decided_at": unit.stamp, "reason": reason, "evidence": evidence}
    decided |= {"expires_on": expires_on.isoformat(), "audit": "waiting"}
    decided |= dict.fromkeys(("audited_by", "audited_at", "audit_note"))
    await store.take_offer(unit.connection, base_id, who.office, decided)
    if had := await store.item_of_body(unit.connection, who.office, base.code):
        await store.settle(unit.connection, had.item_id, GROUND)
    office = await store.office(unit.connection, who.office)
    answer = {"state": "refused", "office_name": office.name, "reason": reason, "evidence": evidence}
    await report_claim(unit, base, office.credit_code, office.region, answer | {"expires_on": expires_on.isoformat()})
    said = ClaimRefused(item=moved.ref(), by_office=who.office, reason=reason, expires_on=expires_on.isoformat())
    unit.record(said)
    unit.note("item.refuse", base_id, why=f"{reason}；{evidence}"[:500])


async def take_back_refusal(unit: Unit, who: Principal, base_id: str) -> None:
    """A body takes its refusal back before its end: the offer is open again, and the province hears so (G05)."""
    base = await store.load(unit.connection, base_id)
    demand_in_force(base)
    await store.take_back_refusal(unit.connection, base_id, who.office)
    office = await store.office(unit.connection, who.office)
    await report_claim(unit, base, office.credit_code, office.region, {"state": "offered", "office_name": office.name})
    unit.note("item.refuse_back", base_id, why="004 第四条：撤回不予认领")
