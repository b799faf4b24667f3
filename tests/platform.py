"""The whole platform in a fixture: four services over real databases, the in-process bus, and a clock to set.

`platform` runs on SQLite; `any_platform` the same test on SQLite and on PostgreSQL. No loop runs: `settle()` carries
every event to its hearers, so a test says when. A test that also takes one of `STAGES` begins there.
"""

import asyncio
import contextlib
import functools
import os
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import TypeAdapter

from services.catalog import commands
from services.player import Audit, Player
from services.registry import SERVICES
from services.world import MARK, principal_of, register
from shared import elements, logs, migrations, outbox, trail
from shared.bus import Bus
from shared.clock import now
from shared.db import Database
from shared.hosting.host import Host
from shared.hosting.loops import run_job
from shared.keys import Keys
from shared.rights import Principal, Role
from shared.settings import Settings
from shared.unit import Actor
from shared.world import World, story, world
from tools.servers.postgres import Postgres

NAMES = [service.name for service in SERVICES]
SETTINGS = ("sqlite_settings", "postgres_settings", "any_platform")
"""The fixtures that lay a test's databases out; the last of them picks one of the others."""
STAGES = ("claimed", "filled", "submitted", "approved", "online")
"""How far the story's item can have come when a test begins: methods of `Platform`, and fixtures that give what these give.

Each is played once a worker; a test that takes one gets a copy of the databases as the play left them.
"""


@dataclass
class HandClock:
    """A clock that a test sets; it moves on by a microsecond at each look, so that no two instants are equal."""

    at: datetime = field(default_factory=now)

    def __call__(self) -> datetime:
        """This instant."""
        self.at += timedelta(microseconds=1)
        return self.at

    def pass_(self, **spans: float) -> None:
        """Let time pass."""
        self.at += timedelta(**spans)


