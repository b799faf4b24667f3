"""The front page in a real browser: it shows what happens while it happens, and asks no other host for anything."""

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import delete, update
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect

from services.registry import SERVICES
from services.world import MARK, PASSWORD, register
from shared import ledger, migrations
from shared.events import ItemOnline, ItemPublished, ItemRef, ItemStaged
from shared.hosting import answers
from shared.hosting.front import Guests
from shared.hosting.hearing import MANY
from shared.hosting.host import Host
from shared.problems import Unavailable
from shared.settings import Settings
from shared.unit import Actor
from shared.world import story, world

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; cure: apt-get install chromium"),
]
GOLDEN = Path(__file__).parents[1] / "golden" / "guide" / "full.record.json"
HARM = "<img src=x onerror=alert(1)>药店"
PATIENCE = 60  # as long as it never takes; nothing is measured


async def _until(look: Callable[[], Awaitable[Any]]) -> Any:
    """Look again and again, for a minute at most, until there is something."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await look()):  # noqa: ASYNC110 - a browser and a server give no event of ours
            await asyncio.sleep(0.05)
    return found


class Browser:
    """One page of Chromium, over its DevTools protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.number = socket, 0
        self.asked: list[str] = []
        self.complaints: list[str] = []

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its answer; notes what the page asks for, and what it complains of, on the way."""
        self.number += 1
        await self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while (told := json.loads(await self.socket.recv())).get("id") != self.number:
            self._note(told["method"], told["params"])
        assert "error" not in told, told
        answer: dict[str, Any] = told["result"]
        return answer

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method in ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening"):
            self.complaints.append(json.dumps(params, ensure_ascii=False))

    async def open(self, url: str, width: int = 1280) -> None:
        """Go to an address on a screen of this width."""
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
        )
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def value(self, script: str) -> Any:
        """What an expression gives in the page."""
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until an expression is true in the page."""
        return await _until(lambda: self.value(script))

    async def press(self, key: str) -> None:
        """Press and release a key."""
        code = {"Tab": 9, "Enter": 13}[key]
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    given = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db", secrets_dir=tmp_path / "secrets")
    host = Host(SERVICES, given, guests=Guests("a-made-up-word", "sample-operator"))
    for name, runtime in host.runtimes.items():
        await migrations.upgrade(runtime.db, name)
    yield host
    for runtime in host.runtimes.values():
        await runtime.db.close()


@pytest.fixture
async def address(host: Host) -> AsyncIterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(host, port=0, log_level="error", log_config=None, lifespan="on", timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve())
    await _until(lambda: asyncio.sleep(0, server.started))
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


