"""The house inspects itself: rights, events, plug-ins, migrations, laws and sizes."""

import ast
import dataclasses
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from fastapi import APIRouter
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from sqlalchemy import Connection, inspect
from starlette.routing import BaseRoute

import services.catalog.rules
import services.guide.formats
import services.notify.channels
from services.catalog.rules import Rule, rules
from services.documents.clauses import register
from services.documents.events import hearers, outside, sayers
from services.documents.markdown import ROOT
from services.guide.commands import FORMATS
from services.notify.channels import channels
from services.notify.domain import duty_kinds
from services.registry import BY_NAME, SERVICES
from services.review.domain import matrices
from shared import migrations
from shared.db import Database
from shared.events import ALL, Event
from shared.hosting import Job, Service
from shared.hosting.common import common_router
from shared.hosting.doors import PUBLIC, SIGNED, declared_right
from shared.hosting.host import Host
from shared.hosting.loops import CHECKPOINT
from shared.rights import HOLDERS, Right, Role
from shared.settings import Settings

FILE_SIGN, FILE_LIMIT = 300, 600
FUNCTION_SIGN, FUNCTION_LIMIT = 40, 80
ROOMS = {"rules": "RULE", "formats": "FORMAT", "channels": "CHANNEL"}
each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda s: s.name)
each_event = pytest.mark.parametrize("event", ALL, ids=lambda e: e.type)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    folder = tmp_path_factory.mktemp("host")
    url = f"sqlite+aiosqlite:///{folder}/{{service}}.db"
    return Host(
        SERVICES, Settings(environment="development", database_url=url, bus_url="memory://", secrets_dir=folder)
    )


def routes(host: Host) -> Iterator[tuple[str, RouteContext]]:
    for name, app in [*host.apps.items(), ("root", host.root)]:
        yield from ((name, route) for route in _flat(app.routes))


def _flat(found: Sequence[BaseRoute]) -> Iterator[RouteContext]:
    """Every route of ours, those of included routers too; FastAPI's own (openapi.json) is left out."""
    yield from (one for one in iter_route_contexts(found) if isinstance(one.original_route, APIRoute))


# ── routes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_route_declares_its_right_or_that_it_is_public(host: Host) -> None:
    known = {right.value for right in Right} | {PUBLIC, SIGNED}
    declared = {f"{sorted(r.methods or [])} {r.path}": declared_right(r.dependant) for _, r in routes(host)}
    assert len(declared) > 60
    assert [name for name, rights in declared.items() if not rights] == []
    assert {name: rights for name, rights in declared.items() if not rights <= known} == {}
    assert {name: rights for name, rights in declared.items() if PUBLIC in rights and len(rights) > 1} == {}


def test_a_route_without_a_right_would_be_found() -> None:
    router = common_router("catalog")

    @router.get("/open-door")
    async def open_door() -> str:
        return "in"

    assert [r.path for r in _flat(router.routes) if not declared_right(r.dependant)] == ["/catalog/v1/open-door"]


def test_every_right_has_holders_and_a_route(host: Host) -> None:
    used = set[str]().union(*(declared_right(route.dependant) for _, route in routes(host)))
    assert set(HOLDERS) == set(Right)
    assert all(holders and holders <= set(Role) for holders in HOLDERS.values())
    assert sorted({right.value for right in Right} - used) == []


def test_every_route_of_a_service_stands_below_its_own_address_and_says_what_it_does(host: Host) -> None:
    for name, route in routes(host):
        if name != "root":
            assert str(route.path).startswith(f"/{name}/v1/")
            assert route.summary or not route.include_in_schema, route.path


# ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@each_event
def test_every_event_is_said_by_one_service_and_says_what_it_is(event: type[Event]) -> None:
    assert len(sayers(event)) == 1
    assert (event.__doc__ or "").strip().endswith(".")
    assert re.search(r"[一-鿿]", event.zh)
    assert event.en
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.v\d+", event.type)


