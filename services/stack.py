"""`shixiang stack`: PostgreSQL, Apache Kafka and the four services as processes on this machine, at one address.

Nothing here is a second way to run a service: each process is `shixiang serve NAME` with the settings of the
distributed form. What the servers keep lies in var/stack and is there again the next time.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import asyncpg
import typer

from services.banner import accounts
from services.children import Child, Watch
from services.gateway import Gateway
from services.registry import SERVICES
from services.serving import Server, door
from services.story import SMTP_PORT
from services.world import MARK, PASSWORD, load, loaded
from shared import logs, migrations
from shared.bus.kafka import create_topics
from shared.events import TOPICS
from shared.hosting.front import Guests
from shared.settings import CannotStartError, Settings, settings
from tools.servers import kafka, postgres
from tools.servers.kafka import Kafka
from tools.servers.machine import ServerError
from tools.servers.postgres import Postgres

NAMES = [service.name for service in SERVICES]
PLACE = Path("var/stack")
PARTITIONS = 6
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """Seven ports in a row: SHIXIANG_PORT moves all of them."""

    gateway: int

    @property
    def services(self) -> dict[str, int]:
        """The port of each service."""
        return {name: self.gateway + n for n, name in enumerate(NAMES, 1)}

    @property
    def postgres(self) -> int:
        return self.gateway + len(NAMES) + 1

    @property
    def kafka(self) -> int:
        return self.postgres + 1

    def all(self) -> dict[str, int]:
        """Whose each port is."""
        return {"gateway": self.gateway, **self.services, "PostgreSQL": self.postgres, "Kafka": self.kafka}


@dataclass(frozen=True)
class Machine:
    """The two servers of a stack, in its folder."""

    postgres: Postgres
    kafka: Kafka

    @classmethod
    def at(cls, place: Path, ports: Ports) -> "Machine":
        """The servers whose data lie in a folder."""
        return cls(Postgres(place / "postgres", ports.postgres), Kafka(place / "kafka", ports.kafka))

    def watches(self, say: Callable[[str], None]) -> list[Watch]:
        """Who looks after the two."""
        return [Watch("PostgreSQL", self.postgres, say), Watch("Kafka", self.kafka, say)]

    def stop(self) -> None:
        """Stop the broker, then the database."""
        self.kafka.stop()
        self.postgres.stop()

    def settings(self, given: Settings) -> Settings:
        """What the services are told."""
        more = {"database_url": self.postgres.url, "bus_url": self.kafka.url, "host": HOST, "database_pool": 8}
        if not given.smtp_url:
            more["smtp_url"] = f"smtp://{HOST}:{SMTP_PORT}"
        if "public_url" not in given.model_fields_set:
            more["public_url"] = f"http://{HOST}:{given.port}"
        return given.model_copy(update=more)


def run() -> None:
    """Start everything, serve until Ctrl-C, stop everything."""
    given = settings()
    if given.environment == "production":
        raise typer.BadParameter("the stack is for one machine: SHIXIANG_ENVIRONMENT says production")
    logs.configure("error")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that has just started knows no group yet
    try:
        with only_one(PLACE):
            _run(given, PLACE)
    except ServerError as error:
        raise CannotStartError(str(error)) from error
    except KeyboardInterrupt:
        typer.echo("已停止 stopped")


def _run(given: Settings, place: Path) -> None:
    _demand_programs()
    ports = Ports(given.port)
    machine = Machine.at(place, ports)
    told = machine.settings(given)
    children = [Child(name, port, environment(told), place, _say) for name, port in ports.services.items()]
    _end_leftovers(machine, children)
    for whose, port in ports.all().items():
        door(HOST, port, whose, "SHIXIANG_PORT (the seven ports from there on are used)").close()
    try:
        _say("启动 PostgreSQL 和 Kafka starting both servers …")
        machine.postgres.start()
        with ThreadPoolExecutor(1) as beside:
            asyncio.run(_serve(machine, told, children, beside.submit(machine.kafka.start)))
    finally:
        _say("停止 Kafka 和 PostgreSQL stopping both servers …")
        machine.stop()
    _say("已停止，数据保留在 stopped; the data stay in " + str(place))


def _say(text: str) -> None:
    typer.echo(text)


@contextlib.contextmanager
def only_one(place: Path) -> Iterator[TextIO]:
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStartError(f"a stack runs in {place} already: use it, or end it with Ctrl-C") from error
        yield lock


def _demand_programs() -> None:
    for why in (postgres.missing(), kafka.missing()):
        if why:
            raise ServerError(f"{why[0]}. Cure: {why[1]}")


def _end_leftovers(machine: Machine, children: Sequence[Child]) -> None:
    """What a stack that was killed has left running."""
    for child in children:
        child.end_leftover()
    machine.stop()


def environment(told: Settings) -> dict[str, str]:
    """The settings of the stack as the variables of a process."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SHIXIANG_")}
    values = told.model_dump(mode="json")
    values["secrets_dir"] = str(told.secrets_dir.resolve())
    return own | {f"SHIXIANG_{name.upper()}": str(value) for name, value in values.items()}


async def _prepared(machine: Machine, told: Settings, broker: asyncio.Future[Kafka]) -> None:
    """Databases and migrations; the first time topics and the sample world, for which the broker must be up."""
    connection = await asyncpg.connect(machine.postgres.dsn())
    try:
        there = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()
    for name in NAMES:
        if name not in there:
            machine.postgres.create_database(name)
    await migrations.upgrade_each(NAMES, told)
    if not await loaded(told):
        await broker
        await create_topics(told.bus_url, TOPICS, PARTITIONS)
        await load(told)


async def _serve(machine: Machine, told: Settings, children: Sequence[Child], broker: Future[Kafka]) -> None:
    """The four processes while the broker comes up, then the gateway; at the end the gateway first."""
    up, watches = asyncio.wrap_future(broker), machine.watches(_say)
    try:
        await _prepared(machine, told, up)
        _say("启动四个服务进程 starting the four services …")
        for child in children:
            await child.start()
        await up
        await create_topics(told.bus_url, TOPICS, PARTITIONS)
        for watch in watches:
            watch.start()
        await asyncio.gather(*(child.ready() for child in children))
        addresses = {child.name: child.address for child in children}
        gateway = Gateway(addresses, told, Guests(PASSWORD, MARK))
        server = Server(gateway, up=lambda: _tell(told, addresses), end=gateway.end, patience=2)
        async with contextlib.aclosing(gateway):
            await server.serve([door(HOST, told.port, "gateway")])
    finally:
        _say("\n停止服务 stopping the services …")
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*(watch.stop() for watch in watches), *(child.stop() for child in reversed(children)))


def _tell(told: Settings, addresses: Mapping[str, str]) -> None:
    base = f"http://{HOST}:{told.port}"
    lines = ["", f"事项 Shixiang（分布式 distributed）已就绪 is ready:  {base}/"]
    lines += [f"  {name:<11} {address}  {base}/{name}/v1/docs" for name, address in addresses.items()]
    lines += [f"  PostgreSQL  {told.database_url}", f"  Kafka       {told.bus_url}", f"  日志 logs    {PLACE}/*.log"]
    _say("\n".join([*lines, *accounts(), "停止 stop: Ctrl-C", ""]))
