"""The front page: what it shows, to whom, and that it needs nothing but this host."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from services import TITLES
from services.registry import BY_NAME, SERVICES
from services.world import MARK, PASSWORD, register
from shared import migrations
from shared.bus import Bus
from shared.bus.memory import MemoryBus
from shared.hosting.front import Guests
from shared.hosting.hearing import MANY
from shared.hosting.host import Host
from shared.hosting.service import Service
from shared.keys import Keys
from shared.settings import Settings
from shared.unit import Actor
from shared.world import story, world
from tests.house.deployment import ingress_paths, read

GUESTS = Guests(PASSWORD, MARK)
NAMES = [service.name for service in SERVICES]
Open = Callable[..., Any]


class Page(HTMLParser):
    """A page taken apart: its addresses, its ids, and whatever a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.refused: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in attrs:
            if name in ("href", "src"):
                self.addresses.append(value or "")
            elif name == "id":
                self.ids.add(value or "")
            elif name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
        if tag == "style":
            self.refused.append(tag)

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.refused.append("script text")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


@pytest.fixture
def at(tmp_path: Path) -> Open:
    """Opens a host over fresh SQLite files and gives a client to it."""

    @asynccontextmanager
    async def opened(
        services: tuple[Service, ...] = SERVICES,
        guests: Guests | None = None,
        bus: Bus | None = None,
        family: Mapping[str, tuple[str, str]] | None = None,
        **given: Any,
    ) -> AsyncIterator[Any]:
        base: dict[str, Any] = {
            "database_url": f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db",
            "secrets_dir": tmp_path / "secrets",
        }
        Keys.of(Settings(**base))  # production makes no secrets, it wants to find them
        host = Host(services, Settings(**{**base, **given}), bus=bus, guests=guests, family=family)
        if "database_url" not in given:
            for name, runtime in host.runtimes.items():
                await migrations.upgrade(runtime.db, name)
        transport = httpx.ASGITransport(app=host)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://front") as http:
                yield host, http
        finally:
            for runtime in host.runtimes.values():
                await runtime.db.close()

    return opened


async def test_it_shows_every_service_and_every_link_leads_somewhere(at: Open) -> None:
    async with at(guests=GUESTS) as (_, http):
        answer = await http.get("/")
        page = Page(answer.text)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        for service in SERVICES:
            assert f'data-service="{service.name}" data-zh="{service.zh}"' in answer.text
            for file in ("docs", "openapi.json", "asyncapi.json", "events"):
                assert f"/{service.name}/v1/{file}" in page.addresses
        assert {"/metrics", "/healthz/ready", "/healthz/live"} <= set(page.addresses)
        assert {a[1:] for a in page.addresses if a.startswith("#")} <= page.ids
        for address in {a for a in page.addresses if a.startswith("/") and not a.endswith("/events")}:
            assert (await http.get(address)).status_code == 200, address
        assert answer.text.count("就绪 <span") == len(SERVICES)
        assert "SQLite" in answer.text
        assert "进程内总线" in answer.text


@pytest.mark.parametrize("path", ["/", *(f"/{name}/v1/docs" for name in NAMES)])
async def test_a_page_needs_nothing_but_this_host(at: Open, path: str) -> None:
    async with at(guests=GUESTS) as (_, http):
        page = Page((await http.get(path)).text)
        assert page.refused == []
        assert page.addresses
        assert [a for a in page.addresses if not a.startswith(("/", "#")) or a.startswith("//")] == []
        for address in (a for a in page.addresses if a.startswith("/assets/")):
            assert (await http.get(address)).status_code == 200, address


async def test_the_policy_lets_in_this_host_alone(at: Open) -> None:
    async with at() as (_, http):
        headers = (await http.get("/")).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert not {"script-src", "style-src", "connect-src"} & policy.keys()
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", NAMES)
async def test_one_service_alone_says_which(at: Open, name: str) -> None:
    async with at((BY_NAME[name],)) as (_, http):
        text = (await http.get("/")).text
    assert f'data-service="{name}"' in text
    assert "本进程运行 1 个服务" in text
    assert "1 service in this process" in text
    others = [other for other in NAMES if other != name]
    assert not any(f"/{other}/v1/" in text for other in others)
    assert ('id="guide-list"' in text) == (name == "guide")
    assert ("办事指南服务不在本进程运行" in text) == (name != "guide")


async def test_behind_a_gateway_one_services_page_shows_all_four_and_only_links_that_are_routed(at: Open) -> None:
    """As compose and Kubernetes serve it: the catalog alone answers for `/`, the others are asked by their own paths."""
    routed = [(path["path"], path["pathType"]) for path in ingress_paths(read().overlays["production"])]

    def leads(address: str) -> bool:
        path = address.partition("?")[0]
        return any(path == to or (kind == "Prefix" and path.startswith(f"{to}/")) for to, kind in routed)

    async with at((BY_NAME["catalog"],), bus=MemoryBus(), family=TITLES, bus_url="kafka://broker:9092") as (_, http):
        text = (await http.get("/")).text
        script = (await http.get("/assets/front.js")).text
        assert (await http.get("/catalog/v1/readiness")).json()["service"] == "catalog"
    page = Page(text)
    assert all(f'data-service="{name}" data-zh="{TITLES[name][0]}"' in text for name in NAMES)
    assert "4 services, a process each" in text
    assert (text.count("就绪 <span"), text.count("正在询问 <span")) == (1, 3), "nothing is said of what was not asked"
    assert 'id="guide-list"' in text
    links = {a for a in page.addresses if not a.startswith("#")}
    assert [a for a in links if not leads(a)] == []
    asked = {
        re.sub(r"\$\{(this\.)?name\}", "guide", a).partition("$")[0]
        for a in re.findall(r"""[`"'](/[a-z$][^`"'?\s]*)[`"'?]""", script)
    }
    assert {"/guide/v1/readiness", "/guide/v1/guides", "/guide/v1/events"} <= asked
    assert [a for a in asked if not leads(a)] == []


