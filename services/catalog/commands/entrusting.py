"""What a body is entrusted with becomes its own when it is handed down, and ends when the organ says so (委托)."""

import json
from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.commands.drafts import next_draft
from services.catalog.commands.following import behind
from services.catalog.commands.leaving import supersede, with_it, withdraw
from services.catalog.commands.offers import give_back
from services.catalog.commands.parts import GROUND, attend
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Item, Office, Values
from services.catalog.domain.delegating import (
    ENDED,
    answers_anew,
    demand_bodies,
    demand_entrusted,
    left_by,
    own_words,
    says_entrusted,
    words_of_own,
)
from services.catalog.domain.gates import Case
from services.catalog.domain.loading import CLAIMED
from services.catalog.domain.states import STATES_ZH, transitions
from shared import elements
from shared.hosting.runtime import Runtime
from shared.problems import Conflict
from shared.rights import Principal
from shared.unit import Actor, Unit

HANDED = "承接下放"
"""The reason of the edition with which a body below begins what is handed down to it."""
TRUSTED = "承接委托"
"""The reason of the edition with which it begins what it is entrusted with."""
ORGAN = "organ:"
"""Why it looks at that again: the organ's edition of this number says otherwise."""


async def ending(unit: Unit, item: Item, to: list[str]) -> dict[str, Any]:
    """What a case is about that ends the entrusting of bodies, if all of them are entrusted."""
    demand_bodies(to)
    for office in to:
        demand_entrusted(item, office, await store.item_held(unit.connection, office, item.basic_code))
    return {"elements": [], "to": to}


async def end_entrusting(unit: Unit, who: Principal, case: Case, here: Runtime) -> None:
    """What the bodies are entrusted with ends, and its codes lead to the organ's item."""
    item, to = await store.load(unit.connection, case.item_id), json.loads(case.content)["to"]
    for one in await store.entrusted(unit.connection, item):
        if one.office in to:
            await ends(unit, who, one, case, f"委托终止，由{item.office_name}（{item.code}）办理：{case.ground}", here)
            row = {"old_code": one.code, "new_code": item.code, "kind": ENDED, "reason": case.ground, "at": unit.stamp}
            await store.succeed(unit.connection, [row])


async def ends(unit: Unit, who: Principal, item: Item, case: Case, reason: str, here: Runtime) -> None:
    """An item and its handling items end by a case, which takes the place of any other about them."""
    if item.organ:
        await give_back(unit, item, reason)
    for one in [item, *await store.handling_items(unit.connection, item.item_id)]:
        await supersede(unit, one.item_id, case.case_id, case.ground)
        await withdraw(unit, who, one.item_id, "cancel", reason, here)


async def attend_entrusted(unit: Unit, held: Item, item: Item) -> None:
    """A body hears by whom it is entrusted, and in whose name it acts."""
    zh = f"受{item.office_name}委托办理其事项 {item.code}，以其名义行使；文本已带入，请补全、核对本单位的地点、电话、岗位后提交审核。"
    en = f"The body is entrusted with {item.code} and acts in its organ's name; write its own places, posts and telephones."
    await attend(unit, held, "entrusted", zh, en)


async def its_own(unit: Unit, who: Principal, held: Item, item: Item, body: Office) -> None:
    """A body has the power itself now; its texts say so in a next edition, which becomes public by the ordinary way."""
    texts = [held, *await store.handling_items(unit.connection, held.item_id)]
    for one in texts:
        _demand_free(one)
    await store.replace(unit.connection, held, replace(held, organ=""))
    for one in texts:
        await _says(unit, who, one, words_of_own(item.office_name, body), item)
    for of in ("entrusted", ORGAN):
        await store.settle(unit.connection, held.item_id, f"{GROUND}{of}")
    zh = f"{item.office_name}已将受委托的本事项下放本单位行使，新稿已写明权力来源；请核对后以本单位名义提交审核。"
    await attend(
        unit, held, "own", zh, "What the body was entrusted with is handed down to it; submit the new edition."
    )


def _demand_free(item: Item) -> None:
    """Conflict while an edition with the words of before is on its way to the public."""
    if item.state not in transitions()["save"].allowed:
        raise Conflict(
            f"{item.office_name}的 {item.code} 受委托办理，现为“{STATES_ZH[item.state]}”；待其上线或退回后再移交。",
            f"{item.code} is {item.state}, as entrusted: hand it over once it is online or returned.",
            "wrong_state",
        )