def test_everything_heard_is_said_and_everything_said_is_heard_or_for_outside() -> None:
    said = {event for service in SERVICES for event in service.says}
    heard = {one.event for service in SERVICES for one in service.hears}
    assert heard <= said
    assert said == set(ALL)
    assert {event.type for event in said - heard} == set(outside())
    assert all(hearers(event) for event in heard)


@each_service
def test_every_job_of_a_service_is_on_its_clock_and_every_router_at_its_door(service: Service, host: Host) -> None:
    made = [one for module in _modules(service) for one in vars(module).values()]
    forgotten = [job.name for job in made if isinstance(job, Job) and job not in (*service.jobs, CHECKPOINT)]
    assert not forgotten, "a job that no service has is never done"
    served = {getattr(one.original_route, "endpoint", None) for one in _flat(host.apps[service.name].routes)}
    offered = [one for router in made if isinstance(router, APIRouter) for one in _flat(router.routes)]
    assert {getattr(one.original_route, "endpoint", None) for one in offered} <= served


def _modules(service: Service) -> Iterator[ModuleType]:
    package = importlib.import_module(f"services.{service.name}")
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


@each_service
def test_the_docstring_of_a_service_tells_what_it_says_and_hears(service: Service) -> None:
    told = (importlib.import_module(f"services.{service.name}").__doc__ or "").replace("\n", " ")
    says = re.search(r"Says ([\w., ]+?)\. Hears", told)
    hears = re.search(r"Hears ([\w., ]+?)\.\s*$", told)
    assert says
    assert hears
    assert re.split(r",\s+", says[1]) == [_name(event) for event in service.says]
    assert re.split(r",\s+", hears[1]) == [_name(one.event) for one in service.hears]
    assert told.startswith(f"{service.zh} {service.name}: owns ")


def _name(event: type[Event]) -> str:
    return re.sub(r"\.v\d+$", "", event.type)


@each_service
def test_a_handler_is_named_for_its_event_and_heard_once(service: Service) -> None:
    names = [one.handler.__name__ for one in service.hears]
    assert len(set(names)) == len(names)
    assert names == [f"on_{_snake(one.event.__name__)}" for one in service.hears]


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# ── plug-ins ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "package", [services.catalog.rules, services.guide.formats, services.notify.channels], ids=lambda p: p.__name__
)
def test_every_file_of_a_plug_in_folder_offers_its_plug_in(package: ModuleType) -> None:
    wanted = ROOMS[package.__name__.rpartition(".")[2]]
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")]
    assert names
    assert [n for n in names if not hasattr(importlib.import_module(f"{package.__name__}.{n}"), wanted)] == []


@pytest.mark.clause("G59")
@pytest.mark.parametrize("name", rules())
def test_a_rule_has_two_titles_a_cure_a_clause_and_examples_that_hold(name: str) -> None:
    rule: Rule = rules()[name]
    assert all(re.search(r"[一-鿿]", text) for text in (rule.zh, rule.cure_zh))
    assert rule.en
    assert rule.cure_en
    assert rule.clause in register()
    assert rule.passes
    assert rule.fails
    assert [example for example in rule.passes if rule.tried(example)] == []
    assert [example for example in rule.fails if not rule.tried(example)] == []


def test_formats_and_channels_have_two_titles_and_names_of_their_own() -> None:
    titles = [(f.id, f.title_zh, f.title_en) for f in FORMATS.values()] + [
        (c.id, c.zh, c.en) for c in channels().values()
    ]
    assert all(zh and en for _, zh, en in titles)
    assert len({f.extension for f in FORMATS.values()}) == len(FORMATS)
    assert len({name for name, _, _ in titles}) == len(titles)
    assert all(dataclasses.is_dataclass(one) for one in (*FORMATS.values(), *channels().values()))