@dataclass(repr=False)
class Platform:
    """The running platform and someone to talk to it. It has no repr: a task whose result it is would show the world."""

    host: Host
    http: httpx.AsyncClient
    player: Player
    clock: HandClock
    world: World = field(default_factory=world)

    def sign_in(self, *usernames: str) -> None:
        """Tokens for accounts of the sample world, without their passwords."""
        for name in usernames:
            who = operator() if name == MARK else principal_of(self.world.accounts[name], self.world)
            self.player.tokens[name] = commands.token_for(self.host.runtimes["catalog"], who)

    async def ask(self, method: str, path: str, who: str = "", **content: Any) -> httpx.Response:
        """One request, whatever is answered."""
        headers = dict(content.pop("headers", {}))
        if who:
            if who not in self.player.tokens:
                self.sign_in(who)
            headers["Authorization"] = f"Bearer {self.player.tokens[who]}"
        return await self.http.request(method, path, headers=headers, **content)

    async def settle(self) -> int:
        """Carry every event to its hearers, and theirs to theirs, until all is quiet."""
        total = 0
        while moved := sum([await outbox.relay(r.db, self.host.bus) for r in self.host.runtimes.values()]):
            total += moved
        return total

    async def run_jobs(self) -> None:
        """One round of every job by the clock."""
        for service in SERVICES:
            for job in service.jobs:
                await run_job(self.host.runtimes[service.name], job)

    async def faults_of_trails(self, *, records: bool = True) -> list[Any]:
        """What does not hold in any of the four trails, and what is kept otherwise than they tell.

        A test that puts items online past the commands asks for the trails alone.
        """
        found: list[Any] = []
        for service in SERVICES:
            runtime = self.host.runtimes[service.name]
            async with runtime.db.snapshot() as connection:
                found += await trail.database_faults(connection, runtime.name, runtime.keys)
                found += (await service.checks(connection)).faults if records and service.checks else []
        return found

    async def put_base(self, code: str, values: dict[str, Any], who: str = "hlj-market-line") -> dict[str, Any]:
        """A catalogue item, written where there is none or over the edition that is there."""
        self.sign_in(who)
        return dict(await self.player.put(f"/catalog/v1/catalogue/{code}", who, {"elements": values}))

    async def hand_down(self) -> str:
        """The story's catalogue item, handed down; returns its id."""
        base, line = story().base, "hlj-market-line"
        await self.put_base(base.basic_code, base.elements)
        answer = await self.ask(
            "POST", f"/catalog/v1/catalogue/{base.basic_code}/hand-down", line, json={"offices": []}
        )
        assert answer.status_code == 200, answer.text
        inbox = (await self.ask("GET", "/catalog/v1/desk/inbox", "jidong-market-informant")).json()
        return str(next(o["base_id"] for o in inbox["offers"] if o["code"] == base.basic_code))

    async def claimed(self, office: str = "jidong-market") -> dict[str, Any]:
        """The story's item, claimed by a body."""
        base_id = await self.hand_down()
        answer = await self.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", f"{office}-informant")
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def filled(self) -> dict[str, Any]:
        """The story's item with all its elements."""
        item = await self.claimed()
        values = {k: v for k, v in story().complete.items() if elements.ELEMENTS[k].layer != "catalogue"}
        saved = await self.save(item["item_id"], item["edition"], values)
        return dict(saved["item"])

    async def save(
        self, item_id: str, edition: int, values: dict[str, Any], who: str = "jidong-market-informant"
    ) -> dict[str, Any]:
        """Save elements; fails the test when refused."""
        path = f"/catalog/v1/desk/items/{item_id}/elements"
        answer = await self.ask("PATCH", path, who, headers={"If-Match": f'"{edition}"'}, json={"elements": values})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def submitted(self) -> dict[str, Any]:
        """The story's item in audit, the audit open."""
        item = await self.filled()
        return await self.submit(item)

    async def submit(self, item: dict[str, Any]) -> dict[str, Any]:
        """Submit the present edition and let the review hear of it."""
        path = f"/catalog/v1/desk/items/{item['item_id']}"
        headers = {"If-Match": f'"{item["edition"]}"'}
        answer = await self.ask("POST", f"{path}/submission", "jidong-market-checker", headers=headers)
        assert answer.status_code == 202, answer.text
        await self.settle()
        return dict(answer.json())

    async def approved(self) -> dict[str, Any]:
        """The story's item with all parts passed."""
        return await self.approve(await self.submitted())

    async def approve(self, item: dict[str, Any]) -> dict[str, Any]:
        """Every open part passes."""
        for part, who in AUDITORS.items():
            await self.verdict(item["item_id"], part, who, "passed")
        return await self.desk(item["item_id"])

    async def verdict(
        self, item_id: str, part: str, who: str, verdict: str, *remarks: dict[str, str]
    ) -> dict[str, Any]:
        """One office's verdict, if its part is open."""
        self.sign_in(who)
        audit = (await self.ask("GET", f"/review/v1/items/{item_id}/audit", who)).json()
        state = next(p for p in audit["parts"] if p["part"] == part)
        if state["verdict"] != "open":
            return dict(audit)
        body = {"verdict": verdict, "seen": state["seen"], "remarks": list(remarks)}
        answer = await self.ask("POST", f"/review/v1/audits/{audit['audit_id']}/parts/{part}/verdict", who, json=body)
        assert answer.status_code == 200, answer.text
        await self.settle()
        return dict(answer.json())

    async def desk(self, item_id: str, who: str = "jidong-market-checker") -> dict[str, Any]:
        """The item as its desk shows it."""
        answer = await self.ask("GET", f"/catalog/v1/desk/items/{item_id}", who)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["item"])

    async def stage(self, item_id: str, *stages: str) -> dict[str, Any]:
        """The data centre's stages, one after the other."""
        shown: dict[str, Any] = {}
        for stage in stages:
            answer = await self.ask("POST", f"/catalog/v1/desk/items/{item_id}/{stage}", "jidong-data-inspection")
            assert answer.status_code == 200, answer.text
            shown = answer.json()
        await self.settle()
        return shown

    async def online(self) -> dict[str, Any]:
        """The story's item online, its guide rendered, everyone told."""
        item = await self.approved()
        return await self.stage(item["item_id"], "inspection", "test", "publication", "online")

    def audit(self, item_id: str, reader: str) -> Audit:
        """An audit to go through with loops running."""
        return Audit(self.player, item_id, reader)


