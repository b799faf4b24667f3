"""Channels: one file each, offering CHANNEL. A channel delivers once per call, or says why it could not.

Unreachable may be tried again; Rejected never. A channel without its settings says that it is not configured.
"""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache

from shared import plugins
from shared.problems import Fault
from shared.settings import Settings


class UnreachableError(Exception):
    """The other side did not take it now; try again later."""


class RejectedError(Exception):
    """The other side will never take it."""


@dataclass(frozen=True)
class Message:
    """One circular for one recipient; the id is the same at every try, so a receiver can tell a repeat."""

    delivery_id: str
    title: str
    body: str
    kind: str
    item_id: str
    made_at: str
    address: str
    secret: str


@dataclass(frozen=True)
class Channel:
    """A way for circulars to reach someone outside."""

    id: str
    zh: str
    en: str
    configured: Callable[[Settings], bool]
    fault_of: Callable[[str, Settings], Fault | None]
    send: Callable[[Message, Settings], Awaitable[None]]


@cache
def channels() -> Mapping[str, Channel]:
    """Every channel, by id."""
    return {c.id: c for c in plugins.load(sys.modules[__name__], "CHANNEL").values()}
