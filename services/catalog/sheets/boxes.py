"""Tick boxes of a printed form: □教育 ☑住房."""

import re
from collections.abc import Collection, Mapping

_BOX = re.compile(r"([□☐○☑√✓✔■☒])\s*([^□☐○☑√✓✔■☒\s:：]+)")
_OTHER = re.compile(r"其[他它]\s*[:：]\s*([^□☑\n]*)")
TICKS = "☑√✓✔■☒"


def drawn(text: str) -> bool:
    return bool(_BOX.search(text))


def ticked(text: str) -> list[str]:
    return [name for box, name in _BOX.findall(text) if box in TICKS]


def other(text: str) -> str:
    """The free text after 其他: without the line drawn to write on."""
    found = _OTHER.search(text)
    return found[1].strip(" _＿") if found else ""


def draw(labels: Mapping[str, str], chosen: Collection[str], free: str | None = None) -> str:
    """All boxes of a table, those of the chosen codes ticked; `free` adds 其他."""
    boxes = " ".join(f"{'☑' if code in chosen else '□'}{label}" for code, label in labels.items())
    return boxes if free is None else f"{boxes}\n其他：{free or '__________'}"
