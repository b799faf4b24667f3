"""An address can lead somewhere: whole, of the internet, and of no name that is reserved (domain.md 9.4: dead links)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

ADDRESSES = ("online_url", "mobile_url")
SITE = "3"
WEB = re.compile(r"(?i:https?)[:：]\S*")
RESERVED = (
    "test",
    "example",
    "invalid",
    "localhost",
    "local",
    "internal",
    "lan",
    "example.com",
    "example.net",
    "example.org",
)
"""Names that lead nowhere outside an office (RFC 2606, RFC 6761, RFC 6762)."""
HOST = re.compile(r"(?=.{4,253}$)(?:[\w一-鿿](?:[\w一-鿿-]{0,61}[\w一-鿿])?\.)+[A-Za-z一-鿿][\w一-鿿-]{1,62}", re.ASCII)


@lru_cache(2048)
def _why(address: str) -> tuple[str, str] | None:
    """Why nobody gets anywhere by it."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port
    except ValueError:
        return "不完整", "is not whole"
    if re.match(r"[\d.]+$|.*:", host):
        return _why_number(host)
    if host == "localhost" or any(host == one or host.endswith(f".{one}") for one in RESERVED):
        return "只在本机或测试中有效", "is reserved, and leads nowhere"
    return None if HOST.fullmatch(host) else ("不完整", "is not whole")


def _why_number(host: str) -> tuple[str, str] | None:
    try:
        there = ip_address(host)
    except ValueError:
        return "不完整", "is not whole"
    return None if there.is_global else ("只在内网有效", "is an address within an office")


def _addresses(values: Values) -> Iterator[tuple[str, str]]:
    for key in ADDRESSES:
        yield key, text(values, key)
    for key in ("consult", "complaint"):
        for path, row in rows(values, key):
            yield f"{path}.value", text(row, "value") if text(row, "channel") == SITE else ""
    for path, row in rows(values, "materials"):
        for key in ("blank_form_at", "sample_at"):
            yield f"{path}.{key}", text(row, key)


def check(values: Values) -> Iterator[Found]:
    """What is written as an address of the web; whether somebody answers there is not asked."""
    for path, said in _addresses(values):
        if WEB.fullmatch(said) and (why := _why(said)):
            zh, en = why
            yield Found(path, f"网址“{said[:60]}”{zh}", f"{said[:60]} {en}")


RULE = Rule(
    zh="网址能够打开",
    en="An address can lead somewhere",
    severity="hint",
    clause="G34",
    cure_zh="写互联网上能打开的完整网址",
    cure_en="write a whole address of the internet",
    check=check,
    passes=[
        {"online_url": "https://zwfw.hlj.gov.cn/guide?id=1", "mobile_url": "http://www.jixi.gov.cn:8080/a"},
        {"consult": [{"channel": "3", "value": "https://政务.公益/咨询"}, {"channel": "3", "value": "www.a.gov.cn"}]},
        {"materials": [{"name": "申请书", "blank_form_at": "att-001"}]},
    ],
    fails=[
        {"online_url": "http://localhost:8080/apply"},
        {"online_url": "http://192.168.1.20/zwfw"},
        {"mobile_url": "https://www.example.com/guide"},
        {"mobile_url": "http://zwfw.test/"},
        {"online_url": "https://"},
        {"online_url": "http://http://zwfw.gov.cn"},
        {"online_url": "http：//zwfw.gov.cn"},
        {"online_url": "https://zwfw/guide"},
        {"complaint": [{"channel": "3", "value": "http://10.1.2.3:9000/ts"}]},
        {"materials": [{"name": "申请书", "sample_at": "http://127.0.0.1/s.docx"}]},
    ],
)