async def _says(unit: Unit, who: Principal, item: Item, words: Values, above: Item) -> None:
    """A next edition in which a body speaks for itself, or for the organ again, and answers before whom that one does."""
    item, held = await store.load_head(unit.connection, item.item_id)
    organ = (await store.edition(unit.connection, above.item_id, above.online or above.head)).elements
    way, reason = ("entrust", TRUSTED) if says_entrusted(words) else ("hand_down", HANDED)
    words = words | answers_anew(held.elements, organ, way)
    draft = next_draft(unit, who, item, held, words, (), reason)
    if draft.new:
        await store.replace(unit.connection, item, draft.after)
        await store.add_edition(unit.connection, draft.new)
        await index_draft(unit, draft.after, draft.values)
        unit.note("item.save", item.item_id, why=reason, before=held.digest, after=draft.new.digest)


async def speaks_for_another(unit: Unit, item: Item) -> bool:
    """Whether the public reads of an item, or of one of its handling items, that its body is entrusted."""
    for one in [item, *await store.handling_items(unit.connection, item.item_id)]:
        if one.online and says_entrusted((await store.edition(unit.connection, one.item_id, one.online)).elements):
            return True
    return False


async def changed_by_organ(unit: Unit, item: Item, before: Values, now: Values) -> None:
    """The organ shows another text: who is entrusted says the same in its name, and hears where it does not yet."""
    for one in await store.entrusted(unit.connection, item):
        number = one.online or one.head
        own = (await store.edition(unit.connection, one.item_id, number)).elements
        if keys := left_by(before, now, own):
            names = elements.named(keys)
            zh = f"委托机关的事项 {item.code} 第 {item.online} 版已上线，本事项的{names}与其不一致，请按其文本修改后提交审核。"
            en = f"Edition {item.online} of the organ's item is online; bring {', '.join(keys)} in line and submit it."
            await attend(unit, one, f"{ORGAN}{item.online}", zh, en)
            if one.availability == "online":
                await behind(unit, one.item_id, item.code, keys)


async def entrusted_before(here: Runtime) -> int:
    """What was entrusted before an item knew its organ's learns it, each in a transaction of its own."""
    async with here.db.reading() as connection:
        known = await store.entrusted_unknown(connection)
    return sum([await _known_again(here, held, organ) for held, organ in known])


async def _known_again(here: Runtime, held_id: str, organ_id: str) -> bool:
    async with here.unit(Actor.service(here.name)) as unit:
        held, item = await store.load(unit.connection, held_id), await store.load(unit.connection, organ_id)
        told = await store.history(unit.connection, held_id)
        began = next((row.reason for row in told if row.reason in (HANDED, TRUSTED, CLAIMED)), "")
        if began != TRUSTED or held.organ or "cancelled" in (held.state, item.state):
            return False
        if not says_entrusted((await store.edition(unit.connection, held_id, held.head)).elements):
            return False  # it speaks in its own name: the power was handed down since
        await store.replace(unit.connection, held, replace(held, organ=organ_id))
        unit.note("item.entrusted", held_id, why=f"受{item.office_name}（{item.code}）委托，据原委托办件补记")
        if item.availability == "suspended":
            await with_it(unit, item, "suspend", "委托机关的事项暂停中")
            unit.afterwards.append(here.shelf.clear)
    return True


async def entrusted_again(unit: Unit, who: Principal, office: str, item: Item) -> None:
    """What was to become a body's own stays entrusted where the public did not read of it: it was not handed down."""
    held = await store.item_held(unit.connection, office, item.basic_code)
    if held is None or (held.online and not await speaks_for_another(unit, held)):
        return
    await store.replace(unit.connection, held, after := replace(held, organ=item.item_id))
    for one in [after, *await store.handling_items(unit.connection, held.item_id)]:
        if one.state in transitions()["save"].allowed:
            await _says(unit, who, one, own_words("entrust", item.office_name), item)
    zh = f"本事项的下放未获通过，本单位仍受{item.office_name}委托办理；已送审的稿子须改回受委托的写法。"
    await store.settle(unit.connection, held.item_id, f"{GROUND}own")
    await attend(unit, held, "own", zh, "The handing down was refused: the body is entrusted still, and says so.")
    if item.availability == "suspended":
        await with_it(unit, item, "suspend", "委托机关的事项暂停中")