@pytest.fixture
def leavings() -> Iterator[Path]:
    """A folder for what Chromium leaves behind when it is ended; its sockets take no long path."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as place:
        yield Path(place)


@pytest.fixture
async def browser(leavings: Path) -> AsyncIterator[Browser]:
    home = leavings / "home"
    wanted = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--remote-debugging-port=0",
    )
    process = await asyncio.create_subprocess_exec(
        str(CHROMIUM),
        *wanted,
        f"--user-data-dir={home}",
        "about:blank",
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(leavings)},
    )
    try:
        port = await _until(lambda: asyncio.to_thread(_port, home / "DevToolsActivePort"))
        async with httpx.AsyncClient(trust_env=False) as http:
            pages = (await http.get(f"http://127.0.0.1:{port}/json")).json()
        page = next(one["webSocketDebuggerUrl"] for one in pages if one["type"] == "page")
        async with connect(page, max_size=None, proxy=None) as socket:
            yield Browser(socket)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _port(file: Path) -> str:
    lines = file.read_text().splitlines() if file.exists() else []
    return lines[0] if lines else ""


async def _go_online(host: Host, name: str) -> str:
    """An item's edition is published and goes online, as the catalog says it; returns the item's code."""
    record = json.loads(GOLDEN.read_text("utf-8"))
    record["elements"]["name"] = name
    item = ItemRef(
        item_id=record["item_id"],
        code=record["code"],
        name=name,
        layer=record["layer"],
        office=record["office"]["code"],
        office_name=record["office"]["name"],
        region=record["region"]["code"],
        region_name=record["region"]["name"],
        turn=1,
    )
    async with host.runtimes["catalog"].unit(Actor("test")) as unit:
        unit.record(ItemPublished(item=item, edition=record["edition"], digest=record["hash"], record=record))
    online = item.model_copy(update={"turn": 2})
    async with host.runtimes["catalog"].unit(Actor("test")) as unit:
        unit.record(ItemOnline(item=online, edition=record["edition"], digest=record["hash"], online_on="2026-11-23"))
    return item.code


async def test_an_item_goes_online_before_the_readers_eyes(host: Host, address: str, browser: Browser) -> None:
    await browser.open(f"{address}/")
    await browser.until("document.querySelector('#link').classList.contains('up')")
    await browser.until("document.querySelector('#count').textContent.includes('没有在线的指南')")
    assert await browser.value("document.querySelectorAll('#events li').length") == 0

    code = await _go_online(host, HARM)

    words = await browser.until(
        "document.querySelectorAll('#events li').length >= 3 && document.querySelector('#events').textContent"
    )
    assert all(word in words for word in ("事项发布", "published", "事项上线", "办事指南生成", HARM, code))
    times = await browser.value("[...document.querySelectorAll('#events li')].map(li => li.dataset.time)")
    assert times == sorted(times, reverse=True)
    guide = await browser.until("document.querySelector('#guide-list li.fresh')?.textContent")
    assert HARM in guide
    assert code in guide
    assert await browser.value("document.querySelectorAll('#guide-list img, #events img').length") == 0
    links = await browser.value("[...document.querySelectorAll('#guide-list .forms a')].map(a => a.href)")
    async with httpx.AsyncClient(trust_env=False) as http:
        answers = [(await http.get(link)).status_code for link in links]
    assert len(links) >= 4
    assert set(answers) == {200}


async def _inspect(host: Host, name: str) -> None:
    """A draft was inspected, as the catalog says it: nobody's business but theirs who have it in sight."""
    record = json.loads(GOLDEN.read_text("utf-8"))
    item = ItemRef(
        item_id=record["item_id"], code=record["code"], name=name, layer=record["layer"], office=story().office.credit_code,
        office_name=record["office"]["name"], region=story().office.region, region_name=record["region"]["name"], turn=1,
    )  # fmt: skip
    async with host.runtimes["catalog"].unit(Actor("test")) as unit:
        unit.record(ItemStaged(item=item, edition=1, stage="inspected", passed=True, findings=0))


async def test_the_public_sees_the_step_and_who_signs_in_on_the_page_sees_the_item(
    host: Host, address: str, browser: Browser
) -> None:
    async with host.runtimes["catalog"].unit(Actor("test")) as unit:
        await register(unit, world())
    host.guests = Guests(PASSWORD, MARK)
    await browser.open(f"{address}/")
    await browser.until("document.querySelector('#link').classList.contains('up')")
    await _inspect(host, "未公开的事项")
    said = await browser.until(
        "document.querySelector('#events')?.textContent.includes('质检测试') && document.querySelector('#events').textContent"
    )
    assert "第 5 步 质检发布" in said
    assert "未公开的事项" not in said
    choose = "{ const r = document.querySelector('#reader'); r.value = '%s'; r.dispatchEvent(new Event('change')); }"
    shown = "document.querySelector('#events').textContent.includes('未公开的事项')"
    await browser.value(choose % "jidong-data-inspection")
    await browser.until(shown)
    await browser.value(choose % "")
    await browser.until(f"!{shown} && document.querySelector('#events').textContent.includes('质检测试')")


