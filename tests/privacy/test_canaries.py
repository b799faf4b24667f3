"""Canaries in every internal field; then the whole story, and a look everywhere: answers to all who are not entitled,
messages, guides, mails, logs, metrics, documents, and the databases of those who need no internal field.
"""

import asyncio
import base64
import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.review.domain import matrix_for
from services.sinks import mailbox, webhook
from shared import logs
from shared.elements import ELEMENTS, Publicity, views
from shared.hosting.doors import PUBLIC
from shared.keys import Sealer
from shared.rights import AUDITORS, Right, Role
from shared.world import story
from tests.badinput.support import dump
from tests.platform import AUDITORS as PARTS
from tests.platform import Platform, copy_of, opened
from tests.privacy.canaries import Cage, heard, hidden_keys
from tests.privacy.canaries import opened as opened_up
from tests.rights.support import code_of, enter, someone
from tests.rights.test_matrix import NOWHERE, PLACES, routes
from tests.streams import raw

INFORMANT, CHECKER, CLERK = "jidong-market-informant", "jidong-market-checker", "jidong-service-clerk"
COUNTY, NEIGHBOUR, CITY, PROVINCE = "230321", "230381", "230300", "230000"
CONTROL = "丝竹可闻"
"""Stands in a public element: where it is not heard, nobody listened."""
INSTANCE = re.compile(rb"urn:request:[0-9a-f]+")
MAY_HOLD = {"catalog.editions", "catalog.attachments", "review.audits"}
"""The only tables in which an internal field may lie: the body's editions and the audits of them."""


def entitled_auditors() -> set[Role]:
    """Auditors one of whose parts answers for an internal element."""
    matrix = matrix_for(COUNTY, date(2026, 11, 23))
    return {p.role for p in matrix.parts if any(not ELEMENTS[key].public for key in matrix.keys_of(p))}


def strangers() -> Iterator[Any]:
    """Everyone who may come in and is not entitled."""
    for role in Role:
        yield someone(role, NEIGHBOUR, code_of("hulin-market"))
    for role in (Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER):
        yield someone(role, COUNTY, code_of("jidong-civil"), f"civil-{role}")
    for role in {Role.SERVICE_CENTRE, Role.INSPECTOR, *AUDITORS} - entitled_auditors():
        yield someone(role, COUNTY)
        yield someone(role, CITY)
    for role in (Role.LINE_DEPARTMENT, Role.PROVINCIAL_PLATFORM, Role.OPERATOR):
        yield someone(role, PROVINCE if role is not Role.OPERATOR else "000000")