AUDITORS = {
    "department": "jidong-market-lawyer",
    "staffing": "jidong-staffing-auditor",
    "legality": "jidong-legality-auditor",
    "government_office": "jidong-government-auditor",
}


def operator() -> Principal:
    """The operator of the sample world."""
    return Principal(MARK, "运维人员", world().offices["hlj-data"].credit_code, "000000", frozenset({Role.OPERATOR}))


def settings_for(folder: Path, database_url: str = "", **more: Any) -> Settings:
    """Settings of a platform whose files lie in a folder."""
    url = database_url or f"sqlite+aiosqlite:///{folder}/{{service}}.db"
    given: dict[str, Any] = {
        "database_url": url,
        "secrets_dir": folder / "secrets",
        "database_pool": 5,
        "log_level": "error",
    } | more
    return Settings(**given)


async def _prepare(given: Settings) -> None:
    """Migrated databases with the bodies and accounts of the sample world."""
    for name in NAMES:
        db = Database(given.database_of(name))
        await migrations.upgrade(db, name, Keys.of(given))
        await db.close()
    host = Host(SERVICES, given)
    catalog = host.runtimes["catalog"]
    async with catalog.unit(Actor("sample-world")) as unit:
        await register(unit, world())
    for runtime in host.runtimes.values():
        await runtime.db.close()


@dataclass(frozen=True)
class Left:
    """How a platform was left when it was played: its hour, who had signed in, the item; a fresh one knows only its hour."""

    at: datetime = field(default_factory=now)
    tokens: dict[str, str] = field(default_factory=dict)
    stage: str = ""
    item: dict[str, Any] = field(default_factory=dict)


_LEFT = TypeAdapter(Left)


def _left(folder: Path) -> Left:
    """How the platform over a folder was left."""
    told = folder / "left.json"
    return _LEFT.validate_json(told.read_bytes()) if told.exists() else Left()


async def _play(given: Settings, stage: str) -> None:
    """Play an item to a stage, and note beside the secrets how all was left."""
    async for platform in opened(given):
        item = await getattr(platform, stage)()
        left = Left(platform.clock.at, platform.player.tokens, stage, item)
        (given.secrets_dir.parent / "left.json").write_bytes(_LEFT.dump_json(left))


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end in a thread of its own: the fixture may be asked for from within a loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four migrated SQLite files and the secrets, to be copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    _apart(_prepare(settings_for(folder)))
    return folder


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Four migrated PostgreSQL databases to be copied; their names begin with a prefix."""
    prefix, folder = f"template_{os.getpid()}_", tmp_path_factory.mktemp("postgres-template")
    postgres_server.create_databases({prefix + name: None for name in NAMES})
    url = postgres_server.database_url(prefix + "{service}")
    _apart(_prepare(settings_for(folder, url)))
    yield prefix, folder
    postgres_server.drop_databases(prefix + name for name in NAMES)


@pytest.fixture(scope="session")
def sqlite_played(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The SQLite template, played to a stage."""

    @functools.cache
    def played(stage: str) -> Path:
        folder = tmp_path_factory.mktemp(stage)
        _apart(_play(copy_of(sqlite_template, folder), stage))
        return folder

    return played


@pytest.fixture(scope="session")
def postgres_played(
    postgres_template: tuple[str, Path], postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], tuple[str, Path]]]:
    """The PostgreSQL template, played to a stage."""
    with contextlib.ExitStack() as until_the_end:

        @functools.cache
        def played(stage: str) -> tuple[str, Path]:
            prefix, folder = f"{stage}_{os.getpid()}_", tmp_path_factory.mktemp(f"postgres-{stage}")
            copy = _postgres_copy(postgres_server, postgres_template, prefix, folder)
            _apart(_play(until_the_end.enter_context(copy), stage))
            return prefix, folder

        yield played


