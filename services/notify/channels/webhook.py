"""Webhooks, signed as Standard Webhooks says; only hosts that the settings name, no redirects."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import urlsplit

from services.notify.channels import Channel, Message, RejectedError, UnreachableError
from shared.http import client
from shared.problems import Fault
from shared.settings import Settings

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
GONE = 410


def _hosts(settings: Settings) -> set[str]:
    named = set(settings.listed(settings.webhook_hosts))
    return named or (LOOPBACK if settings.environment == "development" else set())


def fault_of(address: str, settings: Settings) -> Fault | None:
    """What is wrong with an address; None when nothing is."""
    try:
        url = urlsplit(address)
        host = url.hostname or ""
    except ValueError:
        return _fault("not_an_address", "这不是网址", "this is not an address", *_SHAPE)
    if url.scheme not in ("https", "http") or url.username or not host:
        return _fault("not_an_address", "这不是可用的网址", "this address cannot be used", *_SHAPE)
    if host not in _hosts(settings):
        return _fault("host_not_allowed", f"不允许发往 {host}", f"{host} is not allowed by the settings", *_ALLOW)
    if url.scheme == "http" and host not in LOOPBACK:
        return _fault("https_needed", "发往本机以外须加密", "beyond this machine it must be encrypted", *_SECURE)
    return None


def _fault(code: str, zh: str, en: str, cure_zh: str, cure_en: str) -> Fault:
    return Fault("address", code, zh, en, cure_zh, cure_en)


_SHAPE = ("请写 http(s)://主机/路径，不带用户名", "write http(s)://host/path, without a user name")
_ALLOW = ("请由运维加入 SHIXIANG_WEBHOOK_HOSTS", "have the operator add it to SHIXIANG_WEBHOOK_HOSTS")
_SECURE = ("请改用 https", "use https")


def signed(message: Message, body: bytes, at: int) -> dict[str, str]:
    """The three headers of Standard Webhooks; the secret is `whsec_` and the key in base64."""
    key = base64.b64decode(message.secret.removeprefix("whsec_"))
    content = f"{message.delivery_id}.{at}.".encode() + body
    seal = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {"webhook-id": message.delivery_id, "webhook-timestamp": str(at), "webhook-signature": f"v1,{seal}"}


async def send(message: Message, settings: Settings) -> None:
    """Post one circular."""
    import httpx

    if fault := fault_of(message.address, settings):
        raise RejectedError(f"{fault.message_zh} {fault.message_en}")
    data = {"title": message.title, "body": message.body, "item_id": message.item_id}
    content = {"type": f"circular.{message.kind}", "timestamp": message.made_at, "data": data}
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = signed(message, body, int(time.time())) | {"content-type": "application/json"}
    try:
        async with client(10) as http:
            answer = await http.post(message.address, content=body, headers=headers)
    except (httpx.HTTPError, OSError) as error:
        raise UnreachableError(type(error).__name__) from error
    if answer.status_code == GONE:
        raise RejectedError("410: the receiver wants no more")
    if not answer.is_success:
        raise UnreachableError(f"HTTP {answer.status_code}")


CHANNEL = Channel("webhook", "网络回调", "webhook", lambda _s: True, fault_of, send)
