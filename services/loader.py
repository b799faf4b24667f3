"""A dump sent to a platform over HTTP by whoever has its token: how far it is, and what stays out.

A file is known by its hash: sent again, by whoever was cut off from it, it is followed on and not loaded twice. Where the
platform is away for a while, it is asked again.
"""

import asyncio
import hashlib
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from services.catalog.domain.inout import ASKING, CANCELS
from shared.http import client
from shared.settings import CannotStartError

if TYPE_CHECKING:
    import httpx

PIECE = 1024 * 1024
PATIENCE = 600.0
"""Seconds to wait for an answer: what was sent has to be kept before."""
REST, LONGEST_REST = 1.0, 15.0
AWAY = (502, 503, 504)
"""What a proxy says for a platform that is not there."""
AT_WORK = ("reading", "applying", "inspecting")
PAGE, LISTED = 200, 1000
SETS = "/catalog/v1/desk/change-sets"
Tell = Callable[[str], None]


class OutOfReachError(RuntimeError):
    """The platform is away for too long; the set, if there is one by now, goes on there by itself."""

    def __init__(self, cause: str, set_id: str) -> None:
        super().__init__(cause)
        self.set_id = set_id


@dataclass(frozen=True)
class Asked:
    """What is to be done with a file; `again` loads it anew although it was loaded before."""

    path: Path
    apply: bool = False
    good_rows: bool = False
    again: bool = False
    looked: str = ""
    """The tried set whose rows a person has looked at: those that ask for it go in with the rest."""
    wait: float = 600.0
    """Seconds to go on asking a platform that is away."""


async def load(  # noqa: PLR0913, PLR0917 - what is sent, where, and by whom
    url: str, user: str, secret: str, asked: Asked, tell: Tell, say: Tell
) -> tuple[dict[str, Any], list[str]]:
    """The file's change set when it is at its end, and what keeps rows out or asks to be looked at; a user signs in at the built-in issuer.

    `tell` hears how far it is, `say` what must not be lost: the set's id, as soon as there is one.
    """
    with _opened(asked.path) as (file, size):
        async with client(PATIENCE) as http:
            there = _There(http, url, asked.wait, tell)
            there.token = await there.signed_in(user, secret) if user else secret
            made = await _at_its_end(there, asked, file, size, say)
            return made, await there.faults(made)


async def _at_its_end(there: "_There", asked: Asked, file: IO[bytes], size: int, say: Tell) -> dict[str, Any]:
    digest = await asyncio.to_thread(_digest, file)
    known = None if asked.again else await there.known(digest)
    made = known or await there.sent(file, size, asked, digest)
    there.set_id = made["set_id"]
    followed = "接着跟踪（已上传过，另行装载用 --again）following, it was sent before (--again loads it anew)"
    say(f"变更集 change set {made['set_id']}：{followed if known else '已上传 sent'}")
    tried = bool(known) and made["state"] in ("reading", "ready")
    made = await there.end_of(made)
    if tried and asked.apply and made["state"] == "ready" and await _may_go_in(there, asked, made):
        made = await there.end_of(await there.applied(made["set_id"], good_rows=asked.good_rows))
    return made


async def _may_go_in(there: "_There", asked: Asked, made: dict[str, Any]) -> bool:
    """Whether the platform would have put the set in by itself, or a person looked at what it waits for."""
    if made["faults"] and not asked.good_rows:
        return False
    return asked.looked == made["set_id"] or not await there.asks(made["set_id"])


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()


