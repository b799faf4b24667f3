"""What the workloads stand on: migrated databases with the sample world, offers to claim, and many published items."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.catalog import commands, store
from services.catalog.domain import Edition, Item, record_of
from services.guide import store as guides
from services.guide.domain import GuideState
from services.guide.formats.html import FORMAT as HTML
from services.guide.sections import guide_of
from services.registry import SERVICES
from services.world import principal_of, register
from shared import elements, migrations
from shared.canonical import digest
from shared.db import Database
from shared.hosting.host import Host
from shared.rights import Principal
from shared.settings import Settings
from shared.unit import Actor
from shared.world import world

ITEM, LINE = "anshan-approval/packaged-food-filing", "liaoning-market-line"
PEOPLE = {
    "informant": "anshan-approval-informant",
    "checker": "anshan-approval-checker",
    "staffing": "anshan-staffing-auditor",
    "legality": "anshan-legality-auditor",
    "centre": "anshan-data-inspection",
}
GUIDES = 200
SUBS = 999


@dataclass(frozen=True)
class Ground:
    """What a plan needs to know of it."""

    settings: Settings
    tokens: dict[str, str]
    codes: list[str]
    record: bytes
    guide: bytes
    draft: dict[str, Any]
    offers: Iterator[str]
    drafts: list[str]

    @property
    def env(self) -> dict[str, str]:
        """The environment of a server on this ground."""
        s = self.settings
        return {
            "SHIXIANG_DATABASE_URL": s.database_url,
            "SHIXIANG_SECRETS_DIR": str(s.secrets_dir),
            "SHIXIANG_LOG_LEVEL": "error",
            "SHIXIANG_BUS_URL": s.bus_url,
        }

    def change(self, mark: str) -> str:
        """The body of a save: every element that is the body's own, one of them different each time."""
        return json.dumps(
            {"elements": self.draft | {"office_hours": f"工作日 8:30—11:30（{mark}）"}}, ensure_ascii=False
        )


def settings_of(folder: Path, database_url: str, bus_url: str = "memory://") -> Settings:
    """Settings over a folder."""
    url = database_url or f"sqlite+aiosqlite:///{folder}/{{service}}.db"
    return Settings(database_url=url, bus_url=bus_url, secrets_dir=folder / "secrets", log_level="error")


async def prepare(given: Settings, published: int, cycles: int, drafts: int) -> Ground:
    """Fill empty databases."""
    for service in SERVICES:
        db = Database(given.database_of(service.name))
        await migrations.upgrade(db, service.name)
        await db.close()
    host = Host(SERVICES, given)
    catalog, people = host.runtimes["catalog"], {k: _who(v) for k, v in PEOPLE.items()}
    async with catalog.unit(Actor("bench")) as unit:
        await register(unit, world())
    offers = await _offers(host, cycles + drafts)
    claimed = []
    for base_id in offers[:drafts]:
        async with catalog.unit(Actor(people["informant"].subject, people["informant"].office)) as unit:
            claimed.append(await commands.claim(unit, people["informant"], base_id))
    records = await _publish(host, claimed[0], published)
    page = await _guides(host, records[:GUIDES])
    tokens = {name: commands.token_for(catalog, who) for name, who in people.items()}
    for runtime in host.runtimes.values():
        await runtime.db.close()
    text = json.dumps(records[0], ensure_ascii=False, separators=(",", ":")).encode()
    codes, own = [str(r["code"]) for r in records], _own()
    return Ground(given, tokens, codes, text, page, own, iter(offers[drafts:]), [i.item_id for i in claimed])


def _who(username: str) -> Principal:
    return principal_of(world().accounts[username], world())


def _own() -> dict[str, Any]:
    values = world().items[ITEM].elements
    return {k: v for k, v in values.items() if elements.ELEMENTS[k].layer != "catalogue"}


async def _offers(host: Host, count: int) -> list[str]:
    """Catalogue items handed down to one body, as many as there will be cycles."""
    line, base = _who(LINE), world().base_items[world().items[ITEM].base]
    async with host.runtimes["catalog"].unit(Actor(line.subject, line.office)) as unit:
        for n in range(count):
            code = f"{base.basic_code[:6]}{n // SUBS + 1:03d}{n % SUBS + 1:03d}"
            await commands.put_base(unit, line, code, base.elements, None)
            await commands.hand_down(unit, line, code, [])
        body = world().offices[world().items[ITEM].office].credit_code
        return [str(row.base_id) for row in await store.offers_of(unit.connection, body, "offered")]


async def _publish(host: Host, like: Item, count: int) -> list[dict[str, Any]]:
    """Published items, each with a code of its own and the same elements."""
    values = world().items[ITEM].elements
    held = Edition(like.item_id, 2, values, digest(values), "bench", like.office, like.created_at, "")
    records = []
    async with host.runtimes["catalog"].unit(Actor("bench")) as unit:
        for n in range(count):
            code = f"{like.code[:-12]}{n + 210_131_200_000:012d}"
            record = record_of(like, held, unit.stamp) | {"item_id": str(uuid.uuid4()), "code": code}
            await store.publish(unit.connection, _publication(like, record))
            records.append(record)
    return records


def _publication(like: Item, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "item_id": record["item_id"],
        "edition": record["edition"],
        "code": record["code"],
        "digest": record["hash"],
        "region": like.region,
        "office": like.office,
        "item_type": like.item_type,
        "name": like.name,
        "record": json.dumps(record, ensure_ascii=False, separators=(",", ":")),
        "live": True,
        "published_at": record["published_at"],
        "online_at": record["published_at"],
    }


async def _guides(host: Host, records: list[dict[str, Any]]) -> bytes:
    """Guides of these records, in HTML."""
    page = await asyncio.to_thread(
        lambda: HTML.render(guide_of(records[0], public_url=host.settings.public_url, seal=""))
    )
    async with host.runtimes["guide"].unit(Actor("bench")) as unit:
        for record in records:
            common = {"item_id": record["item_id"], "edition": record["edition"]}
            edition = common | {"digest": record["hash"], "record": "{}", "rendered_at": unit.stamp}
            form = common | {
                "format": HTML.id,
                "media_type": HTML.media_type,
                "sha256": hashlib.sha256(page).hexdigest(),
                "body": page,
            }
            await guides.keep(unit.connection, edition, [form])
            place = record["region"]
            state = GuideState(
                record["item_id"], record["code"], record["name"], record["office"]["name"],
                place["code"], place["name"], 1, record["edition"], "online", "", unit.stamp,
            )  # fmt: skip
            await guides.add(unit.connection, state)
    return page
