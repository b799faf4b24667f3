"""What a start loads: nothing that waits for its use, and nothing of a service that is not served."""

import json
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from services import NAMES
from services.documents.markdown import ROOT
from shared import migrations
from shared.db import Database
from shared.settings import Settings
from tests.platform import settings_for

LATE: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"][
    "flake8-tidy-imports"
]["banned-module-level-imports"]
"""What ruff forbids at the head of a module, because it is loaded with its first use."""
CHOSEN = {"shared.bus.memory", "shared.sqlite", "sqlalchemy.dialects.sqlite"}
"""What the settings of these tests choose."""

LOADED = "import json, sys; print(json.dumps(sorted(sys.modules)))"
SERVED = """
import asyncio
from services import service
from shared.hosting.host import Host
from shared.settings import settings

async def serve(name):
    async with Host([service(name)], settings()).running() as host:
        good, state = await host.readiness()
        assert good, state

asyncio.run(serve({name!r}))
"""


def loaded_by(script: str, given: Settings | None = None) -> set[str]:
    """The modules of a fresh process that ran this."""
    told = {f"SHIXIANG_{name.upper()}": str(value) for name, value in (given or Settings()).model_dump().items()}
    words = [sys.executable, "-c", f"{script}\n{LOADED}"]
    done = subprocess.run(words, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_command_line_loads_no_framework_before_a_command_asks_for_it() -> None:
    loaded = loaded_by("import services.cli")
    heavy = {"fastapi", "pydantic", "sqlalchemy", "structlog", "services.registry", *LATE}
    assert sorted(heavy & loaded) == []


@pytest.mark.parametrize("name", NAMES)
async def test_a_service_starts_without_what_waits_for_its_first_use(name: str, tmp_path: Path) -> None:
    given = settings_for(tmp_path)
    db = Database(given.database_of(name))
    await migrations.upgrade(db, name)
    await db.close()
    loaded = loaded_by(SERVED.format(name=name), given)
    assert f"services.{name}.service" in loaded
    assert [other for other in NAMES if other != name and f"services.{other}.service" in loaded] == []
    assert {late for late in LATE if late in loaded} == CHOSEN


def test_all_that_waits_is_there_when_it_is_wanted() -> None:
    assert [name for name in LATE if find_spec(name) is None] == []
