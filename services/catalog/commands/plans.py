"""What is planned for a day happens on it: an edition goes online, the cancellation of an item opens (F15, G60).

A cancellation by plan goes the whole way of 004 第十二条第一款: the day opens its case, and the item stays until its gates
are passed.
"""

from typing import Any

from services.catalog import store
from services.catalog.commands.cases import open_case
from services.catalog.commands.passing import CLAUSE
from services.catalog.commands.stages import go_online
from services.catalog.domain.quality import PLANNED
from shared.clock import day
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Conflict, Problem
from shared.rights import Principal
from shared.unit import Actor, Unit

IN_FORCE = "003a 第三十三条"
AT_ONCE = 10_000
ABOVE = ("above_not_online", "above_suspended")
"""What keeps back what is public only with another."""
GONE = ("cancelled", "level")
"""What the catalogue has no more, or not for this level."""


async def carry_out_plans(here: Runtime) -> int:
    """Each plan whose day has come, in a transaction of its own; returns how many were carried out."""
    today = day(here.clock()).isoformat()
    async with here.db.reading() as connection:
        due = await store.due_plans(connection, today, AT_ONCE)
    return sum([await _carried_out(here, plan) for plan in due])


async def _carried_out(here: Runtime, plan: Any) -> bool:
    if plan.does == "online" and plan.availability == "suspended":
        return await _held_back(here, plan, "suspended", *_taken_down(plan))
    try:
        async with here.unit(Actor.service(here.name)) as unit:
            await (_show if plan.does == "online" else _open_cancellation)(unit, plan, here)
    except Problem as problem:
        log.info("plan.waits", item=plan.item_id, does=plan.does, why=problem.detail)
        return await _not_carried_out(here, plan, problem)
    return True


async def _not_carried_out(here: Runtime, plan: Any, why: Problem) -> bool:
    """What goes first goes first; of all else the body hears."""
    if why.code in GONE:
        return await _given_up(here, plan, why)
    if isinstance(why, Conflict):
        return why.code in ABOVE and await _held_back(here, plan, "above", *_waiting(plan, why))
    words = f"计划 {plan.on} 上线，未能上线：{why.detail_zh}", f"Planned for {plan.on}: {why.detail}"
    return await _held_back(here, plan, "refused", *words)


async def _held_back(here: Runtime, plan: Any, why: str, zh: str, en: str) -> bool:
    """The plan waits, and the body is told; the data centre sees among its plans that it is late."""
    async with here.unit(Actor.service(here.name)) as unit:
        await _attend(unit, plan, why, zh, en)
    return False


async def _given_up(here: Runtime, plan: Any, why: Problem) -> bool:
    """What may not go online any more is planned no more, and the body is told."""
    async with here.unit(Actor.service(here.name)) as unit:
        await store.keep_plan(unit.connection, plan.item_id, plan.does, plan.edition, "")
        zh, en = (
            f"计划 {plan.on} 上线，计划已撤销：{why.detail_zh}",
            f"Planned for {plan.on}, and planned no more: {why.detail}",
        )
        await _attend(unit, plan, "given_up", zh, en)
        unit.note("plan.given_up", plan.item_id, why=zh[:500])
    return False


def _taken_down(plan: Any) -> tuple[str, str]:
    """What the data centre took down comes back by its hand alone."""
    return (
        f"计划 {plan.on} 上线的新版仍未上线：该事项已被数据中心暂停，须由数据中心决定上线。",
        f"Planned for {plan.on}, but the data centre suspended the item: it decides when it goes online.",
    )


def _waiting(plan: Any, later: Conflict) -> tuple[str, str]:
    """A handling item waits for its implementation item, what is entrusted for the organ's; then it goes online by itself."""
    return (
        f"计划 {plan.on} 上线，未能上线：{later.detail_zh}其上线后，本项自动上线。",
        f"Planned for {plan.on}: {later.detail} Then it goes online by itself.",
    )


def _platform(unit: Unit, plan: Any) -> Principal:
    return Principal.platform(unit.service, plan.office, plan.region)


async def _show(unit: Unit, plan: Any, here: Runtime) -> None:
    why = f"{CLAUSE}；{IN_FORCE}：计划 {plan.on} 起生效"
    await go_online(unit, _platform(unit, plan), plan.item_id, here, why=why)


async def _open_cancellation(unit: Unit, plan: Any, _here: Runtime) -> None:
    """The case that 004 第十二条第一款 asks for; another one that is open goes first."""
    ground = f"计划取消日期 {plan.on} 已到"
    await open_case(unit, _platform(unit, plan), plan.item_id, "cancel_repealed", ground, [], [], "")
    await store.keep_plan(unit.connection, plan.item_id, plan.does, plan.edition, "")
    words = f"{ground}，已开立取消办件，请按 004 第十二条第一款办理。", f"Planned to end on {plan.on}: a case is open."
    await _attend(unit, plan, "opened", *words)


async def _attend(unit: Unit, plan: Any, what: str, zh: str, en: str) -> None:
    row = {"item_id": plan.item_id, "office": plan.office, "message_zh": zh[:1000], "message": en[:1000]}
    row |= {"ground": f"{PLANNED}{plan.does}:{what}:{plan.on}", "evidence": "", "opened_at": unit.stamp}
    await store.attend(unit.connection, row)
