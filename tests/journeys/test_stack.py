"""The parts of `shixiang stack`: processes that are kept alive, and the gateway before them."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from services.children import Child, Watch
from services.gateway import Gateway
from services.serving import PortTakenError, Server, door
from services.stack import Machine, Ports, environment, only_one
from shared import migrations
from shared.bus.kafka import create_topics
from shared.events import TOPICS
from shared.settings import CannotStartError, Settings
from tests.bus.wire import until
from tests.platform import NAMES, served, settings_for
from tools.servers.kafka import Kafka
from tools.servers.machine import ServerError, alive, free_port
from tools.servers.postgres import Postgres

JSON = {"Content-Type": "application/json"}


class Broken:
    """A server that starts at the second time."""

    def __init__(self, log: Path) -> None:
        self.log, self.up, self.tries = log, False, 0

    def running(self) -> bool:
        return self.up

    def start(self) -> None:
        self.tries += 1
        if self.tries == 1:
            raise ServerError("pg_ctl: no space left\nand more")
        self.up = True


@asynccontextmanager
async def fronted(given: Settings, **away: str) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway before the whole platform; services named in `away` are looked for elsewhere."""
    async with served(given) as (_, address):
        port = free_port()
        gateway = Gateway(dict.fromkeys(NAMES, address) | away, given)
        up = asyncio.Event()
        server = Server(gateway, up=up.set, end=gateway.end, patience=1)
        task = asyncio.create_task(server.serve([door("127.0.0.1", port, "gateway")]))
        await up.wait()
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
                yield http
        finally:
            server.should_exit = True
            await task
            await gateway.aclose()


