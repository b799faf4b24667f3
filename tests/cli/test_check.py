"""`shixiang trail check`: live databases, each trail and every edition and public record against it."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from services.catalog import commands
from services.registry import SERVICES
from services.world import principal_of
from shared.hosting.host import Host
from shared.settings import Settings
from shared.unit import Actor
from shared.world import story, world
from tests.cli.conftest import Run


async def catalogued(given: Settings) -> None:
    """One catalogue item, written by its command."""
    host = Host(SERVICES, given)
    who = principal_of(world().accounts["hlj-market-line"], world())
    async with host.runtimes["catalog"].unit(Actor(who.subject, who.office)) as unit:
        await commands.put_base(unit, who, story().base.basic_code, dict(story().base.elements), None)
    for runtime in host.runtimes.values():
        await runtime.db.close()


def test_a_text_changed_in_a_live_database_is_named_on_the_command_line(
    run: Run, peopled: Settings, there: dict[str, str], tmp_path: Path
) -> None:
    asyncio.run(catalogued(peopled))
    done = run("trail", "check", **there)
    assert (done.exit_code, done.stdout.strip()) == (0, "trails and records hold 留痕与存档完整")
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as database, database:
        database.execute(
            "UPDATE editions SET elements = replace(elements, ?, '私设登记')", (story().base.elements["name"],)
        )
    done = run("trail", "check", "catalog", **there)
    assert done.exit_code == 1
    assert f"edition_altered: {story().base.basic_code} 第 1 版" in done.stdout
    done = run("trail", "check", "--json", **there)
    found = json.loads(done.stdout)
    assert [fault["fault"] for fault in found["catalog"]] == ["edition_altered"]
    assert found["guide"] == []