class Watch:
    """One walk through the story with canaries planted, and what was heard of them where."""

    def __init__(self, platform: Platform, cage: Cage, log: io.StringIO, askers: Sequence[Any]) -> None:
        self.platform, self.cage, self.log, self.askers = platform, cage, log, askers
        self.found: dict[str, set[str]] = {}
        self.looked = 0
        self.known: set[bytes] = set()
        self.readable: dict[str, bool] = {}
        self.places: dict[str, str] = dict(PLACES)

    def look(self, place: str, content: bytes) -> None:
        """Listen to one place."""
        self.looked += 1
        if songs := heard(self.cage, content):
            self.found[place] = self.found.get(place, set()) | songs

    async def tell(self) -> dict[str, Any]:
        """Fill with canaries, submit, return with a remark, mend, approve, publish, go online, be told."""
        p = self.platform
        item = await p.claimed()
        self.places |= {"item_id": item["item_id"], "code": item["code"], "basic_code": item["basic_code"]}
        headers = {"Content-Type": "application/pdf"}
        body = b"%PDF-1.7 " + self.cage._word("platform_exception.document", f"{self.cage.songs[0]}file").encode()
        kept = await p.ask("POST", "/catalog/v1/desk/attachments?name=a.pdf", INFORMANT, headers=headers, content=body)
        self.cage.file = kept.json()
        self.places["sha256"] = self.cage.file["sha256"]
        plain = {k: v for k, v in story().complete.items() if ELEMENTS[k].layer != "catalogue"}
        values = self.cage.planted(plain | {"conditions": f"{plain['conditions']}\n{CONTROL}。"})
        saved = await p.save(item["item_id"], item["edition"], values)
        item = await p.submit(saved["item"])
        remark = {"element": "internal_flow", "text": "流程不清", "cites": "三（二）"}
        await p.verdict(item["item_id"], "department", PARTS["department"], "returned", remark)
        for part, who in PARTS.items():
            await p.verdict(item["item_id"], part, who, "passed")
        await self.ask_all()
        mended = await p.save(item["item_id"], saved["edition"], {"limit_note": "照此办理"})
        item = await p.approve(await p.submit(mended["item"]))
        await p.stage(item["item_id"], "inspection", "test", "publication", "online")
        await p.run_jobs()
        await p.settle()
        return dict(item)

    async def ask_all(self) -> None:
        """Every address that can be read, by anyone, and by each of the askers who comes in there."""
        p = self.platform
        audit = (await p.ask("GET", f"/review/v1/items/{self.places['item_id']}/audit", CHECKER)).json()
        self.places["audit_id"] = audit["audit_id"]
        people = {enter(p, who): who for who in self.askers}
        for method, path, right in routes(p.host):
            if method == "GET":
                await self._ask("GET", path, "")
                for name in [n for n, who in people.items() if _asks(path, right, who)]:
                    await self._ask("GET", path, name)
        names = ["", *people]
        for name in names:
            match = {"If-Match": '"1"'}
            body = {"elements": {"own_hall": "x"}}
            await self._ask("PATCH", "/catalog/v1/desk/items/{item_id}/elements", name, headers=match, json=body)
            await self._ask("POST", "/catalog/v1/desk/items/{item_id}/submission", name, headers=match)
            await self._ask("POST", "/catalog/v1/desk/items/{item_id}/inspection", name)
            verdict = {"verdict": "passed", "seen": "0" * 64}
            await self._ask("POST", "/review/v1/audits/{audit_id}/parts/{part}/verdict", name, json=verdict)

    async def _ask(self, method: str, path: str, name: str, **content: Any) -> None:
        where = path
        for word in ("{" + key + "}" for key in self.places):
            where = where.replace(word, self.places[word[1:-1]])
        where = where if "{" not in where else where.split("{")[0] + NOWHERE
        if path.endswith("/events"):
            _, text = await raw(self.platform, f"{where}?after=0", name)
            said = text.encode()
        else:
            answer = await self.platform.ask(method, where, name, **content)
            assert answer.status_code < 500, (path, answer.text)
            said = answer.content
        bare = INSTANCE.sub(b"", said)
        if bare not in self.known:
            self.known.add(bare)
            self.look(f"{method} {path} as {name or 'anyone'}", said)

    async def look_everywhere(self, box: Any, hook: Any) -> None:
        """After the story: answers, guides, messages, tables, mails, calls, logs."""
        p = self.platform
        await self.ask_all()
        guide = (await p.ask("GET", f"/guide/v1/guides/{self.places['code']}")).json()
        for link in guide["links"].values():
            form = (await p.ask("GET", link)).content
            self.look(link, form)
            self.readable[link] = CONTROL.encode() in b"".join(opened_up(form))
        self.look("record", (await p.ask("GET", f"/catalog/v1/items/{self.places['code']}")).content)
        for table, rows in (await dump(p)).items():
            if table not in MAY_HOLD:
                self.look(f"table {table}", json.dumps(rows, default=_text, ensure_ascii=False).encode())
                for cell in (cell for row in rows for cell in row if isinstance(cell, bytes)):
                    self.look(f"table {table}", cell)
        for mail in box.mails:
            self.look("mail", mail.as_bytes())
            self.look("mail", mail.get_content().encode())
        for call_headers, body in hook.calls:
            self.look("webhook", body + repr(call_headers).encode())
        self.look("log", self.log.getvalue().encode())


def _asks(path: str, right: str, who: Any) -> bool:
    """Whether someone comes in there as himself: by his right, or where the answer depends on who asks."""
    return path.endswith("/events") if right in (PUBLIC, "signed") else who.may(Right(right))


def _text(value: Any) -> str:
    return value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)