async def test_a_page_that_was_open_goes_on_when_the_database_is_another_one(
    host: Host, address: str, browser: Browser
) -> None:
    for _ in range(3):
        await _inspect(host, "一")
    await browser.open(f"{address}/")
    rows = "[...document.querySelectorAll('#events li')].filter(li => li.textContent.includes('质检测试')).length"
    await browser.until(f"{rows} === 3")
    async with host.runtimes["catalog"].db.writing() as connection:
        await connection.execute(delete(ledger.outbox))
        await connection.execute(update(ledger.head).values(outbox_seq=0))
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))"
    await browser.value(hide % "true")
    await _inspect(host, "二")
    await browser.value(hide % "false")
    await browser.until(f"{rows} === 4")


async def test_nothing_is_asked_of_another_host_and_nothing_is_refused(
    host: Host, address: str, browser: Browser
) -> None:
    await browser.open(f"{address}/")
    await browser.until("document.querySelector('#link').classList.contains('up')")
    await browser.open(f"{address}/catalog/v1/docs")
    await browser.until("document.querySelectorAll('.swagger-ui .opblock').length > 5")
    await browser.value("0")
    assert browser.complaints == []
    assert {url.split("/")[2] for url in browser.asked if url.startswith("http")} == {address.split("/")[2]}
    assert not any("validator" in url for url in browser.asked)


@pytest.mark.parametrize("width", [360, 768, 1440])
async def test_no_screen_is_too_narrow(host: Host, address: str, browser: Browser, width: int) -> None:
    await browser.open(f"{address}/", width)
    await browser.until("document.querySelector('#link').classList.contains('up')")
    await _go_online(host, "很长" * 60 + "Unbreakable" * 12)
    await browser.until(
        "document.querySelectorAll('#guide-list li').length === 1 && document.querySelectorAll('#events li').length >= 3"
    )
    await browser.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert await browser.value("document.documentElement.scrollWidth") <= width


async def test_the_keyboard_reaches_everything(host: Host, address: str, browser: Browser) -> None:
    await browser.open(f"{address}/")
    await browser.press("Tab")
    assert await browser.value("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(80):
        await browser.press("Tab")
        reached.add(await browser.value("document.activeElement.id || document.activeElement.getAttribute('href')"))
    assert {"#guides", "words", "/catalog/v1/docs", "/notify/v1/docs", "/metrics"} <= reached


async def test_the_state_follows_the_database(host: Host, address: str, browser: Browser) -> None:
    await browser.open(f"{address}/")
    chip = "document.querySelector('[data-service=review] .state')"
    await browser.until(f"{chip}.classList.contains('up')")
    host.hearings["review"].buried_in_a_row = MANY
    await browser.value("document.dispatchEvent(new Event('visibilitychange'))")
    assert "未就绪" in await browser.until(f"{chip}.classList.contains('down') && {chip}.textContent")


async def test_a_service_that_was_away_is_heard_again(host: Host, address: str, browser: Browser) -> None:
    async def away(scope: Scope, receive: Receive, send: Send) -> None:
        await answers.answer(Unavailable("暂时没有应答。", "It does not answer."))(scope, receive, send)

    whole = host.apps["guide"]
    host.apps["guide"] = FastAPI(routes=[Mount("/", app=away)])
    await browser.open(f"{address}/")
    await browser.until("document.querySelector('#link').classList.contains('down')")
    await browser.until("document.querySelector('#count').textContent.includes('读不到')")

    host.apps["guide"] = whole
    await browser.until("document.querySelector('#link').classList.contains('up')")
    await browser.until("document.querySelector('#count').textContent.includes('没有在线的指南')")


async def test_a_page_that_was_hidden_catches_up(host: Host, address: str, browser: Browser) -> None:
    await browser.open(f"{address}/")
    await browser.until("document.querySelector('#link').classList.contains('up')")
    turn = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))"
    await browser.value(turn % "true")
    await _go_online(host, "药品零售企业筹建审批")
    assert await browser.value("document.querySelectorAll('#events li').length") == 0
    await browser.value(turn % "false")
    await browser.until("document.querySelectorAll('#events li').length >= 3")
    keys = "[...document.querySelectorAll('#events li')].map(li => li.dataset.time + li.dataset.sequence)"
    shown = await browser.value(keys)
    assert len(shown) == len(set(shown))
