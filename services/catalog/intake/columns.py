"""What the columns of a table are called: names that are nearly known ones are put right, and a column given twice is told."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.catalog.intake.miscounts import alone, doubled, is_blank
from services.catalog.intake.model import Note
from services.catalog.intake.slips import note
from services.catalog.intake.texts import tidy

LONG, NEAR = 60, 0.86


@dataclass
class Names:
    """What the columns of a table are called, and what those of a file that are nearly so are taken for."""

    columns: set[str]
    notes: list[Note]
    named: dict[str, str] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)

    def right(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A row with the names of its columns put right."""
        for name in raw.keys() - self.named.keys():
            self.named[name] = self._name(alone(name))
        found = {self.named[name]: cell for name, cell in raw.items()}
        return found if len(found) == len(raw) else self._twice(raw)

    def _name(self, given: str) -> str:
        """The name in small letters; one that is nearly a known one is taken for it, and that is said."""
        name = tidy(given).strip().strip('"').lower()
        if name in self.columns or not name:
            return name
        near = difflib.get_close_matches(name, self.columns, 1, NEAR) if len(name) < LONG else []
        if near and not any(one.slip == "misnamed_column" and name in one.en for one in self.notes):
            self.notes.append(note("misnamed_column", near[0], value=given, meant=near[0]))
        return near[0] if near else name

    def _twice(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A row of which columns have one name: what one of them alone says is taken, of two values neither."""
        found, unclear = dict[str, Any](), False
        for given, cell in raw.items():
            name = self.named[given]
            if name in found and name:
                self._tell(name)
            if name not in found or is_blank(found[name]):
                found[name] = cell
            elif not is_blank(cell) and str(cell).strip() != str(found[name]).strip():
                found[f"{name}（又见“{given}”）"] = cell
                unclear = unclear or name in self.columns
        return doubled(found) if unclear else found

    def _tell(self, name: str) -> None:
        if name not in self.twice:
            self.twice.add(name)
            self.notes.append(note("double_column", name, value=name))