@contextlib.contextmanager
def debug_log() -> Iterator[io.StringIO]:
    """Everything that the process says while it says as much as it can."""
    said, before = io.StringIO(), sys.stderr
    sys.stderr = said
    logs.configure("debug")
    try:
        yield said
    finally:
        sys.stderr = before
        logs.configure("error")


async def watched(template: Path, folder: Path, cage: Cage, askers: Sequence[Any]) -> tuple[Watch, dict[str, Any]]:
    """The whole story, what was heard, and what those see who may."""
    told: list[tuple[Watch, dict[str, Any]]] = []
    async with mailbox() as (box, smtp), webhook() as (hook, port):
        given_settings = copy_of(template, folder, smtp_url=f"smtp://127.0.0.1:{smtp}", log_level="debug")
        with debug_log() as log:
            async for platform in opened(given_settings):
                for channel, address in (("email", "h@example.org"), ("webhook", f"http://127.0.0.1:{port}/h")):
                    body = {"channel": channel, "address": address, "region": COUNTY}
                    made = await platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=body)
                    assert made.status_code == 201, made.text
                watch = Watch(platform, cage, log, askers)
                await watch.tell()
                await watch.look_everywhere(box, hook)
                told.append((watch, await entitled(platform, watch.places["item_id"])))
                assert box.mails
                assert hook.calls
    return told[0]


async def entitled(platform: Platform, item_id: str) -> dict[str, Any]:
    """What those see who may: the body, its data centre, and the office that audits the flow."""
    desk = f"/catalog/v1/desk/items/{item_id}"
    return {
        "body": (await platform.ask("GET", desk, INFORMANT)).content,
        "data centre": (await platform.ask("GET", desk, "jidong-data-inspection")).content,
        "auditor": (await platform.ask("GET", f"/review/v1/items/{item_id}/audit", PARTS["government_office"])).content,
    }


def run(template: Path, folder: Path, cage: Cage, askers: Sequence[Any] = ()) -> tuple[Watch, dict[str, Any]]:
    """The watch, from a test that is no coroutine."""
    return asyncio.run(watched(template, folder, cage, askers))


def cage_of(*songs: str) -> Cage:
    return Cage(songs or ("丝雀",), 55_500_000)


SONGS = ("一一一一", "龥龤龣龢龡", "乂凵亍卍彳卌")
"""The first and the last of the letters, and such as are rarely written."""


@pytest.fixture(scope="module")
def walk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Watch, dict[str, Any]]:
    """One walk in which every song is sung and everyone asks who is not entitled."""
    return run(sqlite_template, tmp_path_factory.mktemp("walk"), cage_of("丝雀", *SONGS), [*strangers()])


@pytest.mark.slow
@pytest.mark.clause("C51")
def test_no_canary_is_heard_outside_and_each_by_those_entitled(walk: tuple[Watch, dict[str, Any]]) -> None:
    watch, seen = walk
    cage = watch.cage
    assert watch.found == {}
    assert watch.looked > 150
    assert len(watch.readable) > 4
    assert all(watch.readable.values()), f"forms that were not really read: {watch.readable}"
    texts = {key for key, element in ELEMENTS.items() if not element.public}
    planted = {path.split(".")[0] for path in cage.words.values()}
    assert texts <= planted, "every internal element has a canary"
    assert "steps" in planted, "and every internal column that can carry one"
    songs = set(cage.words.values()) - {"platform_exception.document"}
    assert songs <= heard(cage, seen["body"])
    assert songs <= heard(cage, seen["data centre"])
    assert {path for path in songs if path.startswith("internal_flow")} <= heard(cage, seen["auditor"])


