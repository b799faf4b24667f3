"""The duties of a body beside its own business line (三定): a merged bureau answers for several (U6, ADR 0035)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LINE = r"[^\s:：;；,，、]{1,60}"
WORDS = re.compile(rf"({LINE})(?:[:：]\s*(\d\d(?:[,，、]\s*\d\d)*))?")


@dataclass(frozen=True, order=True)
class Duty:
    """A business line that a body answers for: its items of these types, or all of them."""

    line: str
    item_types: tuple[str, ...] = ()

    def covers(self, line: str, item_type: str) -> bool:
        """Whether an item of a line and a type is among them."""
        return self.line == line and (not self.item_types or item_type in self.item_types)

    @property
    def words(self) -> str:
        """As files and tables have it."""
        return f"{self.line}:{','.join(self.item_types)}" if self.item_types else self.line


def told(duties: Iterable[Duty]) -> str:
    """Duties in words: 药监;市场监管:01,20."""
    return ";".join(duty.words for duty in duties)


def duties_in(words: str) -> tuple[Duty, ...]:
    """Duties from words, each once; ValueError with the part that cannot be read."""
    parts = [part.strip() for part in re.split(r"[;；\n]", words) if part.strip()]
    return tuple(dict.fromkeys(_duty(part) for part in parts))


def _duty(part: str) -> Duty:
    found = WORDS.fullmatch(part)
    if found is None:
        raise ValueError(part)
    return Duty(found[1], tuple(re.findall(r"\d\d", found[2] or "")))
