"""What the public sees: the record of an edition, frozen, and the step that makes it the one that is shown."""

import json
from typing import Any

from services.catalog import store
from services.catalog.commands.entrusting import changed_by_organ
from services.catalog.commands.following import behind_of
from services.catalog.commands.history import comes_into_force
from services.catalog.commands.parts import followed
from services.catalog.commands.passing import CLAUSE
from services.catalog.commands.province import report_up
from services.catalog.commands.searching import index_online
from services.catalog.domain import Edition, Item, Values, attachments_in, record_of
from services.catalog.domain.citing import cited
from services.catalog.domain.quality import PLANNED
from services.catalog.domain.records import public_hash, sealed_record
from shared import elements
from shared.clock import day
from shared.events import ItemOnline, LinkedList
from shared.hosting.runtime import Runtime
from shared.unit import Unit


def note_published(unit: Unit, held: Edition, record: Values) -> None:
    """Both hashes: the edition's before, the public record's after."""
    unit.note("item.publish", held.item_id, why=CLAUSE, before=held.digest, after=public_hash(record))


async def frozen(unit: Unit, item: Item, held: Edition) -> dict[str, Any]:
    """The public record of an edition, kept for good."""
    record = sealed_record(record_of(item, held, unit.stamp), unit.keys.signer.sign)
    row = {
        "item_id": item.item_id,
        "edition": held.number,
        "code": item.code,
        "digest": held.digest,
        "region": item.region,
        "office": item.office,
        "item_type": item.item_type,
        "name": item.name,
        "record": json.dumps(record, ensure_ascii=False, separators=(",", ":")),
        "live": False,
        "published_at": unit.stamp,
    }
    await store.publish(unit.connection, row)
    note_published(unit, held, record)
    return record


def ahead(unit: Unit, held: Edition, key: str) -> str:
    """The day that an element plans, if it is not past; a date is stored as text, YYYY-MM-DD."""
    on = str(held.elements.get(key) or "")
    return on if on >= day(unit.at).isoformat() else ""


async def shown(
    unit: Unit,
    item: Item,
    held: Edition,
    before: Values,
    here: Runtime,
    *,
    why: str,
    wording_only: bool = False,
) -> None:
    """A published edition is what the public sees from now on, and everyone who counts hears what is new in it."""
    item_id = item.item_id
    await store.set_live(unit.connection, item_id, held.number, unit.stamp)
    await store.add_to_feed(unit.connection, "online", item, held.number, held.digest, unit.stamp)
    await report_up(unit, item, held.number)
    await store.cite(unit.connection, item_id, cited(held.elements))
    await comes_into_force(unit, item, held.number)
    await store.keep_plan(unit.connection, item_id, "cancel", held.number, ahead(unit, held, "planned_cancel_on"))
    await index_online(unit, item, held.number, held.elements)
    attached = {a["sha256"]: a["name"] for a in attachments_in(elements.public_view(held.elements))}
    await store.show_attachments(unit.connection, item_id, attached)
    await store.settle(unit.connection, item_id, f"{PLANNED}online:")
    await followed(unit, item, held)
    await changed_by_organ(unit, item, before, held.elements)
    told = ItemOnline(
        item=item.ref(),
        edition=held.number,
        digest=held.digest,
        online_on=day(unit.at).isoformat(),
        changed=_public_changes(before, held.elements),
        line_offices=await store.line_above(unit.connection, item.office),
        linked_lists=await _linked(unit, held.elements),
        wording_only=wording_only,
        behind=await behind_of(unit, item, held.elements),
    )
    unit.record(told)
    unit.note("item.online", item_id, why=why, after=held.digest)
    unit.afterwards.append(here.shelf.clear)


def _public_changes(before: Values, now: Values) -> list[str]:
    found = elements.changes(elements.public_view(before), elements.public_view(now))
    return sorted({change.path.split("[")[0].split(".")[0] for change in found})


async def _linked(unit: Unit, values: dict[str, Any]) -> list[LinkedList]:
    """The lists that an item stands on too, where a registered body manages them (G31)."""
    said = values.get("linked_lists")
    rows = [row for row in said if row.get("manager")] if isinstance(said, list) else []
    names = await store.named(unit.connection, [row["manager"] for row in rows]) if rows else {}
    return [
        LinkedList(code=row["list"], manager=row["manager"], manager_name=names[row["manager"]])
        for row in rows
        if row["manager"] in names
    ]
