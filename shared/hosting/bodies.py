"""What a body may be: bounded, and if it is JSON, such that it can be read in one way only."""

import json
import math
import re
from typing import Any

from starlette.types import Message, Receive

from shared.problems import Fault, Malformed, TooLarge

SHEET = 20 * 1024 * 1024
BODY = 2 * 1024 * 1024
LINES = b"application/jsonl"
DEEPEST = 50
DIGITS = 18
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
Headers = dict[bytes, bytes]


async def guarded(receive: Receive, headers: Headers, state: dict[str, Any]) -> Receive:
    """The body as the application may read it: never over its limit; JSON is read and looked at first."""
    kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    limit = SHEET if b"spreadsheetml" in kind or kind == LINES else BODY
    bounded = state["bounded"] = Bounded(receive, headers, limit)
    if not (kind == b"application/json" or kind.endswith(b"+json")):
        return bounded
    messages = [await bounded()]
    while messages[-1].get("more_body"):
        messages.append(await bounded())
    demand_plain(b"".join(message.get("body", b"") for message in messages))
    return _replayed(messages, receive)


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def replay() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return replay


class Bounded:
    """A body that is refused over its limit, whether it announces its length or not.

    A door that has seen who comes in may raise the limit before anything is read.
    """

    def __init__(self, receive: Receive, headers: Headers, limit: int) -> None:
        self._receive, self.limit = receive, limit
        self._announced, self._taken = headers.get(b"content-length", b""), 0

    async def __call__(self) -> Message:
        """The next of the body."""
        if self._announced.isdigit() and int(self._announced) > self.limit:
            raise _too_large(self.limit)
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > self.limit:
            raise _too_large(self.limit)
        return message


def _too_large(limit: int) -> TooLarge:
    mebibytes = limit // 1024 // 1024
    return TooLarge(
        f"内容超过 {mebibytes} MiB，请拆分后再提交。",
        f"The body is over {mebibytes} MiB; send it in parts.",
        "body_too_large",
    )


def demand_plain(body: bytes) -> None:
    """Malformed unless the JSON says one thing only: UTF-8, no key twice, no NaN, no giant number, not too deep, and no
    control or half character, which nobody types. JSON that cannot be read at all is told by whoever reads it.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_distinct,
            parse_constant=_no_constant,
            parse_int=_number,
            parse_float=_fraction,
        )
    except UnicodeDecodeError as error:
        raise _fault("body", "not_utf8") from error
    except RecursionError as error:
        raise _fault("body", "too_deep") from error
    except ValueError:
        return
    _walk(value)


def _walk(value: Any) -> None:
    waiting: list[tuple[Any, Place, int]] = [(value, "body", 0)]
    while waiting:
        one, place, depth = waiting.pop()
        if depth > DEEPEST:
            raise _fault(_spelled(place), "too_deep")
        if isinstance(one, dict):
            for key, inner in one.items():
                _demand_text(key, place)
                waiting.append((inner, (place, key), depth + 1))
        elif isinstance(one, list):
            waiting.extend((inner, (place, n), depth + 1) for n, inner in enumerate(one))
        elif isinstance(one, str):
            _demand_text(one, place)


Place = str | tuple[Any, str | int]
"""Where something stands, spelled out only where something is wrong: (where what holds it stands, key or number)."""


def _spelled(place: Place) -> str:
    return place if isinstance(place, str) else f"{_spelled(place[0])}.{place[1]}"


def _demand_text(text: str, place: Place) -> None:
    if not text.isprintable() and REFUSED.search(text):
        raise _fault(_spelled(place), "not_text")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _fault(next(key for n, key in enumerate(keys) if key in keys[:n]), "repeated_key")
    return found


def _no_constant(_word: str) -> None:
    raise _fault("body", "not_a_number")


def _number(digits: str) -> int:
    if len(digits) > DIGITS:
        raise _fault("body", "number_too_large")
    return int(digits)


def _fraction(digits: str) -> float:
    made = float(digits)
    if math.isinf(made):
        raise _fault("body", "number_too_large")
    return made


WORDS = {
    "not_utf8": ("不是 UTF-8 编码", "not UTF-8", "请以 UTF-8 编码发送", "send UTF-8"),
    "not_text": ("含有控制字符或半个字符", "holds a control character or half a character", "请删除", "remove it"),
    "repeated_key": ("键重复出现", "a key is there twice", "请只保留一个", "keep one of them"),
    "not_a_number": (
        "NaN 和 Infinity 不是 JSON",
        "NaN and Infinity are not JSON",
        "请写数值或 null",
        "a number or null",
    ),
    "number_too_large": ("数值过大", "a number is too large", f"最多 {DIGITS} 位", f"at most {DIGITS} digits"),
    "too_deep": (f"嵌套超过 {DEEPEST} 层", f"nested over {DEEPEST} deep", "请减少嵌套", "nest less"),
}


def _fault(path: str, code: str) -> Malformed:
    zh, en, cure_zh, cure_en = WORDS[code]
    faults = [Fault(path[:200], code, zh, en, cure_zh, cure_en)]
    return Malformed(f"请求内容有误：{zh}。{cure_zh}。", f"The body does not hold: {en}; {cure_en}.", code, faults)


def demand_address(path: str, query: bytes) -> None:
    """Malformed when the address holds a NUL, which is part of no code, name or word."""
    if "\x00" in path or b"%00" in query:
        raise Malformed(
            "地址中不能有 NUL 字符（%00），请删除。",
            "The address holds a NUL character (%00); remove it.",
            "not_text",
            [Fault("path" if "\x00" in path else "query", "not_text", "含有 NUL", "holds NUL", "删除", "remove it")],
        )