@pytest.fixture
def sqlite_settings(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings over a fresh copy of the SQLite template, or of one that was played."""
    stage = _stage_of(request)
    return copy_of(request.getfixturevalue("sqlite_played")(stage) if stage else sqlite_template, tmp_path)


def copy_of(template: Path, folder: Path, **more: Any) -> Settings:
    """Copy the template's files; settings over the copy."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return settings_for(folder, **more)


@pytest.fixture
def postgres_settings(
    request: pytest.FixtureRequest, postgres_template: tuple[str, Path], postgres_server: Postgres, tmp_path: Path
) -> Iterator[Settings]:
    """Settings over fresh copies of the PostgreSQL template, or of one that was played."""
    stage = _stage_of(request)
    template = request.getfixturevalue("postgres_played")(stage) if stage else postgres_template
    with _postgres_copy(postgres_server, template, f"t_{os.getpid()}_{next(_NUMBERS)}_", tmp_path) as given:
        yield given


@contextlib.contextmanager
def _postgres_copy(server: Postgres, template: tuple[str, Path], prefix: str, folder: Path) -> Iterator[Settings]:
    """Settings over copies of a template's databases and files, dropped afterwards."""
    of, files = template
    shutil.copytree(files, folder, dirs_exist_ok=True)
    server.create_databases({prefix + name: of + name for name in NAMES})
    yield settings_for(folder, server.database_url(prefix + "{service}"))
    server.drop_databases(prefix + name for name in NAMES)


def _stage_of(request: pytest.FixtureRequest) -> str:
    return next((stage for stage in STAGES if stage in request.fixturenames), "")


def _stage(name: str) -> Any:
    """The fixture of a stage: the item as it was left."""

    @pytest.fixture(name=name)
    def stage(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
        for settings in SETTINGS:
            if settings in request.fixturenames:
                request.getfixturevalue(settings)
        left = _left(tmp_path)
        assert left.stage == name, f"`{name}` goes alone, with a fixture over one of {', '.join(SETTINGS)}"
        return left.item

    return stage


claimed, filled, submitted, approved, online = map(_stage, STAGES)


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_NUMBERS = _numbers()


async def opened(given: Settings, *, loops: bool = False, bus: Bus | None = None) -> AsyncIterator[Platform]:
    """A platform over settings, for the length of a fixture."""
    logs.configure(given.log_level)
    left = _left(given.secrets_dir.parent)
    clock = HandClock(left.at)
    host = Host(SERVICES, given, clock, bus)
    transport = httpx.ASGITransport(app=host, raise_app_exceptions=True)
    async with (
        host.running(loops=loops),
        httpx.AsyncClient(transport=transport, base_url="http://platform", timeout=30) as http,
    ):
        yield Platform(host, http, Player(http, left.tokens), clock)


@pytest.fixture
async def platform(sqlite_settings: Settings) -> AsyncIterator[Platform]:
    """The platform on SQLite; events move when the test says `settle`."""
    async for made in opened(sqlite_settings):
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def any_platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    """The platform on SQLite and, the same test again, on PostgreSQL."""
    given: Settings = request.getfixturevalue(f"{request.param}_settings")
    async for made in opened(given):
        yield made


@pytest.fixture
async def live_platform(sqlite_settings: Settings) -> AsyncIterator[Platform]:
    """The platform on SQLite with its loops running, as people meet it."""
    async for made in opened(sqlite_settings, loops=True):
        yield made


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.asynccontextmanager
async def served(given: Settings, port: int = 0) -> AsyncIterator[tuple[Platform, str]]:
    """The platform behind a real server on loopback, its loops running; also yields its address."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    host = Host(SERVICES, given.model_copy(update={"port": port, "public_url": address}))
    server = uvicorn.Server(
        uvicorn.Config(host, port=port, log_level="error", log_config=None, lifespan="on", timeout_graceful_shutdown=2)
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
        if task.done():
            await task
    try:
        async with httpx.AsyncClient(base_url=address, timeout=60) as http:
            yield Platform(host, http, Player(http), HandClock()), address
    finally:
        server.should_exit = True
        await task
