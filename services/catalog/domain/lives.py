"""Whether what lies beside an item's texts still is what the trail tells: where it stands, whose it is, who wrote, what
the public has of it and since when.
"""

import json
from collections import Counter
from collections.abc import Iterator

from services.catalog.domain.quality import waivers_digest
from services.catalog.domain.records import WAIVE, WAIVE_END, Dossier, Kept, RecordFault, Shown
from services.catalog.domain.told import BEGUN, ONLINE, PUBLIC, Life, Told, instants, life_of, owner_digest

SAYS_WHY = ("item.save", "item.restore", "item.merge")
"""Entries that tell the reason which their edition keeps."""
WRITES = (*BEGUN, *SAYS_WHY, "catalogue.change")
"""Entries with which an edition arises."""


def life_faults(dossier: Dossier) -> list[RecordFault]:
    """Every fault of one item beside its texts."""
    life = life_of(dossier.told)
    found = [*_item_faults(dossier, life), *author_faults(dossier)]
    found += _waiver_faults(dossier)
    return [*found, *_live_faults(dossier, life), *listed_faults(dossier), *_feed_faults(dossier, life)]


def _item_faults(dossier: Dossier, life: Life) -> Iterator[RecordFault]:
    item = dossier.item
    if item is None or not life.state:
        return
    if (item.state, item.availability) != (life.state, life.availability):
        what = f"it is {item.state}/{item.availability}, by the trail {life.state}/{life.availability}"
        yield dossier.fault("state_altered", item.head, what, life.last)
    if life.owner and owner_digest(item) != life.owner:
        yield dossier.fault("owner_altered", item.head, "its code, body or place is not the one it began with")


def author_faults(dossier: Dossier) -> Iterator[RecordFault]:
    """Each edition was saved by whom, when and why the entry says with which it arose."""
    entries = [one for one in dossier.told if one.action in WRITES]
    behind = 0
    for kept in dossier.kept:
        place = next((n for n, one in enumerate(entries[behind:], behind) if one.after == kept.digest), None)
        if place is None:
            continue
        behind = place + 1
        if not _wrote(dossier, kept, entries[place]):
            what = "it was saved by another, at another time or for another reason"
            yield dossier.fault("author_altered", kept.number, what, entries[place].seq)


def _wrote(dossier: Dossier, kept: Kept, one: Told) -> bool:
    body = dossier.item.office if dossier.item else kept.saved_office
    same = (kept.saved_by, kept.saved_at) == (one.who, one.at) and kept.saved_office in (one.office, body)
    return same and (one.action not in SAYS_WHY or kept.reason == one.why)


def _waiver_faults(dossier: Dossier) -> Iterator[RecordFault]:
    """The waivers are those after the last one given or ended; before entries told their hash, one was given."""
    last = next((one for one in reversed(dossier.told) if one.action in (WAIVE, WAIVE_END)), None)
    altered = last.after and last.after != waivers_digest(dossier.waivers) if last else dossier.waivers
    if altered:
        yield dossier.fault("waiver_altered", 0, "its waivers are not what the trail tells", last.seq if last else 0)


def _live_faults(dossier: Dossier, life: Life) -> Iterator[RecordFault]:
    live = [shown for shown in dossier.shown if shown.live]
    if life.availability == "online" and not live:
        yield dossier.fault("publication_lost", dossier.online, "by the trail it is online, and it is not", life.last)
    if life.state and life.availability != "online":
        for shown in live:
            yield dossier.fault("live_untold", shown.edition, "by the trail it is not online", life.last)


def listed_faults(dossier: Dossier) -> Iterator[RecordFault]:
    """What a record is found by is what it says; it came and went when the trail says that something did."""
    moves = instants(dossier.told, *PUBLIC)
    for shown in dossier.shown:
        if shown.listed != _listing(json.loads(shown.record), shown):
            what = "it is listed under another body, place, type, name or time than its record says"
            yield dossier.fault("publication_altered", shown.edition, what)
        elif not _came_and_went(dossier, shown, moves):
            yield dossier.fault("publication_altered", shown.edition, "it came or went when the trail tells of nothing")


def _listing(record: dict[str, object], shown: Shown) -> dict[str, object]:
    said = {"region": _code(record, "region"), "office": _code(record, "office")}
    elements = record.get("elements")
    kind = elements.get("item_type") if isinstance(elements, dict) else None
    said |= {"name": record.get("name"), "published_at": record.get("published_at")}
    return said | {"item_type": kind or shown.listed["item_type"]}


def _code(record: dict[str, object], name: str) -> object:
    said = record.get(name)
    return said.get("code") if isinstance(said, dict) else None


def _came_and_went(dossier: Dossier, shown: Shown, moves: set[str]) -> bool:
    came = {one.at for one in dossier.told if one.action == ONLINE and one.after == shown.digest}
    if shown.online_at not in came if shown.online_at else shown.live:
        return False
    return shown.offline_at is None if shown.live else shown.offline_at is None or shown.offline_at in moves


def _feed_faults(dossier: Dossier, life: Life) -> Iterator[RecordFault]:
    """The feed has each change of what the public has, once."""
    told, there = Counter(life.changes), Counter(dossier.feed)
    for name, extra in (("feed_gone", told - there), ("feed_untold", there - told)):
        for one in extra:
            yield dossier.fault(name, 0, f"the feed: {one.change} at {one.at}")
