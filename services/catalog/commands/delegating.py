"""An item goes to lower bodies: handed down, it ends above once it is public below; entrusted, it stays (下放、委托)."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.commands.claims import begin, claimed_by, inherited, resume
from services.catalog.commands.entrusting import (
    HANDED,
    TRUSTED,
    attend_entrusted,
    ends,
    entrusted_again,
    its_own,
    speaks_for_another,
)
from services.catalog.commands.forerunners import forerunners, texts_of
from services.catalog.commands.offers import give_back
from services.catalog.commands.parts import GROUND, attend
from services.catalog.domain import Item, Office, Values
from services.catalog.domain.delegating import (
    ENTRUSTED,
    carried,
    demand_below,
    demand_bodies,
    demand_not_held,
    demand_public,
    left_over,
    of_body,
    own_words,
)
from services.catalog.domain.gates import Case
from services.catalog.domain.offers import demand_in_force, demand_unrefused
from services.catalog.domain.successors import taken_over
from shared.clock import day
from shared.codes import covers
from shared.events import DelegationRefused
from shared.hosting.runtime import Runtime
from shared.problems import Conflict, Refused
from shared.rights import Principal
from shared.unit import Unit

CLAUSE = "004 第十一条第一款"
TAKEN_BACK = "下放未通过，移交撤回"
REFUSED = "delegation"
"""Why a body looks at an item whose handing down was refused."""
REST = "rest:"
"""Why a body looks at an item of which a part was handed down."""


async def delegation(unit: Unit, item: Item, to: list[str], way: str, rest: str) -> tuple[str, dict[str, Any]]:
    """The kind of case, and what it is about, if the item may be handed to each of the bodies named."""
    bodies = await _bodies_below(unit, item, to, way)
    content: dict[str, Any] = {"elements": [], "to": to, "way": way}
    if way == "entrust":
        return "entrust", content
    return "delegate", content | {"rest": rest, "left": await _left(unit, item, bodies)}


async def _bodies_below(unit: Unit, item: Item, to: list[str], way: str) -> list[Office]:
    demand_bodies(to)
    base = await store.load(unit.connection, str(item.parent_id))
    demand_in_force(base)
    held = (await store.edition(unit.connection, base.item_id, base.head)).elements
    own = await store.office(unit.connection, item.office)
    bodies = [await store.office(unit.connection, code) for code in to]
    demand_below(item, own.level, set(held.get("exercise_levels") or []), bodies)
    for body in bodies:
        if way == "entrust":
            demand_not_held(await store.item_held(unit.connection, body.credit_code, base.code), body)
        if offer := await store.offer_on(unit.connection, base.item_id, body.credit_code):
            demand_unrefused(offer, body, day(unit.at))
        await _demand_not_given_up(unit, claimed_by(unit, base, body).code, body)
    return bodies


async def _demand_not_given_up(unit: Unit, code: str, body: Office) -> None:
    """What a body held and gave up through gates does not come back by another's act.

    What was taken out or back may, and what it was only entrusted with.
    """
    held = await store.by_code(unit.connection, code)
    if held is None or held.state != "cancelled" or held.organ or await _taken_back(unit, held):
        return
    if not await store.taken_out(unit.connection, held):
        raise Refused(
            f"{body.name}的该事项 {code} 已经取消；须由省级业务部门重新下发、由其认领，不能经下放恢复。",
            f"{body.name} held {code} and cancelled it: it comes back when the province hands it down anew and it claims.",
            "given_up",
        )


async def _taken_back(unit: Unit, held: Item) -> bool:
    """Whether a handing down that was refused took an item from its body, and nothing came after."""
    refused = await store.refused_delegations(unit.connection, str(held.parent_id))
    return any(json.loads(case.content).get("taken_back", {}).get(held.code) == held.head for case in refused)


async def _left(unit: Unit, item: Item, bodies: Iterable[Office]) -> list[dict[str, str]]:
    """The places that keep nobody but the body itself: neither the bodies named nor who has the item publicly is there."""
    below = [body.region for body in bodies] + [one.region for one in await _public_below(unit, item)]
    return [{"region": one.code, "name": one.name} for one in left_over(item.region, below, day(unit.at))]


async def _public_below(unit: Unit, item: Item) -> list[Item]:
    """Who in the body's territory has the item publicly by a power of its own: entrusted, it would end with the organ's."""
    found = []
    for one in await store.holders(unit.connection, str(item.parent_id)):
        below = one.item_id != item.item_id and covers(item.region, one.region)
        if below and one.availability == "online":
            said = (await store.edition(unit.connection, one.item_id, one.online)).elements
            found += [one] if said.get("body_nature") != ENTRUSTED else []
    return found


async def to_hand_over(unit: Unit, case: Case) -> str:
    """What a delegation is about when it is handed over, with who is entrusted until then, and by which organ's item."""
    content = json.loads(await looked_at(unit, case))
    item = await store.load(unit.connection, case.item_id)
    held = [await store.item_held(unit.connection, office, item.basic_code) for office in content["to"]]
    trusted = {one.office: one.organ for one in held if one and one.organ}
    return json.dumps(content | ({"trusted": trusted} if trusted else {}), ensure_ascii=False)


