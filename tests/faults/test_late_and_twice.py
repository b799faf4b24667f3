"""Events that come late, twice and out of order end in the state that they would have made in order."""

import asyncio
import contextlib
import itertools
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from services.player import Player
from services.registry import BY_NAME, SERVICES
from shared import ledger
from shared.events.envelope import Envelope
from shared.hosting.host import Host
from tests.platform import HandClock, Platform, settings_for

pytestmark = [pytest.mark.faults, pytest.mark.slow]

STATE = {
    "guide": (
        "SELECT item_id, turn, online, state, reason FROM guides",
        "SELECT item_id, edition, digest FROM guide_editions",
        "SELECT item_id, edition, format FROM renderings",
    ),
    "review": (
        "SELECT item_id, turn, state FROM audits",
        (
            "SELECT a.item_id, p.part FROM audits a JOIN parts p ON a.audit_id = p.audit_id "
            "WHERE a.state = 'open' AND p.verdict = 'open'"
        ),
    ),
    "catalog": (
        "SELECT item_id, state, head, submitted, approved, online, turn FROM items",
        "SELECT item_id, round, element, part, text FROM remarks",
        "SELECT item_id, ground, office FROM attentions",
    ),
    "notify": (
        "SELECT duty_id, kind, item_id, started_on, due_on, closed_on IS NULL FROM duties",
        "SELECT circular_id, kind, item_id, office, role FROM circulars",
        "SELECT delivery_id, circular_id, channel, state FROM deliveries",
    ),
}
SAID = {"guide": True, "review": False, "catalog": True, "notify": True}


@dataclass
class Told:
    """What happened in the story, and the databases to hear it on."""

    envelopes: list[Envelope]
    folder: Path


async def _tell(folder: Path, deaf: Path) -> list[Envelope]:
    """An item online, changed, online again, suspended, resumed and suspended; the catalog as it was before the last decision."""
    clock = HandClock()
    host = Host(SERVICES, settings_for(folder), clock)
    transport = httpx.ASGITransport(app=host, raise_app_exceptions=True)
    async with host.running(loops=False), httpx.AsyncClient(transport=transport, base_url="http://told") as http:
        here = Platform(host, http, Player(http), clock)
        item = await here.online()
        clock.pass_(days=1)
        saved = await here.save(item["item_id"], item["edition"], {"note": "改过一次"})
        await here.submit(saved["item"])
        _copied(folder / "catalog.db", deaf)
        await here.approve(saved["item"])
        await here.stage(item["item_id"], "inspection", "test", "publication", "online")
        clock.pass_(days=1)
        for does in ("suspend", "resume", "suspend"):
            body = {"does": does, "reason": "不再实施"}
            path = f"/catalog/v1/desk/items/{item['item_id']}/withdrawal"
            answer = await here.ask("POST", path, "jidong-data-inspection", json=body)
            assert answer.is_success, answer.text
        await here.settle()
        return await _all_said(host)


def _copied(source: Path, to: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as live, contextlib.closing(sqlite3.connect(to)) as copy:
        live.backup(copy)


async def _all_said(host: Host) -> list[Envelope]:
    found: list[Envelope] = []
    for runtime in host.runtimes.values():
        async with runtime.db.reading() as connection:
            rows = await connection.execute(select(ledger.outbox.c.envelope).order_by(ledger.outbox.c.seq))
            found += [Envelope.model_validate_json(text) for text in rows.scalars()]
    return sorted(found, key=lambda e: e.time)


@pytest.fixture(scope="module")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story, told once in order; and fresh databases, the catalog's with an item in audit."""
    folder, fresh = tmp_path_factory.mktemp("told"), tmp_path_factory.mktemp("fresh")
    shutil.copytree(sqlite_template, folder, dirs_exist_ok=True)
    shutil.copytree(sqlite_template, fresh, dirs_exist_ok=True)
    (fresh / "catalog.db").unlink()
    envelopes = asyncio.run(_tell(folder, fresh / "catalog.db"))
    return Told(envelopes, fresh)


def heard(name: str, told: Told) -> list[Envelope]:
    """What a service hears of the story."""
    kinds = {f"cn.shixiang.{h.event.type}" for h in BY_NAME[name].hears}
    return [e for e in told.envelopes if e.type in kinds]


async def end_of(name: str, told: Told, batches: Sequence[Sequence[Envelope]], folder: Path) -> dict[str, Any]:
    """The state of a service after it was given these."""
    shutil.copytree(told.folder, folder)
    host = Host([BY_NAME[name]], settings_for(folder))
    runtime, hearing = host.runtimes[name], host.hearings[name]
    try:
        for batch in batches:
            await hearing.take(batch)
        async with runtime.db.reading() as connection:
            state: dict[str, Any] = {}
            for query in STATE[name]:
                state[query] = Counter(tuple(row) for row in await connection.execute(text(query)))
            types = (await connection.execute(select(ledger.outbox.c.type))).scalars()
            state["said"] = Counter(types) if SAID[name] else None
            state["buried"] = (await connection.execute(select(ledger.dead_letters.c.reason))).scalars().all()
    finally:
        await runtime.db.close()
        shutil.rmtree(folder)
    return state


@pytest.mark.parametrize("name", sorted(STATE))
def test_events_late_twice_and_out_of_order_end_in_the_same_state(told: Told, name: str, tmp_path: Path) -> None:
    known = heard(name, told)
    assert known, f"{name} hears nothing of the story"
    number = itertools.count()
    in_order = asyncio.run(end_of(name, told, [known], tmp_path / "order"))
    assert not in_order["buried"]

    @settings(
        phases=[Phase.explicit, Phase.generate],
        max_examples=12 if name != "guide" else 3,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.permutations(range(len(known))), st.lists(st.sampled_from(range(len(known))), max_size=4), st.integers(1, 5)
    )
    def any_order(order: list[int], again: list[int], size: int) -> None:
        given_so = [known[n] for n in (*order, *again)]
        batches = [given_so[n : n + size] for n in range(0, len(given_so), size)]
        ended = asyncio.run(end_of(name, told, batches, tmp_path / f"run{next(number)}"))
        assert not ended["buried"]
        assert ended == in_order

    any_order()
    print(f"[faults] {name}: {len(known)} events in {next(number)} orders, some twice: the same end")
