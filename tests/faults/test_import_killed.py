"""kill -9 while a catalogue is taken in: every row is there exactly once, and the trail knows each."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from services.catalog import commands
from services.catalog import tables as t
from services.player import XLSX
from services.registry import SERVICES
from services.world import principal_of
from shared import ledger, trail
from shared.db import Database
from shared.hosting.host import Host
from shared.keys import Keys
from shared.settings import Settings
from shared.world import world
from tests.faults.processes import Process, http
from tests.platform import settings_for
from tools.bench.imports import LINE, rows_of, sheet

pytestmark = [pytest.mark.faults, pytest.mark.slow]
ROWS, KILLS, PATIENCE = 8_000, 3, 120.0
SETS = "/catalog/v1/desk/change-sets"


@pytest.fixture
def process(sqlite_template: Path, tmp_path: Path) -> Iterator[Process]:
    shutil.copytree(sqlite_template, tmp_path, dirs_exist_ok=True)
    made = Process(("catalog",), settings_for(tmp_path, log_level="warning"), tmp_path / "catalog.log")
    made.start()
    with ExitStack() as stack:
        stack.callback(made.kill9)
        made.ready()
        yield made


def token(given: Settings) -> str:
    return commands.token_for(Host(SERVICES, given).runtimes["catalog"], principal_of(world().accounts[LINE], world()))


def wait_for(process: Process, set_id: str, headers: dict[str, str], done: int) -> dict[str, Any]:
    """Until so many rows are done, or all."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        told: dict[str, Any] = http().get(f"{process.address}{SETS}/{set_id}", headers=headers).json()
        if told["done"] > done or told["state"] in ("applied", "failed"):
            return told
        time.sleep(0.05)
    raise AssertionError(f"{done} rows were not passed in {PATIENCE} s")


async def left(given: Settings) -> tuple[dict[str, int], list[str]]:
    """How many of everything there are, and what is wrong with the trail."""
    db = Database(given.database_of("catalog"))
    async with db.reading() as connection:
        base = select(t.items.c.item_id).where(t.items.c.layer == "base")
        asked = {
            "items": select(func.count()).select_from(base.subquery()),
            "editions": select(func.count()).where(t.editions.c.item_id.in_(base)),
            "outcomes": select(func.count()).select_from(t.change_rows),
            "entries": select(func.count()).where(ledger.trail.c.action == "catalogue.add"),
        }
        found = {name: int((await connection.execute(query)).scalar_one()) for name, query in asked.items()}
        faults = [one.fault for one in await trail.database_faults(connection, "catalog", Keys.of(given))]
    await db.close()
    return found, faults


def test_a_process_killed_while_it_imports_takes_every_row_in_exactly_once(process: Process) -> None:
    headers = {"Authorization": f"Bearer {token(process.settings)}"}
    asked = {"kind": "catalogue", "apply": True, "good_rows": True}
    sent = {"headers": headers | {"Content-Type": XLSX}, "content": sheet(rows_of(ROWS, 0))}
    made = http().post(process.address + SETS, params=asked, **sent).json()  # type: ignore[arg-type]
    seen = 0
    for _ in range(KILLS):
        seen = wait_for(process, made["set_id"], headers, seen)["done"]
        assert 0 < seen < ROWS
        process.kill9()
        process.start()
        process.ready()
    told = wait_for(process, made["set_id"], headers, ROWS)
    assert (told["state"], told["rows"], told["done"], told["faults"]) == ("applied", ROWS, ROWS, 0)
    found, faults = asyncio.run(left(process.settings))
    assert found == dict.fromkeys(("items", "editions", "outcomes", "entries"), ROWS)
    assert faults == []
