"""What the columns of a table are called: names that are evidently misspelt are put right, and a column given twice is told."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.catalog.intake.miscounts import alone, doubled, is_blank
from services.catalog.intake.model import Note
from services.catalog.intake.slips import note
from services.catalog.intake.tables import KNOWN, canonical
from services.catalog.intake.texts import tidy
from shared.elements import ELEMENTS

LONG = 60
SWAPPED, CUT, OTHER = 3, 5, 7
"""How long a word is at least of which two letters may be swapped, one too many or missing, or one another: of shorter
ones another word comes of it, as of use and user, way and day, state and stage."""
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass
class Names:
    """What the columns of a table are called, and what those of a file that are nearly so are taken for."""

    part: str
    columns: set[str]
    notes: list[Note]
    named: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    """What those that were put right are called by themselves."""
    twice: set[str] = field(default_factory=set)

    def right(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A row with the names of its columns put right."""
        if strange := raw.keys() - self.named.keys():
            for name in [one for one in raw if one in strange]:
                self.named[name] = self._name(name, raw)
        found = {self.named[name]: cell for name, cell in raw.items()}
        return found if len(found) == len(raw) else self._twice(raw)

    def _name(self, given: str, beside: Collection[str]) -> str:
        """The standard's name; that an evidently misspelt one is taken for it is said. No name that is one is misspelt."""
        name = _plain(given)
        if name in self.columns or name in KNOWN or name in ELEMENTS or not 0 < len(name) < LONG:
            return name
        words = _plain(HUMP.sub("_", alone(given)))
        near = [one for one in self.columns if _misspelt(words, one)]
        if len(near) != 1 or near[0] in map(_plain, beside):
            return name
        self.own[given] = name
        shown = alone(given)
        if not any(one.slip == "misnamed_column" and f" {shown} " in one.en for one in self.notes):
            self.notes.append(note("misnamed_column", near[0], table=self.part, value=shown, meant=near[0]))
        return near[0]

    def _twice(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A row of which columns have one name: what one of them alone says is taken, of two values neither."""
        found, unclear = dict[str, Any](), False
        for given, name in self._names_of(raw):
            cell = raw[given]
            if name in found and name:
                self._tell(name)
            if name not in found or is_blank(found[name]):
                found[name] = cell
            elif not is_blank(cell) and str(cell).strip() != str(found[name]).strip():
                found[f"{name}（又见“{given}”）"] = cell
                unclear = unclear or name in self.columns
        return doubled(found) if unclear else found

    def _names_of(self, raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Each column with its name; beside the very name itself, a misspelt one is another column."""
        exact = {self.named[given] for given in raw if given not in self.own}
        for given in raw:
            name = self.named[given]
            yield given, self.own[given] if given in self.own and name in exact else name

    def _tell(self, name: str) -> None:
        if name not in self.twice:
            self.twice.add(name)
            self.notes.append(note("double_column", name, value=name))


def _plain(given: str) -> str:
    return canonical(tidy(alone(given)).strip().strip('"'))


def _misspelt(name: str, known: str) -> bool:
    """Whether a name is a known one but for one slip of the pen in one of its words."""
    theirs, ours = name.split("_"), known.split("_")
    if len(theirs) != len(ours):
        return False
    unlike = [(one, other) for one, other in zip(theirs, ours, strict=True) if one != other]
    return len(unlike) == 1 and _slipped(*unlike[0])


def _slipped(word: str, meant: str) -> bool:
    shorter, longer = sorted((word, meant), key=len)
    if len(longer) - len(shorter) == 1:
        cut = any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
        return cut and (len(shorter) >= CUT or word == f"{meant}s")
    unlike = [at for at, (one, other) in enumerate(zip(shorter, longer, strict=False)) if one != other]
    if len(shorter) != len(longer) or len(unlike) > 2:  # noqa: PLR2004 - two letters are swapped
        return False
    if len(unlike) == 1:
        return len(word) >= OTHER
    first, last = unlike
    return last == first + 1 and len(word) >= SWAPPED and word[first] == meant[last] and word[last] == meant[first]