def test_what_the_services_are_called_is_told_without_loading_them() -> None:
    assert {service.name: (service.zh, service.en) for service in SERVICES} == TITLES


async def test_a_service_tells_those_outside_how_it_stands(at: Open) -> None:
    async with at() as (host, http):
        host.hearings["guide"].buried_in_a_row = MANY
        told = {name: (await http.get(f"/{name}/v1/readiness")).json() for name in NAMES}
        await host.runtimes["notify"].db.close()
    assert [told[name]["status"] for name in NAMES] == ["ready", "ready", "not ready", "ready"]
    assert told["guide"]["hearing"] == "stopped"
    assert {one["service"] for one in told.values()} == set(NAMES)


async def test_the_sample_accounts_are_all_there_and_can_sign_in(at: Open) -> None:
    async with at(guests=GUESTS) as (host, http):
        text = (await http.get("/")).text
        for account in world().accounts.values():
            assert text.count(f"<li><code>{account.username}</code>") == len(account.roles)
        assert f"<li><code>{MARK}</code>" in text
        async with host.runtimes["catalog"].unit(Actor("test")) as unit:
            await register(unit, world())
        shown = unescape(text.split('class="password">')[1].split("<")[0])
        who = {"username": f"{story().office.key}-informant", "password": shown}
        assert f'"username": "{who["username"]}"' in unescape(text)
        assert (await http.post("/catalog/v1/auth/token", json=who)).status_code == 200


async def test_the_place_of_the_story_stands_first_and_open(at: Open) -> None:
    async with at(guests=GUESTS) as (_, http):
        first, second = (await http.get("/")).text.split("<details")[1:3]
    assert first.startswith(" open>")
    assert "黑龙江省 · 鸡西市 · 鸡东县" in first
    assert f"{story().office.key}-checker" in first
    assert first.index("信息员") < first.index("审核员") < first.index("督查人员")
    assert second.startswith(">")


ISSUER = {"auth_issuer": "https://issuer.example.gov.cn", "auth_jwks_url": "https://issuer.example.gov.cn/jwks"}


@pytest.mark.parametrize(
    ("services", "guests", "given"),
    [
        pytest.param(SERVICES, None, {}, id="no sample world"),
        pytest.param(SERVICES, GUESTS, ISSUER, id="an issuer of its own"),
        pytest.param(SERVICES, GUESTS, {"environment": "production", **ISSUER}, id="production"),
        pytest.param((BY_NAME["guide"],), GUESTS, {}, id="no catalog to sign in at"),
    ],
)
async def test_no_account_is_shown_where_it_cannot_sign_in(
    at: Open, services: Any, guests: Guests | None, given: dict[str, str]
) -> None:
    async with at(services, guests, **given) as (_, http):
        text = (await http.get("/")).text
    assert text.count("<section") >= 4
    for secret in (PASSWORD, MARK, f"{story().office.key}-informant", "make demo"):
        assert secret not in text
    assert ("生产环境" in text) == (given.get("environment") == "production")


async def test_a_service_that_stopped_hearing_is_not_ready(at: Open) -> None:
    async with at() as (host, http):
        host.hearings["review"].buried_in_a_row = MANY
        cards = (await http.get("/")).text.split("data-service=")[1:]
    ready = {card.split('"')[1]: 'class="state up"' in card.split("</li>")[0] for card in cards}
    assert ready == {"catalog": True, "review": False, "guide": True, "notify": True}


async def test_the_distributed_form_shows_even_when_its_servers_are_away(at: Open) -> None:
    away = {"database_url": "postgresql+asyncpg://shixiang@127.0.0.1:1/{service}", "bus_url": "kafka://127.0.0.1:1"}
    async with at((BY_NAME["catalog"],), **away) as (host, http):
        ear = host.hearings["catalog"]
        host.bus.subscribe("catalog", ear.topics, ear.take, ear.poison)
        answer = await http.get("/")
    assert answer.status_code == 200
    missing = [
        word
        for word in ("PostgreSQL", "Apache Kafka", "各在自己的进程", "未就绪", "断 <span")
        if word not in answer.text
    ]
    assert missing == []


async def test_all_text_is_escaped(at: Open) -> None:
    async with at(guests=Guests("<b>&'\"", "<i>who")) as (_, http):
        text = (await http.get("/")).text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "&lt;b&gt;&amp;&#39;&#34;" in text


@pytest.mark.parametrize("name", ["front.html.j2", "nothing.js", "..%2Ffront.py", "..%2Fassets%2Ffront.js"])
async def test_only_assets_are_given_out(at: Open, name: str) -> None:
    async with at() as (_, http):
        answer = await http.get(f"/assets/{name}")
    assert answer.status_code == 404
    assert answer.json()["code"]