async def looked_at(unit: Unit, case: Case) -> str:
    """What a delegation is about, with the places that stay without an heir as they are today."""
    content = json.loads(case.content)
    if content["way"] == "hand_down":
        item = await store.load(unit.connection, case.item_id)
        content["left"] = await _left(unit, item, [await store.office(unit.connection, one) for one in content["to"]])
    return json.dumps(content, ensure_ascii=False)


async def hand_over(unit: Unit, who: Principal, case: Case, here: Runtime) -> None:
    """The bodies named have the item and compile it; the body above keeps its own meanwhile, entrusting for good."""
    content = json.loads(case.content)
    item = await store.load(unit.connection, case.item_id)
    bodies = await _bodies_below(unit, item, content["to"], content["way"])
    await store.settle(unit.connection, item.item_id, f"{GROUND}{REFUSED}")
    new = [await _taken(unit, who, item, body, content["way"]) for body in bodies]
    if content["way"] == "hand_down":
        await _lead(unit, item, new, case.ground)
        unit.afterwards.append(here.shelf.clear)


async def take_back(unit: Unit, who: Principal, case: Case, here: Runtime) -> str:
    """What a handing down says that is refused: if it was handed over, what it began ends where it is not public yet.

    The bodies below have what they had before, also an offer that waited for them; they hear of it, and who refused hears.
    """
    content = json.loads(case.content)
    passed = await store.gates_of(unit.connection, case.case_id)
    item, trusted = await store.load(unit.connection, case.item_id), content.get("trusted", {})
    at = next((row.at for row in passed if row.gate == "handover" and row.verdict == "passed"), "")
    if at:
        await store.lead_no_more(unit.connection, item.code, "hand_down", at)
        unit.afterwards.append(here.shelf.clear)
        for office, organ in trusted.items():
            await entrusted_again(unit, who, office, await store.load(unit.connection, organ))
        others = [office for office in content["to"] if office not in trusted]
        begun = [one for office in others if (one := await _begun(unit, item, office, at))]
        content["taken_back"] = {one.code: one.head for one in begun}
        for one in begun:
            await give_back(unit, one, TAKEN_BACK)
            await ends(unit, who, one, case, TAKEN_BACK, here)
    await _refusal_heard(unit, item, content["to"] if at else [], passed[-1].note)
    return json.dumps(content, ensure_ascii=False)


async def _refusal_heard(unit: Unit, item: Item, below: list[str], note: str) -> None:
    """Who wanted to hand an item down looks at it again; so do the bodies that are asked for it as before."""
    unit.record(DelegationRefused(item=item.ref(), offices=below, reason=note))
    zh = f"下放未通过：{note}。本事项照常由本单位办理；需要下放的，另行开立办件。"
    await attend(
        unit, item, REFUSED, zh, "The handing down was refused; the item stays, and another case may hand it down."
    )
    for office in below:
        offer = await store.offer_on(unit.connection, str(item.parent_id), office)
        gone = await store.item_of_body(unit.connection, office, item.basic_code)
        if offer and offer.state == "offered" and gone:
            zh = f"{item.office_name}的下放未通过，移交撤回：{note}。此前下发本单位的该事项仍待认领，请认领或者答复。"
            await attend(
                unit, gone, REFUSED, zh, "The handing down was refused; what was offered before waits for an answer."
            )


async def _begun(unit: Unit, item: Item, office: str, at: str) -> Item | None:
    """What a body began by the handover of a time, if it has it and the public never had it."""
    held = await store.item_held(unit.connection, office, item.basic_code)
    if held is None or held.online:
        return None
    told = await store.history(unit.connection, held.item_id)
    return held if any((row.saved_at, row.reason) == (at, HANDED) for row in told) else None


async def end_with_case(unit: Unit, who: Principal, case: Case, reason: str, here: Runtime) -> None:
    """The item that a case is about ends, and what its body entrusted others with."""
    item = await store.load(unit.connection, case.item_id)
    trusted = await store.entrusted(unit.connection, item)
    await ends(unit, who, item, case, reason, here)
    for one in trusted:
        why = f"委托机关的事项 {item.code} 已取消，委托随之终止：{case.ground}"
        await ends(unit, who, one, case, why, here)


