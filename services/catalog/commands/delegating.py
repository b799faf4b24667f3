"""Delegation as one act: cancelled above, claimed below, and each old code leads to the new ones (下放、委托)."""

import json

from services.catalog import store
from services.catalog.commands.claims import begin, claimed_by, inherited, resume
from services.catalog.commands.leaving import supersede, withdraw
from services.catalog.domain import Item, Office
from services.catalog.domain.delegating import SOURCES, carried, demand_below, demand_bodies
from services.catalog.domain.gates import Case
from services.catalog.domain.offers import demand_in_force, demand_unrefused
from shared.clock import day
from shared.hosting.runtime import Runtime
from shared.problems import Refused
from shared.rights import Principal
from shared.unit import Unit


async def bodies_below(unit: Unit, item: Item, to: list[str]) -> list[Office]:
    """The bodies named, if the item may be handed to each of them."""
    demand_bodies(to)
    base = await store.load(unit.connection, str(item.parent_id))
    demand_in_force(base)
    held = (await store.edition(unit.connection, base.item_id, base.head)).elements
    own = await store.office(unit.connection, item.office)
    bodies = [await store.office(unit.connection, code) for code in to]
    demand_below(item, own.level, set(held.get("exercise_levels") or []), bodies)
    for body in bodies:
        if offer := await store.offer_on(unit.connection, base.item_id, body.credit_code):
            demand_unrefused(offer, body, day(unit.at))
        await _demand_not_given_up(unit, claimed_by(unit, base, body).code, body)
    return bodies


async def _demand_not_given_up(unit: Unit, code: str, body: Office) -> None:
    """What a body held and gave up through gates does not come back by another's; what an undo took out may."""
    held = await store.by_code(unit.connection, code)
    if held and held.state == "cancelled" and not await store.taken_out(unit.connection, held):
        raise Refused(
            f"{body.name}的该事项 {code} 已经取消；须由省级业务部门重新下发、由其认领，不能经下放恢复。",
            f"{body.name} held {code} and cancelled it: it comes back when the province hands it down anew and it claims.",
            "given_up",
        )


async def delegate(unit: Unit, who: Principal, case: Case, here: Runtime) -> None:
    """Do what the case decided, in this one transaction: who holds the item already is only led to."""
    content = json.loads(case.content)
    item = await store.load(unit.connection, case.item_id)
    bodies = await bodies_below(unit, item, content["to"])
    new = [await _taken(unit, who, item, body, content["way"]) for body in bodies]
    for old in [item, *await store.handling_items(unit.connection, item.item_id)]:
        rows = [{"old_code": old.code, "new_code": code} for code in new]
        common = {"kind": content["way"], "reason": case.ground, "at": unit.stamp}
        await store.succeed(unit.connection, [row | common for row in rows])
        await supersede(unit, old.item_id, case.case_id, case.ground)
        await withdraw(unit, who, old.item_id, "cancel", case.ground, here)


async def _taken(unit: Unit, who: Principal, item: Item, body: Office, way: str) -> str:
    """The code under which a body holds the item from now on."""
    base = await store.load(unit.connection, str(item.parent_id))
    fresh = claimed_by(unit, base, body)
    gone = await store.by_code(unit.connection, fresh.code)
    fresh = gone if gone and gone.state == "cancelled" else fresh
    if not await store.assign_offer(unit.connection, base.item_id, body.credit_code, fresh.item_id, unit.stamp):
        return fresh.code
    above = (await store.edition(unit.connection, item.item_id, item.online or item.head)).elements
    upper = (await store.edition(unit.connection, base.item_id, base.head)).elements
    own = {"power_source": SOURCES[way], "entrusting_body": item.office_name}
    values = carried(above) | inherited(upper, body) | own
    reason = "承接下放" if way == "hand_down" else "承接委托"
    if fresh is gone:
        await resume(unit, who, base, fresh, values, reason=reason, why="004 第十一条第一款")
    else:
        await begin(unit, who, base, fresh, values, reason=reason, why="004 第十一条第一款")
    return fresh.code