@pytest.mark.clause("C51")
def test_no_key_of_an_internal_field_is_in_what_is_published(sqlite_template: Path, tmp_path: Path) -> None:
    async def published() -> list[Any]:
        found: list[Any] = []
        async for platform in opened(copy_of(sqlite_template, tmp_path)):
            item = await platform.online()
            shown = item.get("item", item)
            found.append((await platform.ask("GET", f"/catalog/v1/items/{shown['code']}")).json())
            found.append((await platform.ask("GET", "/catalog/v1/changes", "hlj-data-platform")).json())
            found.append((await platform.ask("GET", f"/guide/v1/guides/{shown['code']}.json")).json())
            for table, rows in (await dump(platform)).items():
                if table.endswith(".outbox"):
                    found += [json.loads(cell)["data"] for row in rows for cell in row if str(cell).startswith("{")]
        return found

    keys = hidden_keys()
    assert {"own_hall", "internal_flow", "no_legal_basis", "unverifiable"} <= keys
    shown = asyncio.run(published())
    assert len(shown) > 10
    assert [key for key in _keys(shown) if key in keys] == []


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


@pytest.mark.slow
@pytest.mark.clause("C51")
def test_whatever_is_written_in_an_internal_field_stays_inside(walk: tuple[Watch, dict[str, Any]]) -> None:
    watch, seen = walk
    assert watch.found == {}
    assert [song for song in SONGS if song not in seen["body"].decode()] == []


# ── the test itself is put to the test ──────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def publicity(field: Any, to: Publicity) -> Iterator[None]:
    """A definition that says something else for a while."""
    before = field.publicity
    object.__setattr__(field, "publicity", to)
    forget()
    try:
        yield
    finally:
        object.__setattr__(field, "publicity", before)
        forget()


def forget() -> None:
    """What was kept of the definitions is asked anew."""
    for kept in (views._public, views._public_columns):
        kept.cache_clear()


@pytest.mark.slow
def test_an_internal_element_that_became_public_would_be_heard(sqlite_template: Path, tmp_path: Path) -> None:
    cage = cage_of()
    word = cage._word("own_hall", "丝雀自有厅")
    element = ELEMENTS["own_hall"]
    plant = cage.planted

    def planted(values: Any) -> Any:
        return plant(values) | {"own_hall": word}

    cage.planted = planted  # type: ignore[method-assign]
    with publicity(element, Publicity.PUBLIC):
        watch, _ = run(sqlite_template, tmp_path, cage)
    places = {place for place, songs in watch.found.items() if "own_hall" in songs}
    assert "record" in places
    assert "table catalog.outbox" in places
    assert "table guide.guide_editions" in places
    assert "GET /catalog/v1/items as anyone" in places


@pytest.mark.slow
def test_an_internal_column_that_became_public_would_be_heard_in_the_guide(
    sqlite_template: Path, tmp_path: Path
) -> None:
    cage = cage_of()
    column = next(c for c in ELEMENTS["steps"].columns if c.key == "handler")
    plant = cage.planted

    def planted(values: Any) -> Any:
        made = plant(values)
        return made | {"steps": [row | {"handler": cage._word("steps.handler", "丝雀经办")} for row in made["steps"]]}

    cage.planted = planted  # type: ignore[method-assign]
    with publicity(column, Publicity.PUBLIC):
        watch, _ = run(sqlite_template, tmp_path, cage)
    places = {place for place, songs in watch.found.items() if "steps.handler" in songs}
    assert "record" in places
    assert {"table guide.guide_editions", "table catalog.publications"} <= places


@pytest.mark.slow
def test_a_submission_without_its_seal_would_be_heard_on_the_bus(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsealed(_: Sealer, content: bytes, _about: str) -> str:
        return base64.b64encode(content).decode()

    monkeypatch.setattr(Sealer, "seal", unsealed)
    monkeypatch.setattr(Sealer, "open", lambda _, sealed, _about: base64.b64decode(sealed))
    watch, _ = run(sqlite_template, tmp_path, cage_of())
    assert "own_hall" in watch.found["table catalog.outbox"]


def test_a_canary_is_heard_in_every_disguise() -> None:
    cage = cage_of()
    word = cage._word("own_hall", "丝雀在此")
    envelope = json.dumps({"data": {"sealed": base64.b64encode(f"x{word}y".encode() * 3).decode()}})
    for content in (word, json.dumps(word), f"<p>{word}</p>", envelope, repr(word.encode().hex())):
        assert heard(cage, content.encode()) == {"own_hall"}
    assert heard(cage, "没有别的".encode()) == set()