async def conclude(unit: Unit, who: Principal, case: Case, here: Runtime) -> None:
    """What was handed down ends above, once all below is public; where places stay without an heir, it stays for them."""
    content = json.loads(case.content)
    if content["way"] == "entrust":
        return
    item = await store.load(unit.connection, case.item_id)
    heirs = [await _heir(unit, item, code) for code in content["to"]]
    left = "、".join(one["name"] for one in content["left"])
    if left and content.get("rest") != "ends":
        await _stays(unit, item, left)
        return
    if item.availability != "none":
        demand_public([await _in_its_name(unit, heir) for heir in heirs])
    others = [one for one in await _public_below(unit, item) if one.region != item.region]
    await _lead(unit, item, [one.code for one in (*heirs, *others)], case.ground)
    taken = "、".join(f"{heir.office_name}（{heir.code}）" for heir in heirs)
    reason = f"{case.ground}；由{taken}承接" + (f"；{left}无承接机构，不再办理" if left else "")
    await end_with_case(unit, who, case, reason, here)


async def _heir(unit: Unit, item: Item, office: str) -> Item:
    held = await store.item_held(unit.connection, office, item.basic_code)
    if held is None:
        body = await store.office(unit.connection, office)
        raise Conflict(
            f"{body.name}已不再持有该事项，不能由其承接；请不予通过本办件，需要时另行开立。",
            f"{body.name} holds the item no more: refuse this case, and open another if it is wanted.",
            "heir_gone",
        )
    return held


async def _in_its_name(unit: Unit, heir: Item) -> Item:
    """An heir as far as the public reads of it as one: with the words of a body entrusted it is not public yet."""
    return replace(heir, availability="none") if await speaks_for_another(unit, heir) else heir


async def _stays(unit: Unit, item: Item, left: str) -> None:
    """The item goes on for the places that no heir has, and its body is asked to say so in it."""
    unit.note("item.stays", item.item_id, why=f"{CLAUSE}：部分下放，{left}仍由{item.office_name}办理"[:500])
    zh = f"本事项已部分下放，以下区划仍由本单位办理：{left}。请在适用范围中写明。"
    en = "A part of the item was handed down; say in its scope which places it is still for."
    row = {"item_id": item.item_id, "office": item.office, "message_zh": zh[:1000], "message": en}
    row |= {"ground": f"{REST}{unit.stamp}", "evidence": CLAUSE, "opened_at": unit.stamp}
    await store.attend(unit.connection, row)


async def _lead(unit: Unit, item: Item, codes: Iterable[str], ground: str) -> None:
    """The old code leads to these too; its handling items go the same way."""
    known = {row["new_code"] for row in await store.successions(unit.connection, item.code)}
    common = {"old_code": item.code, "kind": "hand_down", "reason": ground, "at": unit.stamp}
    if rows := [{"new_code": code} | common for code in dict.fromkeys(codes) if code not in known]:
        await store.succeed(unit.connection, rows)


async def _of_body(unit: Unit, base: Item, body: Office, gone: Item | None) -> Values:
    """What a body wrote of itself when it had the item before, or what the item follows."""
    if gone:
        return of_body((await store.edition(unit.connection, gone.item_id, gone.head)).elements)
    before = await forerunners(unit.connection, base.code, body.credit_code)
    return of_body(taken_over(await texts_of(unit.connection, before)))


async def _taken(unit: Unit, who: Principal, item: Item, body: Office, way: str) -> str:
    """The code under which a body holds the item from now on; who holds it already keeps it."""
    base = await store.load(unit.connection, str(item.parent_id))
    if held := await store.item_held(unit.connection, body.credit_code, base.code):
        if way == "hand_down" and (held.organ or await speaks_for_another(unit, held)):
            await its_own(unit, who, held, item, body)
        return held.code
    fresh = claimed_by(unit, base, body)
    gone = await store.by_code(unit.connection, fresh.code)
    fresh = gone if gone and gone.state == "cancelled" else fresh
    await store.assign_offer(unit.connection, base.item_id, body.credit_code, fresh.item_id, unit.stamp)
    above = (await store.edition(unit.connection, item.item_id, item.online or item.head)).elements
    upper = (await store.edition(unit.connection, base.item_id, base.head)).elements
    values = inherited(upper, body, carried(above, way)) | own_words(way, item.office_name)
    reason, organ = (HANDED, "") if way == "hand_down" else (TRUSTED, item.item_id)
    if organ:
        values = await _of_body(unit, base, body, gone if fresh is gone else None) | values
    if fresh is gone:
        await resume(unit, who, base, fresh, values, reason=reason, why=CLAUSE, organ=organ)
    else:
        await begin(unit, who, base, replace(fresh, organ=organ), values, reason=reason, why=CLAUSE)
    if organ:
        await attend_entrusted(unit, fresh, item)
    return fresh.code
