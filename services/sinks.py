"""Receivers on this machine for the story and the tests: a mailbox behind SMTP and a webhook that checks signatures."""

import asyncio
import contextlib
import email
import email.policy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from shared.settings import CannotStartError


@dataclass
class Mailbox:
    """What came by mail. A repeat has the Message-ID of the first."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""

    def mail(self, delivery_id: str) -> EmailMessage | None:
        """The mail of one delivery."""
        return next((m for m in self.mails if str(m["Message-ID"]).startswith(f"<{delivery_id}@")), None)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one mail."""
        if self.refuse:
            return self.refuse
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if isinstance(parsed, EmailMessage):
            self.mails.append(parsed)
        return "250 OK"


@contextlib.asynccontextmanager
async def mailbox(port: int = 0) -> AsyncIterator[tuple[Mailbox, int]]:
    """An SMTP server on loopback for the length of a block; yields the mailbox and its port."""
    box = Mailbox()
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", port)
    except OSError as taken:
        zh = f"收信端口 127.0.0.1:{port} 已被占用，可能另一场演示正在进行，请等它结束。"
        raise CannotStartError(f"{zh} Port {port} is taken: another demo may be running; wait for its end.") from taken
    try:
        yield box, server.sockets[0].getsockname()[1]
    finally:
        server.close()


@dataclass
class Hook:
    """What came by webhook: headers and body of each call."""

    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204

    def call(self, delivery_id: str) -> tuple[dict[str, str], bytes] | None:
        """The call of one delivery."""
        return next((call for call in self.calls if call[0].get("webhook-id") == delivery_id), None)


@contextlib.asynccontextmanager
async def webhook(port: int = 0) -> AsyncIterator[tuple[Hook, int]]:
    """A plain HTTP receiver on loopback; yields what it got and its port."""
    hook = Hook()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            hook.calls.append((headers, body))
            writer.write(f"HTTP/1.1 {hook.status} Taken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield hook, server.sockets[0].getsockname()[1]
    finally:
        server.close()
