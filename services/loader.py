"""A dump sent to a platform over HTTP by whoever has its token: how far it is, and what stays out."""

import asyncio
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from shared.http import client
from shared.settings import CannotStartError

if TYPE_CHECKING:
    import httpx

PIECE = 1024 * 1024
PATIENCE = 600.0
"""Seconds to wait for an answer: what was sent has to be kept before."""
REST = 1.0
AT_WORK = ("reading", "applying", "inspecting")
PAGE, LISTED = 200, 1000
SETS = "/catalog/v1/desk/change-sets"
Tell = Callable[[str], None]


async def load(  # noqa: PLR0913 - what is sent, where, and by whom
    url: str, user: str, secret: str, path: Path, tell: Tell, *, apply: bool, good_rows: bool
) -> tuple[dict[str, Any], list[str]]:
    """The file's change set when it is at its end, and what keeps rows out; a user signs in at the built-in issuer."""
    import httpx

    query = {"kind": "dump", "name": path.name[:200], "apply": apply, "good_rows": good_rows}
    with _opened(path) as (file, size):
        try:
            async with client(PATIENCE) as http:
                there = _There(http, url, tell)
                there.token = await there.signed_in(user, secret) if user else secret
                made = await there.end_of(await there.sent(file, size, query))
                return made, await there.faults(made["set_id"])
        except httpx.TransportError as error:
            raise CannotStartError(f"{url}: {error!r}") from error


@dataclass
class _There:
    """A platform at an address."""

    http: "httpx.AsyncClient"
    url: str
    tell: Tell
    token: str = ""

    async def signed_in(self, username: str, password: str) -> str:
        given = {"username": username, "password": password}
        return str((await self.ask("POST", "/catalog/v1/auth/token", json=given))["access_token"])

    async def sent(self, file: IO[bytes], size: int, query: dict[str, Any]) -> Any:
        async def pieces() -> AsyncIterator[bytes]:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
                self.tell(f"已上传 sent {file.tell() / PIECE:,.0f}/{size / PIECE:,.0f} MiB")

        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        return await self.ask("POST", SETS, params=query, content=pieces(), headers=headers)

    async def end_of(self, made: dict[str, Any]) -> dict[str, Any]:
        while made["state"] in AT_WORK:
            self.tell(f"{made['state']}：{made['rows']:,} 行 rows")
            await asyncio.sleep(REST)
            made = await self.ask("GET", f"{SETS}/{made['set_id']}")
        return made

    async def faults(self, set_id: str) -> list[str]:
        """What keeps rows out, a line each; no more than a person reads."""
        found: list[str] = []
        query: dict[str, Any] = {"after": -1, "limit": PAGE, "faults_only": True}
        while page := await self.ask("GET", f"{SETS}/{set_id}/rows", params=query):
            found += [_line(row, one) for row in page for one in row["faults"] if one["severity"] == "fault"]
            query["after"] = page[-1]["row"]
            if len(found) > LISTED:
                return [*found[:LISTED], f"… {SETS}/{set_id}/report.xlsx"]
        return found

    async def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **content: Any) -> Any:
        sent = (headers or {}) | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        answer = await self.http.request(method, self.url + path, headers=sent, **content)
        try:
            said = answer.json()
        except ValueError:
            said = {"detail": answer.text[:500]}
        if not answer.is_success:
            raise CannotStartError(f"{answer.status_code}: {said.get('detail_zh', '')} {said.get('detail', '')}")
        return said


def _line(row: dict[str, Any], one: dict[str, Any]) -> str:
    return f"{row['row']} {row['code']}: {one['message_zh']}。{one['cure_zh']}。 {one['message_en']}; {one['cure_en']}."


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