@dataclass
class _There:
    """A platform at an address."""

    http: "httpx.AsyncClient"
    url: str
    wait: float
    tell: Tell
    token: str = ""
    set_id: str = ""

    async def signed_in(self, username: str, password: str) -> str:
        given = {"username": username, "password": password}
        return str((await self.ask("POST", "/catalog/v1/auth/token", json=given))["access_token"])

    async def known(self, digest: str) -> dict[str, Any] | None:
        """The set that this file was last sent as, if it did not fail and was not taken back."""
        found = await self.ask("GET", SETS, params={"sha256": digest, "limit": 1})
        return next((one for one in found if one["state"] != "failed" and not one["undone_by"]), None)

    async def sent(self, file: IO[bytes], size: int, asked: Asked, digest: str) -> dict[str, Any]:
        """The new set; where the answer is lost it is looked whether the file came all the same."""
        query = {"kind": "dump", "name": asked.path.name[:200], "apply": asked.apply, "good_rows": asked.good_rows}
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        before = [one["set_id"] for one in await self.ask("GET", SETS, params={"sha256": digest, "limit": 1})]

        async def pieces() -> AsyncIterator[bytes]:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
                self.tell(f"已上传 sent {file.tell() / PIECE:,.0f}/{size / PIECE:,.0f} MiB")

        async def send() -> Any:
            file.seek(0)
            return await self.once("POST", SETS, params=query, content=pieces(), headers=headers)

        async def look_and_send() -> Any:
            found = await self.once("GET", SETS, params={"sha256": digest, "limit": 1})
            return found[0] if found and found[0]["set_id"] not in before else await send()

        return dict(await self.patiently(look_and_send))

    async def applied(self, set_id: str, *, good_rows: bool) -> dict[str, Any]:
        """The tried set on its way in; where the answer is lost it is looked whether it went all the same."""
        path = f"{SETS}/{set_id}"

        async def look_and_apply() -> Any:
            made = await self.once("GET", path)
            if made["state"] != "ready":
                return made
            return await self.once("POST", f"{path}/application", params={"good_rows": good_rows})

        return dict(await self.patiently(look_and_apply))

    async def end_of(self, made: dict[str, Any]) -> dict[str, Any]:
        while made["state"] in AT_WORK:
            self.tell(f"{made['state']}：{made['rows']:,} 行 rows")
            await asyncio.sleep(REST)
            made = await self.ask("GET", f"{SETS}/{made['set_id']}")
        return made

    async def faults(self, made: dict[str, Any]) -> list[str]:
        """What keeps rows out or, before they are in, asks to be looked at; a line each, no more than a person reads."""
        found: list[str] = []
        set_id, asking = made["set_id"], (*ASKING, CANCELS) if made["state"] == "ready" else ()
        async for row, one in self.told(set_id):
            if one["severity"] == "fault" or one["code"] in asking:
                found.append(_line(row, one))
            if len(found) > LISTED:
                return [*found[:LISTED], f"… {SETS}/{set_id}/report.xlsx"]
        return found

    async def asks(self, set_id: str) -> bool:
        """Whether a row waits for a person to look at it."""
        async for _, one in self.told(set_id):
            if one["code"] in ASKING:
                return True
        return False

    async def told(self, set_id: str) -> AsyncIterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Whatever is said of the set's rows, each with its row."""
        query: dict[str, Any] = {"after": -1, "limit": PAGE, "faults_only": True}
        while page := await self.ask("GET", f"{SETS}/{set_id}/rows", params=query):
            for row in page:
                for one in row["faults"]:
                    yield row, one
            query["after"] = page[-1]["row"]

    async def ask(self, method: str, path: str, **content: Any) -> Any:
        """The answer to a request that may be made twice."""
        return await self.patiently(lambda: self.once(method, path, **content))

    async def patiently(self, request: Callable[[], Any]) -> Any:
        """The answer, however often it takes to have it; OutOfReachError when the platform is away for too long."""
        import httpx

        until, pause = time.monotonic() + self.wait, REST
        while True:
            try:
                return await request()
            except (httpx.TransportError, _AwayError) as error:
                cause = f"{self.url}: {error!r}"
            if time.monotonic() + pause > until:
                raise OutOfReachError(cause, self.set_id)
            self.tell(f"平台暂时不可达，{pause:.0f} 秒后再试 the platform is away, trying again: {cause}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_REST)

    async def once(self, method: str, path: str, headers: dict[str, str] | None = None, **content: Any) -> Any:
        sent = (headers or {}) | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        answer = await self.http.request(method, self.url + path, headers=sent, **content)
        if answer.status_code in AWAY:
            raise _AwayError(answer.status_code)
        try:
            said = answer.json()
        except ValueError:
            said = {"detail": answer.text[:500]}
        if not answer.is_success:
            raise CannotStartError(f"{answer.status_code}: {said.get('detail_zh', '')} {said.get('detail', '')}")
        return said


class _AwayError(Exception):
    """Somebody answers in the platform's stead."""


def _line(row: dict[str, Any], one: dict[str, Any]) -> str:
    changes = "、".join(dict.fromkeys(change["zh"] for change in row["changes"]))
    told = f"（{changes}）" if changes and one["code"] in ASKING else ""
    return f"{row['row']} {row['code']}: {one['message_zh']}{told}。{one['cure_zh']}。 {one['message_en']}; {one['cure_en']}."


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The file, or the files of a folder in a zip; and how long it is."""
    if not path.exists():
        raise CannotStartError(f"没有文件 there is no {path}")
    with tempfile.TemporaryFile() if path.is_dir() else path.open("rb") as file:
        if path.is_dir():
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
                for one in sorted(inner for inner in path.iterdir() if inner.is_file()):
                    pack.write(one, one.name)
        size = file.seek(0, 2)
        file.seek(0)
        yield file, size
