"""Collects faults, a bounded number of them, and writes them in words only when asked."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.elements.naming import labels, messages

MAX_FAULTS = 200
UNPRINTABLE = re.compile(r"[^\w .:/@+-]")


Place = str | tuple[Any, str | int]
"""An element, or (where it stands, part or row): spelled out only where something is wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    path: str
    code: str
    message_zh: str
    message_en: str
    cure_zh: str
    cure_en: str


class Full(Exception):
    """The report holds as many faults as it takes."""


@dataclass(slots=True)
class Report:
    partial: bool
    on: date | None
    found: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def add(self, place: Place, code: str, /, **details: Any) -> None:
        if len(self.found) >= MAX_FAULTS:
            self.found.append(("", "more_faults", {"max": MAX_FAULTS}))
            raise Full
        self.found.append((spelled(place), code, details))

    def faults(self) -> list[Fault]:
        return [_written(*one) for one in self.found]


def spelled(place: Place) -> str:
    """A place as it is told: materials[2].copies."""
    if isinstance(place, str):
        return place
    above, part = place
    return f"{spelled(above)}[{part}]" if isinstance(part, int) else f"{spelled(above)}.{part}"


def printable(key: object) -> str:
    """A key as somebody sent it, safe to show: short, and nothing in it but letters, digits and plain signs."""
    return UNPRINTABLE.sub("?", key[:60]) if isinstance(key, str) else type(key).__name__


def _written(path: str, code: str, details: dict[str, Any]) -> Fault:
    label = labels(path)
    expected = messages()["expected"].get(details.get("expected"))
    if expected:
        details = details | {"expected": expected[0], "expected_en": expected[1]}
    details = details | {"label": label.zh, "label_en": label.en}
    return Fault(path, code, *(text.format(**details) for text in messages()[code]))
