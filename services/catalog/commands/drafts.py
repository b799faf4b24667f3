"""Drafts: every accepted save is a new edition; a submission is sealed and sent to the review."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from services.catalog import store
from services.catalog.commands.adjusting import unlocked
from services.catalog.commands.editions import edition_of
from services.catalog.commands.looking import close_mended
from services.catalog.commands.merging import lead
from services.catalog.commands.searching import index_draft
from services.catalog.commands.standing import demand_in_catalogue
from services.catalog.domain import (
    Edition,
    Item,
    Saved,
    Values,
    attachments_in,
    called,
    demand_complete,
    demand_edition,
    demand_fitting,
    demand_of_type,
    demand_other_hand,
    demand_own,
    demand_sound,
    demand_unlocked,
    edited,
    locked,
    moved,
    shortfalls,
)
from services.catalog.domain.meaning import cuts, demand_reasons
from shared.canonical import canonical
from shared.clock import day
from shared.events import ItemSubmitted
from shared.problems import Fault, Malformed
from shared.rights import Principal
from shared.unit import Unit


async def save(unit: Unit, who: Principal, item_id: str, based_on: int, change: Values, reason: str) -> Saved:
    """A new edition from a partial change, if the caller saw the present one (G06, G34)."""
    item, held = await store.load_head(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on, held)
    adjusting = bool(locked(change, held.elements))
    allowed = await unlocked(unit.connection, item) if adjusting else set()
    drafted = next_draft(unit, who, item, held, change, allowed, reason)
    await demand_files(unit, change, held.elements)
    missing = shortfalls(drafted.values, item, day(unit.at))
    if drafted.new is None:
        return Saved(item, held.digest, [], missing)
    await store.replace(unit.connection, item, drafted.after)
    await store.add_edition(unit.connection, drafted.new)
    await index_draft(unit, drafted.after, drafted.values)
    await close_mended(unit, drafted.after)
    unit.note("item.save", item_id, why=reason, before=held.digest, after=drafted.new.digest)
    if adjusting:
        await lead(unit, who, drafted.after)
    return Saved(drafted.after, drafted.new.digest, drafted.changed, missing)


@dataclass(frozen=True)
class Draft:
    """What a partial change makes of an item: its elements, and a new edition unless nothing changed."""

    after: Item
    values: Values
    changed: list[str]
    new: Edition | None = None


def next_draft(
    unit: Unit, who: Principal, item: Item, held: Edition, change: Values, allowed: Collection[str], reason: str
) -> Draft:
    """The checks of every draft, whichever way it comes in: sound, unlocked, and in a state that can be compiled."""
    values = edited(held.elements, change)
    demand_sound(
        values, {k: v for k, v in change.items() if k not in held.elements or held.elements[k] != v}, day(unit.at)
    )
    demand_unlocked(change, held.elements, allowed)
    changed = sorted(k for k in change if values.get(k) != held.elements.get(k))
    if not changed:
        return Draft(item, values, [])
    new = edition_of(unit, who, item.item_id, item.head + 1, values, reason)
    after = replace(moved(item, "save", unit.stamp), head=new.number, name=called(item, values))
    return Draft(after, values, changed, new)


async def demand_files(unit: Unit, change: Values, held: Values) -> None:
    """Malformed when an attachment was never uploaded; what the edition before has was, and stays."""
    kept = {a["sha256"] for a in attachments_in({key: held[key] for key in change if key in held})}
    wanted = {a["sha256"]: a["name"] for a in attachments_in(change) if a["sha256"] not in kept}
    lacking = wanted.keys() - await store.has_attachments(unit.connection, sorted(wanted)) if wanted else set()
    if lacking:
        cure = ("先上传附件", "upload it first: POST /catalog/v1/desk/attachments")
        faults = [Fault(wanted[h], "no_such_file", "附件未上传", "not uploaded", *cure) for h in sorted(lacking)]
        raise Malformed("有附件尚未上传。", "An attachment has not been uploaded.", "attachment", faults)


async def submit(
    unit: Unit, who: Principal, item_id: str, based_on: int, reasons: Mapping[str, str] | None = None
) -> Item:
    """Send the present edition to the audit; the body's checker does, not the one who wrote it.

    What is worse for the applicant than what is online needs a reason each (G35).
    """
    item, held = await store.load_head(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on)
    demand_other_hand(held, who)
    demand_complete(item, held.elements, day(unit.at))
    demand_of_type(held.elements)
    demand_fitting(held.elements, day(unit.at))
    after = moved(item, "submit", unit.stamp, submitted=item.head)
    await demand_in_catalogue(unit, item, held)
    await store.replace(unit.connection, item, after)
    before = (await store.edition(unit.connection, item_id, item.online)).elements if item.online else None
    worse = demand_reasons(before, held.elements, reasons or {}) if before is not None else {}
    await _keep_reasons(unit, item, worse)
    writers = await store.writers(unit.connection, item_id, item.online, item.head)
    content: Values = {"elements": held.elements, "previous": before, "writers": sorted({*writers, who.subject})}
    content |= {"reasons": worse, "cuts": [vars(cut) for cut in cuts(before, held.elements)]}
    sealed = unit.keys.sealer.seal(canonical(content), item_id)
    unit.record(ItemSubmitted(item=after.ref(), edition=item.head, digest=held.digest, submission=sealed))
    said = "".join(f"；{path}：{reason}" for path, reason in worse.items())
    unit.note("item.submit", item_id, why=f"004 第十五条第一款{said}"[:1000], after=held.digest)
    return after


async def _keep_reasons(unit: Unit, item: Item, worse: Mapping[str, str]) -> None:
    common: Values = {"item_id": item.item_id, "edition": item.head, "against": item.online}
    common |= {"by": unit.actor.who, "at": unit.stamp}
    rows: list[Values] = [common | {"path": path[:200], "reason": reason} for path, reason in worse.items()]
    await store.add_reasons(unit.connection, rows)
