"""What the guide service does: has guides made, renders published editions in every form, shows the one online."""

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.guide import formats, store
from services.guide.domain import Age, Commission, State, age, demand_callable, fresh, moved, stamp_of
from services.guide.formats import Format
from services.guide.sections import guide_of
from shared import plugins
from shared.clock import day
from shared.events import GuideCalled, GuideRendered, ItemPublished, ItemRef
from shared.events.guide import Rendering
from shared.hosting.runtime import Runtime
from shared.keys import verify_signature
from shared.rights import Principal
from shared.unit import Actor, Unit

ROUND = 300.0
"""Seconds that a round of filling goes on, less than its lease."""
BATCH = 20
FORMATS: dict[str, Format] = {f.id: f for f in plugins.load(formats, "FORMAT").values()}


async def render(unit: Unit, event: ItemPublished, here: Runtime) -> None:
    """Render an edition in every form, once; nobody sees it until it is online."""
    if await store.has(unit.connection, event.item.item_id, event.edition):
        return
    seal = unit.keys.signer.sign(stamp_of(event.item.code, event.edition, event.digest))
    bodies = await asyncio.to_thread(_forms, event.record, here.settings.public_url, seal, list(FORMATS))
    common: dict[str, Any] = {"item_id": event.item.item_id, "edition": event.edition}
    rows = _rows(common, bodies)
    text = json.dumps(event.record, ensure_ascii=False, separators=(",", ":"))
    await store.keep(
        unit.connection, common | {"digest": event.digest, "record": text, "rendered_at": unit.stamp}, rows
    )
    if await store.find(unit.connection, event.item.item_id) is None:
        await store.add(unit.connection, fresh(event.item, unit.stamp))
    made = [
        Rendering(format=r["format"], media_type=r["media_type"], sha256=r["sha256"], size=len(r["body"])) for r in rows
    ]
    unit.record(GuideRendered(item=event.item, edition=event.edition, digest=event.digest, renderings=made))
    unit.note("guide.render", event.item.item_id, why="004 第十六条", after=event.digest)
    unit.afterwards.append(here.shelf.clear)


def _rows(common: dict[str, Any], bodies: dict[str, bytes]) -> list[dict[str, Any]]:
    return [
        common | {"format": f, "media_type": FORMATS[f].media_type, "sha256": hashlib.sha256(b).hexdigest(), "body": b}
        for f, b in bodies.items()
    ]


def _forms(record: dict[str, Any], public_url: str, seal: str, names: Sequence[str]) -> dict[str, bytes]:
    guide = guide_of(record, public_url=public_url, seal=seal)
    return {name: FORMATS[name].render(guide) for name in names}


async def fill_forms(here: Runtime) -> int:
    """Render what editions that are online still lack, after a format was added, until none is left or the round is over."""
    filled, since = 0, time.monotonic()
    while not here.ending and time.monotonic() - since < ROUND:
        async with here.db.reading() as connection:
            lacking = await store.lacking(connection, list(FORMATS), BATCH)
        for row, names in lacking:
            await _fill(here, row, names)
        filled += len(lacking)
        if len(lacking) < BATCH:
            break
    return filled


async def form_of(connection: Any, here: Runtime, item_id: str, edition: int, name: str) -> tuple[bytes, str] | None:
    """One form of the edition online and its hash; rendered on the spot if a format was added and it is still lacking."""
    if row := await store.rendering(connection, item_id, edition, name):
        return row.body, row.sha256
    lacking = await store.edition_online(connection, item_id)
    if lacking is None:
        return None
    (made,) = await _fill(here, lacking, [name])
    return made["body"], made["sha256"]


async def _fill(here: Runtime, row: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    seal = here.keys.signer.sign(stamp_of(row.code, row.edition, row.digest))
    bodies = await asyncio.to_thread(_forms, json.loads(row.record), here.settings.public_url, seal, names)
    rows = _rows({"item_id": row.item_id, "edition": row.edition}, bodies)
    async with here.unit(Actor.service("guide")) as unit:
        if await store.keep_renderings(unit.connection, rows):
            unit.note("guide.fill", row.item_id, why="、".join(names), after=row.digest)
    return rows


async def show(unit: Unit, item: ItemRef, state: State, edition: int, reason: str, here: Runtime) -> None:
    """Show an edition, or take the guide away; an event that comes late changes nothing."""
    held = await store.find(unit.connection, item.item_id)
    if held is None:
        held = fresh(item, unit.stamp)
        await store.add(unit.connection, held)
    after = moved(held, item, at=unit.stamp, state=state, online=edition, reason=reason)
    if after is None:
        return
    await store.replace(unit.connection, after)
    unit.note(f"guide.{state}", item.item_id, why=reason[:500] or "004 第六条")
    unit.afterwards.append(here.shelf.clear)


async def check_print(connection: Any, code: str, edition: int, mark: str, signature: str, here: Runtime) -> Age:
    """What a scanned print is worth: valid, outdated by these elements, withdrawn, or not ours."""
    held = await store.by_code(connection, code)
    digest = await store.digest(connection, held.item_id, edition) if held else None
    signed = bool(digest) and verify_signature(
        here.keys.signer.public_pem, signature, stamp_of(code, edition, str(digest))
    )
    if held is None or not digest or digest[:12] != mark or not signed:
        return age(None, None, None, edition)
    printed = await store.record(connection, held.item_id, edition)
    return age(held, printed, await store.record(connection, held.item_id, held.online), edition)


async def check_copy(connection: Any, code: str, sha256: str) -> Age:
    """What a channel's copy of a guide is worth beside the library, told by the hash of its bytes (G09)."""
    held = await store.by_code(connection, code)
    edition = await store.edition_of(connection, held.item_id, sha256) if held else None
    if held is None or edition is None:
        return age(None, None, None, 0)
    copied = await store.record(connection, held.item_id, edition)
    return age(held, copied, await store.record(connection, held.item_id, held.online), edition)


async def commission(unit: Unit, item: ItemRef) -> None:
    """A body is to make the guide of an item."""
    await store.commission(unit.connection, item, unit.stamp)


async def call(unit: Unit, who: Principal, item_id: str, until: str, note: str) -> Commission:
    """The service centre calls for a guide until a day; the body is told (004 第七条)."""
    held = await store.load_commission(unit.connection, item_id)
    who.demand_territory(held.item.region)
    demand_callable(held, until, day(unit.at))
    after = replace(held, until=until, note=note, called_at=unit.stamp)
    await store.call(unit.connection, after, who.subject)
    unit.record(GuideCalled(item=held.item, until=until, note=note))
    unit.note("guide.call", item_id, why=f"004 第七条：{until} 前完成")
    return after
