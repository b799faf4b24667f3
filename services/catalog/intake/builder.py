"""Puts words into elements of a record: by the element's type, with a note for every slip."""

from typing import Any

from services.catalog.intake import limitparts, limits
from services.catalog.intake.bytype import BREAKS, SHORT, by_type
from services.catalog.intake.citations import cited, spelled
from services.catalog.intake.garbled import is_garbled
from services.catalog.intake.lostdigits import lost
from services.catalog.intake.model import Record
from services.catalog.intake.numbers import copies
from services.catalog.intake.slips import note
from services.catalog.intake.texts import WIDE, as_text, simplified, tidy
from shared.elements import ELEMENTS, Kind
from shared.elements.model import Field
from shared.flows import steps_in

LONGEST = 40_000
UNREADABLE = limits.Told(None, "limit_unreadable")
LINES = (Kind.TABLE, Kind.LONG_TEXT, Kind.BASES)
"""What takes a line for each of several."""


class Builder:
    """One record being made."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.values = record.values
        self.lent: dict[str, str] = {}
        """The limits that another column's words said, by that column."""

    def slip(self, name: str, path: str, **said: object) -> None:
        self.record.notes.append(note(name, path, **said))

    def text(self, raw: object, path: str) -> str:
        """A tidy text; what was repaired is noted once a record."""
        if isinstance(raw, dict | list):
            self.unread(raw, path)
            return ""
        said = self.cut(as_text(raw), LONGEST, path)
        if WIDE.search(said):
            self._once("full_width", path)
        if is_garbled(said):
            self._once("garbled", path)
        said = tidy(said)
        plain = simplified(said)
        if plain != said and sum(a != b for a, b in zip(plain, said, strict=False)) > 1:
            self._once("traditional", path)
        return plain

    def code(self, raw: object, key: str) -> None:
        """A code of the item; of one that lost digits because it was kept as a number nothing is taken."""
        if said := lost(raw, key):
            self.slip("digits_lost", key, value=said)
        else:
            self.record.item[key] = self.text(raw, key).upper()

    def unread(self, raw: object, path: str) -> None:
        """Tell once of a place that a list or an object stands where its meaning is not certain."""
        if raw and not any(one.slip == "not_a_text" and one.path == path for one in self.record.notes):
            self.slip("not_a_text", path, value=raw)

    def given(self, key: str, raw: object) -> list[dict[str, Any] | str]:
        """The objects and texts of a list; what is neither is told."""
        told = raw if isinstance(raw, list) else []
        self.unread([one for one in told if not isinstance(one, dict | str)] if told else raw, key)
        return [one for one in told if isinstance(one, dict | str) and one]

    def short(self, raw: object, path: str) -> str:
        """A text of some words, such as a form, a number or a label."""
        return self.cut(self.text(raw, path), SHORT, path)

    def cut(self, said: str, most: int, path: str) -> str:
        """A text no longer than it may be; that something was left out is told once of a place."""
        if len(said) > most and not any(one.slip == "too_long" and one.path == path for one in self.record.notes):
            self.slip("too_long", path, length=len(said), limit=most)
        return said[:most]

    def copies(self, said: str, path: str) -> int | None:
        """How many copies a text says; what is not one number is told."""
        found = copies(said)
        if found is None:
            self.slip("number_unreadable", path, value=said)
        return found

    def _once(self, slip: str, path: str) -> None:
        if not any(one.slip == slip for one in self.record.notes):
            self.slip(slip, path)

    def put(self, key: str, raw: object) -> None:
        """The value of an element from words; an element that is already there stays."""
        if key in self.values and key not in self.lent:
            return
        said = self.text(_in_words(key, raw), key)
        if said:
            by_type(self, key, said)

    def limit(self, raw: object, path: str, unit: str = "", number: object = None) -> dict[str, Any] | None:
        """A limit from words, or from a number where the words say nothing; a part of a sum is not rounded."""
        said = self.text(raw, path)
        if not said and number is None:
            return None
        if len(said) <= SHORT and (parts := limitparts.parts(said, path)):
            said, whole = parts.pop(path, ""), said
            self.slip("limits_in_one", path, value=whole)
            for key, words_ in parts.items():
                self._lend(key, words_, path, unit)
            if not said:
                return None
        found = self._one_limit(said, path, unit, number)
        if found and self.lent.pop(path, "") and not _alike(self.values[path], found):
            self.slip("limits_differ", path, value=said)
        return found

    def _lend(self, key: str, said: str, path: str, unit: str) -> None:
        """The other limit that the words of one say; what its own column says counts."""
        found = self._one_limit(said, key, unit, None)
        if found and key in self.values and not _alike(self.values[key], found):
            self.slip("limits_differ", key, value=said)
        elif found and key not in self.values:
            self.values[key], self.lent[key] = found, path

    def _one_limit(self, said: str, path: str, unit: str, number: object) -> dict[str, Any] | None:
        told = limits.limit(said, unit) if len(said) <= SHORT else UNREADABLE
        if limits.contradicts(told, number, unit):
            self.slip("limit_contradicts", path, value=said, other=f"{number}{unit}")
        several = told.slip == "limit_several"
        if told.limit is None and number is not None and (not several or limits.settled(said, number, unit)):
            told = limits.limit(str(number), unit)
            if several and told.limit:
                self.slip("limit_by_number", path, value=said, other=number)
        if told.slip:
            self.slip(told.slip, path, value=said or number)
        summed = "[" in path
        return None if told.limit is None or (summed and told.rounded) else dict(told.limit)

    def bases(self, text: str, path: str) -> list[dict[str, Any]]:
        """What a text cites, with the articles' words where it is written as exports are; what was not taken is told."""
        found = spelled(said := self.text(text, path)) or cited(said)
        if found.bases and found.left:
            self.slip("articles_left", path, value="、".join(found.left))
        return found.bases

    def rows(self, key: str, rows: list[dict[str, Any]]) -> None:
        """The rows of a table, without what is empty; how many there may be is for the definitions to say."""
        kept = [{k: v for k, v in row.items() if v not in (None, "", [])} for row in rows]
        kept = self._apart(kept) if key == "steps" else kept
        columns = {column.key: column for column in ELEMENTS[key].columns}
        if kept := [row for row in kept if row]:
            told = enumerate(kept)
            fit = [{k: self._fit(columns[k], v, f"{key}[{n}].{k}") for k, v in row.items()} for n, row in told]
            self.values.setdefault(key, fit)

    def _fit(self, column: Field, value: Any, path: str) -> Any:
        """A text of a row as its column takes it."""
        if column.type not in (Kind.TEXT, Kind.LONG_TEXT) or not isinstance(value, str):
            return value
        return self.cut(BREAKS.sub(" ", value) if column.type is Kind.TEXT else value, column.max, path)

    def _apart(self, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The steps one a row; what else stands in the row of a whole flow stays with its last step."""
        made: list[dict[str, Any]] = []
        for row in steps:
            parts = steps_in(str(row.get("name", "")))
            if len(parts) > 1:
                self.slip("flow_in_one_string", "steps", count=len(parts))
            made += [{"name": part} for part in parts[:-1]]
            made.append(row | {"name": parts[-1]} if len(parts) > 1 else row)
        return made


def _in_words(key: str, raw: object) -> object:
    """A list of words as the one text that it would be in a sheet: a line each, or beside each other where codes are."""
    if not isinstance(raw, list) or not raw or not all(isinstance(one, str | int | float) for one in raw):
        return raw
    kind = ELEMENTS[key].type
    sign = "\n" if kind in LINES else "、" if kind in (Kind.CHOICES, Kind.TEXTS) else None
    if sign is None and len(raw) > 1:
        return raw
    return (sign or "").join(map(as_text, raw))


def _alike(one: Any, other: dict[str, Any]) -> bool:
    """Whether two limits are the same, whatever their notes."""
    return isinstance(one, dict) and all(one.get(key) == other.get(key) for key in ("number", "unit"))