@pytest.fixture
async def front(sqlite_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with fronted(sqlite_settings) as http:
        yield http


async def test_the_gateway_passes_on_what_is_asked_and_what_is_answered(front: httpx.AsyncClient) -> None:
    answer = await front.get("/guide/v1/guides", params={"q": "药店", "limit": 3}, headers={"X-Request-Id": "mine-1"})
    assert (answer.status_code, answer.json()["guides"]) == (200, [])
    assert answer.headers["x-request-id"] == "mine-1"
    wrong = await front.post("/catalog/v1/auth/token", json={"username": "nobody", "password": "wrong"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (401, "application/problem+json")
    document = (await front.get("/review/v1/openapi.json")).json()
    assert "/review/v1/audits" in "".join(document["paths"])


async def test_the_gateway_passes_on_a_refusal_of_a_long_body(front: httpx.AsyncClient) -> None:
    answer = await front.post("/catalog/v1/auth/token", content=b" " * 3_000_000, headers=JSON)
    assert answer.status_code == 413


async def test_live_events_come_through_while_they_happen_and_end_with_the_gateway(sqlite_settings: Settings) -> None:
    async with fronted(sqlite_settings) as http, http.stream("GET", "/catalog/v1/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert await anext(answer.aiter_lines()) == "retry: 2000"


async def test_the_front_page_and_the_readiness_are_those_of_all(front: httpx.AsyncClient) -> None:
    ready = await front.get("/healthz/ready")
    assert (ready.status_code, set(ready.json()["services"])) == (200, set(NAMES))
    page = await front.get("/")
    assert all(f'data-service="{name}"' in page.text for name in NAMES)
    assert "4 services, a process each" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert (await front.get("/assets/front.js")).status_code == 200


async def test_a_process_that_is_away_is_a_problem_of_its_own_only(sqlite_settings: Settings) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with fronted(sqlite_settings, guide=nowhere) as http:
        answer = await http.get("/guide/v1/guides")
        assert (answer.status_code, answer.json()["code"]) == (503, "process_away")
        assert answer.headers["retry-after"]
        assert (await http.get("/catalog/v1/openapi.json")).status_code == 200
        ready = await http.get("/healthz/ready")
        assert (ready.status_code, ready.json()["services"]["guide"]) == (503, {"process": "down"})
        assert (await http.get("/healthz/live")).status_code == 200
        assert (await http.get("/")).status_code == 200


@pytest.mark.slow
async def test_a_process_that_falls_is_reported_and_started_again(sqlite_settings: Settings, tmp_path: Path) -> None:
    said: list[str] = []
    child = Child("guide", free_port(), environment(sqlite_settings), tmp_path, said.append)
    await child.start()
    try:
        await child.ready()
        first = child.pid
        assert first
        os.kill(first, signal.SIGKILL)
        await until(lambda: child.pid != first)
        await child.ready()
    finally:
        await child.stop()
    assert [line.split(" 已退出")[0] for line in said] == ["guide"]
    assert "by signal 9" in said[0]
    assert str(child.log) in said[0]
    assert child.pid
    assert not alive(child.pid)


@pytest.mark.slow
async def test_a_process_ends_in_order_while_somebody_listens(sqlite_settings: Settings, tmp_path: Path) -> None:
    child = Child("guide", free_port(), environment(sqlite_settings), tmp_path, print)
    await child.start()
    await child.ready()
    async with (
        httpx.AsyncClient(base_url=child.address, timeout=60) as http,
        http.stream("GET", "/guide/v1/events") as answer,
    ):
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        await child.stop()
        assert [line async for line in lines if line.startswith("data")] == []
    assert child._process
    assert child._process.returncode == 0, "not by force"


@pytest.mark.slow
async def test_a_process_that_cannot_start_tells_why(sqlite_settings: Settings, tmp_path: Path) -> None:
    given = sqlite_settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/none-{{service}}.db"})
    child = Child("guide", free_port(), environment(given), tmp_path, print)
    await child.start()
    try:
        with pytest.raises(CannotStartError, match="run `shixiang migrate guide` first"):
            await child.ready()
    finally:
        await child.stop()


@pytest.mark.postgres
@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.faults
async def test_a_server_that_falls_is_reported_and_started_again_on_its_data_and_the_services_go_on(
    own_postgres: Postgres, own_kafka: Kafka, tmp_path: Path
) -> None:
    """Kill -9 of the postmaster alone, as an operator's would be, and of the broker, while a service runs on them."""
    url = own_postgres.create_database("guide").replace("guide", "{service}")
    given = settings_for(tmp_path, url, bus_url=own_kafka.url)
    await create_topics(given.bus_url, TOPICS, 1)
    await migrations.upgrade_each(["guide"], given)
    said: list[str] = []
    child = Child("guide", free_port(), environment(given), tmp_path, said.append)
    watches = Machine(own_postgres, own_kafka).watches(said.append)
    for watch in watches:
        watch.start()
    await child.start()
    try:
        await child.ready()
        first = child.pid
        for server in (own_postgres, own_kafka):
            pid = server.pid()
            assert pid
            os.kill(pid, signal.SIGKILL)
        await until(lambda: {"PostgreSQL 已恢复 is back", "Kafka 已恢复 is back"} <= set(said))
        await child.ready()
        assert child.pid == first, "the service recovers by itself"
        async with httpx.AsyncClient(base_url=child.address, timeout=30) as http:
            assert (await http.get("/guide/v1/guides")).status_code == 200
    finally:
        await asyncio.gather(*(watch.stop() for watch in watches), child.stop())
    assert {line.split(" 已退出")[0] for line in said if "已退出" in line} == {"PostgreSQL", "Kafka"}
    assert not any("没有起来" in line for line in said), said


async def test_a_server_that_does_not_start_is_reported_and_tried_again(tmp_path: Path) -> None:
    said: list[str] = []
    server = Broken(tmp_path / "log")
    watch = Watch("PostgreSQL", server, said.append)
    watch.start()
    await until(lambda: server.up)
    await until(lambda: len(said) == 3)
    await watch.stop()
    assert "已退出" in said[0]
    assert said[1].endswith("no space left")
    assert said[2] == "PostgreSQL 已恢复 is back"


def test_seven_ports_follow_from_one_setting() -> None:
    assert Ports(9000).all() == {
        "gateway": 9000, "catalog": 9001, "review": 9002, "guide": 9003, "notify": 9004, "PostgreSQL": 9005, "Kafka": 9006,
    }  # fmt: skip


def test_a_port_that_is_taken_is_named_with_whose_it_is_and_the_setting() -> None:
    with door("127.0.0.1", 0, "other") as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            PortTakenError, match=rf"port {port} of 127.0.0.1 is taken, Kafka needs it: .* SHIXIANG_PORT"
        ):
            door("127.0.0.1", port, "Kafka")


def test_a_second_stack_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(CannotStartError, match="a stack runs in"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert (tmp_path / "lock").exists()