@pytest.mark.clause("G59")
def test_duties_and_matrices_name_events_and_clauses_that_there_are() -> None:
    types = {event.type for event in ALL}
    assert {kind.starts for kind in duty_kinds().values()} <= types
    assert {kind.ends for kind in duty_kinds().values()} - {""} <= types
    parts = {one.clause for matrix in matrices() for one in matrix.parts}
    deviations = {one.clause for matrix in matrices() for one in matrix.deviations}
    assert parts | deviations <= set(register())
    assert [m.regions for m in matrices()][-1] == ("",), "one matrix covers every other place"


# ── migrations ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", BY_NAME)
def test_migrations_are_numbered_with_one_head(name: str) -> None:
    script = ScriptDirectory.from_config(migrations.config(name))
    walked = [(one.revision, one.down_revision) for one in script.walk_revisions()][::-1]
    numbers = [f"{n:04}" for n in range(1, len(walked) + 1)]
    assert walked == list(zip(numbers, [None, *numbers], strict=False))
    files = sorted(path.name for path in (ROOT / "services" / name / "migrations" / "versions").glob("*.py"))
    assert [file[:5] for file in files] == [f"{number}_" for number in numbers]


@pytest.mark.parametrize("name", BY_NAME)
async def test_the_migrations_make_exactly_the_tables_and_take_them_back(name: str, tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/{name}.db")
    try:
        await migrations.upgrade(db, name)
        assert not await migrations.pending(db, name)
        async with db.writing() as connection:
            await connection.run_sync(_checked, name)
        async with db.writing() as connection:
            await connection.run_sync(_taken_back, name)
        assert await migrations.pending(db, name)
        await migrations.upgrade(db, name)
    finally:
        await db.close()


def _checked(connection: Connection, name: str) -> None:
    given = migrations.config(name)
    given.attributes["connection"] = connection
    command.check(given)
    assert {table.name for table in BY_NAME[name].metadata.sorted_tables} <= set(inspect(connection).get_table_names())


def _taken_back(connection: Connection, name: str) -> None:
    given = migrations.config(name)
    given.attributes["connection"] = connection
    command.downgrade(given, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]


# ── laws and sizes ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_make_test_and_make_check_run_the_laws() -> None:
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    after = {
        line.partition(":")[0]: line.partition(":")[2].partition("##")[0].split() for line in lines if "##" in line
    }
    laws = next(n for n, line in enumerate(lines) if line.startswith("laws:"))
    assert "lint-imports" in lines[laws + 1]
    assert "laws" in after["test"]
    assert "laws" in after["check"]


def test_the_laws_name_modules_that_there_are() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 6
    named = {m for c in contracts for key in ("modules", "source_modules", "containers") for m in c.get(key, [])}
    ours = {m for m in named if m.split(".")[0] in ("services", "shared") and "*" not in m}
    assert sorted(m for m in ours if not _is_module(m)) == []


def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def test_sizes_stay_within_the_budget(capsys: pytest.CaptureFixture[str]) -> None:
    """What passes the sign to stop and look is listed; what passes twice that fails."""
    large = {
        str(p.relative_to(ROOT)): n for p in _sources() if (n := len(p.read_text("utf-8").splitlines())) > FILE_SIGN
    }
    long = {f"{p.relative_to(ROOT)}::{f.name}": n for p in _sources() for f, n in _functions(p) if n > FUNCTION_SIGN}
    with capsys.disabled():
        for name, lines in sorted((large | long).items()):
            print(f"\n  stop and look: {name}: {lines} lines", end="")
    assert {name: n for name, n in large.items() if n > FILE_LIMIT} == {}
    assert {name: n for name, n in long.items() if n > FUNCTION_LIMIT} == {}


def _sources() -> list[Path]:
    found = [p for top in ("services", "shared", "tools") for p in (ROOT / top).rglob("*.py")]
    return [p for p in found if "migrations" not in p.parts and p.name != "ledger_history.py"]


def _functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def test_every_module_says_in_a_sentence_what_it_is_for() -> None:
    mute = [str(p.relative_to(ROOT)) for p in _sources() if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert mute == []
