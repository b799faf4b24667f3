"""Fixtures of real servers: one PostgreSQL and one Kafka for all workers of a run, more for tests that break them."""

import fcntl
import functools
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tools.servers import kafka, postgres
from tools.servers.kafka import Kafka
from tools.servers.machine import ServerError, alive
from tools.servers.postgres import Postgres

PREFIX = "shixiang-run-"
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder of a run in it has a name of its own
ENOUGH = 3 << 30
"""Free bytes from which on servers and tests keep their files in memory: on ext4 a test's four databases take eight times as long."""
MISSING = {"postgres": functools.cache(postgres.missing), "kafka": functools.cache(kafka.missing)}
PLACE = pytest.StashKey[Path]()
S = TypeVar("S", Postgres, Kafka)


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run makes the place that servers and tests have their files in; the workers are told of it.

    It goes when the run ends. Who wants to look at what a failed test left gives `--basetemp`.
    """
    told: str | None = getattr(config, "workerinput", {}).get("servers")
    if told is None:
        for left in (left for place in _places() for left in place.glob(f"{PREFIX}*")):
            if left.stat().st_uid == os.geteuid() and not alive(int(left.name.split("-")[2])):
                _end(left)
    config.stash[PLACE] = Path(told or tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_places()[0]))
    config.option.basetemp = config.option.basetemp or config.stash[PLACE] / "tests"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Item) -> None:
    """Tell a worker that xdist starts."""
    node.workerinput["servers"] = str(node.config.stash[PLACE])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """The first process ends last: no worker needs a server any more."""
    if not hasattr(config, "workerinput"):
        _end(config.stash[PLACE])


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, missing in MISSING.items():
        if item.get_closest_marker(name) and (why := missing()):
            _lack(f"{why[0]}; cure: {why[1]}")


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Postgres:
    """The cluster of this run. Do not stop it: others use it."""
    return _shared(pytestconfig, "postgres", functools.partial(Postgres, durable=False))


@pytest.fixture(scope="session")
def kafka_server(pytestconfig: pytest.Config) -> Kafka:
    """The node of this run. Do not stop it: others use it; give topics and groups names of your own."""
    return _shared(pytestconfig, "kafka", Kafka)


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[Postgres]:
    """A cluster for one test, to be broken."""
    yield from _own(Postgres(tmp_path / "postgres"))


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Kafka]:
    """A node for one test, to be broken."""
    yield from _own(Kafka(tmp_path / "kafka"))


@pytest.fixture
def new_database(postgres_server: Postgres) -> Iterator[Callable[..., str]]:
    """Make an empty database, or a copy of a template; answer its name. It is dropped after the test."""
    made: list[str] = []

    def make(template: str | None = None) -> str:
        name = f"t_{os.getpid()}_{next(_NUMBERS)}"
        postgres_server.create_database(name, template)
        made.append(name)
        return name

    yield make
    for name in made:
        postgres_server.drop_database(name)


_NUMBERS = itertools.count(1)


def _shared(config: pytest.Config, name: str, make: Callable[[Path, int], S]) -> S:
    place = config.stash[PLACE] / name
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        port = place.with_suffix(".port")
        server = make(place, int(port.read_text()) if port.exists() else 0)
        _start(server)
        port.write_text(str(server.port))
    return server


def _places() -> list[Path]:
    """Where servers of a run may live, the best first."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
    disk = Path(tempfile.gettempdir())
    return [MEMORY, disk] if roomy else [disk, MEMORY]


def _own(server: S) -> Iterator[S]:
    _start(server)
    try:
        yield server
    finally:
        server.stop()


def _start(server: Postgres | Kafka) -> None:
    try:
        server.start()
    except ServerError as why:
        _lack(str(why))


def _lack(why: str) -> None:
    """A developer may do without a server; CI may not."""
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def _end(place: Path) -> None:
    Postgres(place / "postgres").stop()
    Kafka(place / "kafka").stop()
    shutil.rmtree(place, ignore_errors=True)
