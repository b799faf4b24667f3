"""History in two times: kept with each going online and leaving, corrected by the data centre with a reason."""

from dataclasses import replace

from services.catalog import store
from services.catalog.commands.adjusting import unlocked
from services.catalog.commands.drafts import save
from services.catalog.commands.joining import joined
from services.catalog.commands.records import demand_intact
from services.catalog.domain import Item, Saved, Values, demand_own, edited
from services.catalog.domain.history import NOTHING, Stretch, assigned, history_digest
from services.catalog.domain.records import IN_FORCE
from shared import elements
from shared.problems import Fault, Malformed, Refused
from shared.rights import Principal
from shared.unit import Unit


async def correct(
    unit: Unit, who: Principal, item_id: str, edition: int, start: str, end: str | None, reason: str
) -> list[Stretch]:
    """What was in force then, as we know from now on; what we knew before can still be asked for (U13)."""
    item = await store.load(unit.connection, item_id)
    who.demand_territory(item.region)
    if edition != NOTHING and not await store.was_published(unit.connection, item_id, edition):
        raise Malformed("这一版从未发布。", "This edition was never published.", "edition")
    until = end or _begins(await store.timeline(unit.connection, item_id), edition, start)
    if not start < until <= unit.stamp:
        raise Malformed(
            "更正的起止须在先后次序上正确，且不晚于现在。",
            "A correction runs from earlier to later and not into the future.",
            "interval",
        )
    await _assign(unit, item, edition, start, until)
    row = {"item_id": item_id, "at": unit.stamp, "edition": edition, "valid_from": start, "valid_to": until}
    await store.add_correction(unit.connection, row | {"reason": reason, "by": who.subject})
    unit.note("item.correct_history", item_id, why=f"第{edition}版 {start} — {until}：{reason[:400]}")
    return await store.timeline(unit.connection, item_id)


def _begins(known: list[Stretch], edition: int, start: str) -> str:
    """Where the edition is known to begin: a correction without an end reaches that far."""
    found = [s.valid_from for s in known if s.edition == edition and s.valid_from > start]
    if not found:
        raise Malformed(
            "请写明 to：这一版在该日之后没有已知的起点。", "Say `to`: the edition begins at no later time.", "to"
        )
    return min(found)


async def _assign(unit: Unit, item: Item, edition: int, start: str, end: str | None) -> None:
    """Kept, and told in the trail by the hash of the whole history, so that none of it can be changed beside the trail."""
    held = await store.learned(unit.connection, item.item_id)
    at = max(unit.stamp, *(at for one in held for at in (one.known_from, one.known_to) if at), "")
    closed, opened = assigned([one for one in held if one.known_to is None], edition, start, end, at)
    if not closed and not opened:
        return
    await store.relearn(unit.connection, item.item_id, item.code, closed, opened, at)
    now = [replace(one, known_to=at) if one in closed else one for one in held]
    now += [replace(one, code=item.code) for one in opened]
    unit.note(IN_FORCE, item.item_id, why=f"第{edition}版 {start} — {end or ''}", after=history_digest(now))


async def comes_into_force(unit: Unit, item: Item, edition: int) -> None:
    """The edition is what the public sees from now on."""
    await _assign(unit, item, edition, unit.stamp, None)


async def leaves_force(unit: Unit, item: Item) -> None:
    """The public sees nothing of the item from now on."""
    await _assign(unit, item, NOTHING, unit.stamp, None)


async def restore(
    unit: Unit, who: Principal, item_id: str, based_on: int, number: int, reason: str
) -> tuple[Saved, list[Fault]]:
    """What an earlier edition said, as a new edition; what belongs to the catalogue stays as it is, and is named (U10).

    Refused when nothing but that differs.
    """
    item = await store.load(unit.connection, item_id)
    demand_own(item, who)
    await demand_intact(unit.connection, item_id, number)
    then = (await store.edition(unit.connection, item_id, number)).elements
    now = (await store.edition(unit.connection, item_id, item.head)).elements
    known = {k for k in then.keys() | now.keys() if k in elements.ELEMENTS and then.get(k) != now.get(k)}
    change = {k: then.get(k) for k in sorted(known) if elements.ELEMENTS[k].layer == "list"}
    locked = sorted(known - change.keys())
    open_now = await unlocked(unit.connection, item) if locked else set()
    kept = [_kept(key, adjustable=key in open_now) for key in locked]
    saved = await save(unit, who, item_id, based_on, change, reason or f"恢复第 {number} 版")
    if kept and not saved.changed:
        names = "、".join(elements.ELEMENTS[key].zh for key in locked)
        raise Refused(
            f"与第 {number} 版不同的只有目录要素（{names}），恢复旧版不改动目录要素。",
            f"Only elements of the catalogue differ from edition {number} ({', '.join(locked)}); they are not restored.",
            "kept",
            kept,
        )
    return saved, kept


def _kept(key: str, *, adjustable: bool) -> Fault:
    """An element of the catalogue that stays as it is, and what to do about it."""
    told = "目录要素不随旧版恢复，保持现值", "an element of the catalogue is not restored and stays as it is"
    by_hand = "该要素已获准调整，可在草稿中直接改回", "its adjustment is approved: put it back in the draft by hand"
    ask = "如须改动，请向省级业务部门请示调整", "ask the provincial line department to adjust it"
    return Fault(key, "kept", *told, *(by_hand if adjustable else ask))


async def merge_edits(
    unit: Unit, who: Principal, item_id: str, base_edition: int, change: Values, choices: Values, reason: str
) -> Saved:
    """Save over what somebody else saved meanwhile: what only one changed is kept, what both changed is asked (D09)."""
    item = await store.load(unit.connection, item_id)
    demand_own(item, who)
    base = (await store.edition(unit.connection, item_id, base_edition)).elements
    theirs = (await store.edition(unit.connection, item_id, item.head)).elements
    values = joined(base, theirs, edited(base, change), choices, item.head)
    differing = {k for k in values.keys() | theirs.keys() if values.get(k) != theirs.get(k)}
    return await save(unit, who, item_id, item.head, {k: values.get(k) for k in sorted(differing)}, reason)
