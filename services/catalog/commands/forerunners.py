"""What a body had before under the codes that lead to a catalogue item: its own text goes along (更名、合并、拆分)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Item, Values
from services.catalog.domain.successors import Text, taken_over


@dataclass(frozen=True)
class Forerunner:
    """An item of a body, and the kind of the steps by which its code leads to another of it."""

    item: Item
    kind: str


@dataclass(frozen=True)
class Part:
    """A handling item to come: its name, and what the old ones of that name say."""

    name: str
    texts: list[Text]

    @property
    def values(self) -> Values:
        """What it begins with; its kind, where the old ones have one."""
        variants = {one.values.get("handling_variant") for one in self.texts}
        own: Values = {"handling_item_name": self.name}
        own |= {"handling_variant": variants.pop()} if len(variants) == 1 and None not in variants else {}
        return taken_over(self.texts) | own


async def forerunners(connection: AsyncConnection, basic_code: str, office: str) -> list[Forerunner]:
    """A body's items whose codes lead to a catalogue item, the nearest of each way; the body may have skipped some."""
    found: dict[str, Forerunner] = {}
    ask, seen = {basic_code: ""}, {basic_code}
    while ask:
        steps = await store.led_to(connection, sorted(ask))
        known = await store.items_by_code(connection, {step["old_code"] for step in steps})
        ways = [(known[step["old_code"]], _kind(step["kind"], ask[step["new_code"]])) for step in steps
                if step["old_code"] in known]  # fmt: skip
        own = {item.basic_code: Forerunner(item, kind) for item, kind in ways
               if item.layer == "implementation" and item.office == office}  # fmt: skip
        found |= own
        onward = {item.code: kind for item, kind in ways if item.layer == "base" and item.code not in own}
        ask = {code: kind for code, kind in onward.items() if code not in seen}
        seen |= ask.keys()
    return sorted(found.values(), key=lambda one: one.item.code)


def _kind(step: str, onward: str) -> str:
    """What a way is in all: one split makes it a split, one that is more than a new name a merge."""
    kinds = {step, onward} - {""}
    return "split" if "split" in kinds else "rename" if kinds == {"rename"} else "merge"


async def texts_of(connection: AsyncConnection, before: Sequence[Forerunner]) -> list[Text]:
    """What each of them says in its newest edition."""
    kind = "merge" if len(before) > 1 else ""
    return [
        Text(one.item.code, kind or one.kind, bool(one.item.organ), await _newest(connection, one.item))
        for one in before
    ]


async def _newest(connection: AsyncConnection, item: Item) -> Values:
    return (await store.edition(connection, item.item_id, item.head)).elements


async def parts_of(connection: AsyncConnection, before: Sequence[Forerunner]) -> list[Part]:
    """The handling items that go along, each name once; of what is split nobody knows to which of its heirs they belong."""
    found: dict[str, Part] = {}
    for one in before:
        for item in await _handling_items(connection, one.item) if one.kind != "split" else ():
            kind = "merge" if len(before) > 1 else one.kind
            text = Text(item.code, kind, bool(one.item.organ), await _newest(connection, item))
            found.setdefault(item.name, Part(item.name, [])).texts.append(text)
    return list(found.values())


async def _handling_items(connection: AsyncConnection, item: Item) -> list[Item]:
    """Those in force, or those that ended with their item."""
    if item.state != "cancelled":
        return await store.handling_items(connection, item.item_id)
    return await store.ended_with(connection, item)


async def before_it(connection: AsyncConnection, item: Item) -> tuple[list[Forerunner], list[Text]]:
    """A body's items that an item follows, and what they say; of a handling item what those of its name say."""
    before = await forerunners(connection, item.basic_code, item.office)
    if item.layer != "handling":
        return before, await texts_of(connection, before)
    return before, [
        text for part in await parts_of(connection, before) if part.name == item.name for text in part.texts
    ]
