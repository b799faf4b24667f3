"""Every rule held against the texts of items as they are: what stands is opened and closed, and bodies hear of it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.catalog import store
from services.catalog.commands.passing import context_of
from services.catalog.commands.quality import standing_of, waived
from services.catalog.commands.sight import Look
from services.catalog.domain import Edition, Item
from services.catalog.domain.quality import BY_EYE, NOT_PASSING, PLACE, Waiver, passing, renewed
from services.catalog.rules import Context, Finding, Inspection, findings
from shared.unit import Unit


@dataclass(frozen=True)
class Looked:
    """One text of an item, and what is beside it."""

    held: Edition
    context: Context
    public: bool


async def look(unit: Unit, inspection: Inspection, items: Sequence[Item]) -> Counter[str]:
    """What is found in the items is kept; how many findings are new, are mended, and were told to bodies."""
    texts = [await _texts(unit, item) for item in items]
    found = await asyncio.to_thread(_found, inspection, texts)
    counted = Counter[str]()
    for item, looked, each in zip(items, texts, found, strict=True):
        counted.update(await _keep(unit, item, looked, each))
    return counted


async def close_mended(unit: Unit, item: Item) -> None:
    """What stands open and passes in every text of the item now is closed at once; nothing is opened."""
    known = [one for one in await store.standing_open(unit.connection, item.item_id) if one.rule != BY_EYE]
    if not known:
        return
    texts, only = await _texts(unit, item), {one.rule for one in known}
    found = await asyncio.to_thread(
        lambda: [f for one in texts for f in findings(one.held.elements, one.context, only)]
    )
    places = {(one.rule, one.path[:PLACE]) for one in found}
    await store.keep_standing(unit.connection, passing(known, places, unit.stamp))


async def check(at: Look, item: Item, held: Edition) -> list[tuple[Finding, Waiver | None]]:
    """What the rules find in a text today, and which of it is waived; nothing is kept."""
    context = await context_of(at, item)
    found = await asyncio.to_thread(lambda: list(findings(held.elements, context)))
    excused = await waived(at, item.item_id, found)
    return [(one, next((waiver for other, waiver in excused if other == one), None)) for one in found]


async def _texts(unit: Unit, item: Item) -> list[Looked]:
    """What the public reads, and the newest text where it is another."""
    public = item.online if item.availability == "online" else 0
    context = await context_of(unit, item)
    numbers = dict.fromkeys(number for number in (public, item.head) if number)
    held = [await store.edition(unit.connection, item.item_id, number) for number in numbers]
    return [Looked(one, context, one.number == public) for one in held]


def _found(inspection: Inspection, texts: Sequence[Sequence[Looked]]) -> list[list[list[Finding]]]:
    """What the rules find in each text of each item. Runs in a thread: looking takes time."""
    return [[inspection.of(one.held.elements, one.context) for one in looked] for looked in texts]


async def _keep(unit: Unit, item: Item, looked: Sequence[Looked], found: Sequence[Sequence[Finding]]) -> Counter[str]:
    """Findings are opened and closed; the body hears of what blocks the text that the public reads."""
    known = await store.standing(unit.connection, item.item_id)
    pairs = [(text, one) for text, each in zip(looked, found, strict=True) for one in each]
    changed = renewed(known, [standing_of(unit, item, text.held.number, one) for text, one in pairs], unit.stamp)
    await store.keep_standing(unit.connection, changed)
    told = await _tell(unit, item, [one for text, one in pairs if text.public and one.severity == "block"])
    closed = sum(one.closed_at is not None for one in changed)
    opened = sum(one.opened_at == unit.stamp for one in changed)
    return Counter(opened=opened, closed=closed, told=told)


async def _tell(unit: Unit, item: Item, blocks: Sequence[Finding]) -> int:
    """What blocks today and is not waived is to be looked at again; what no longer does is done."""
    excused = [one for one, _ in await waived(unit, item.item_id, blocks)]
    first = {f"{NOT_PASSING}{one.rule}": one for one in reversed(blocks) if one not in excused}
    there = await store.attended(unit.connection, item.item_id, NOT_PASSING)
    for ground, one in first.items():
        if ground not in there:
            await store.attend(unit.connection, _task(unit, item, ground, one))
            unit.note("item.not_passing", item.item_id, why=f"{one.rule}：{one.zh}"[:500])
    if gone := sorted(there - first.keys()):
        await store.settle_each(unit.connection, item.item_id, gone)
    return len(first.keys() - there)


def _task(unit: Unit, item: Item, ground: str, one: Finding) -> dict[str, str]:
    words = f"公开的第 {item.online} 版今日未通过数据质检：{one.zh}。{one.cure_zh}。"
    row = {"item_id": item.item_id, "ground": ground, "office": item.office, "message_zh": words[:1000]}
    said = f"Edition {item.online}, which is public, does not pass the inspection today: {one.en}; {one.cure_en}."
    return row | {"message": said[:1000], "evidence": one.clause, "opened_at": unit.stamp}
