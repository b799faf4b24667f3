"""What the rows of a dump say of the catalogue's items that they stand on: the catalogue's own table says it, or all agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from services.catalog.intake.miscounts import miscount
from services.catalog.intake.model import PASSED, Above, Record
from services.catalog.intake.tables import BESIDE, COLUMNS, unit_of
from services.catalog.intake.texts import tidy
from services.catalog.intake.versions import Raw, Versions, basic_of, plain_key
from shared.codes.items import DIVIDED, MAIN, WHOLE
from shared.elements import ELEMENTS

OWN = frozenset({"exercise_level", "implementing_body", "implementing_body_code"})
"""Catalogue-level elements that say who the body is; the catalogue's item has none of them."""


def _looked_at() -> dict[str, str]:
    said = (dict(COLUMNS) | {name: key for name, key in BESIDE.items() if name.endswith("_type")}).items()
    return {
        name: key for name, key in said if key in ELEMENTS and ELEMENTS[key].layer == "catalogue" and key not in OWN
    }


LOOKED_AT: Mapping[str, str] = _looked_at()
"""The columns of a body's row that tell of the catalogue's item."""


class _First(NamedTuple):
    row: int
    said: str


class Catalogue:
    """The catalogue's items by basic code, as the whole dump tells them. Keeps one text of each column of each item."""

    def __init__(self, directory: Iterable[Record], rows: Iterable[Raw], versions: Versions) -> None:
        live = (one for one in directory if one.standing not in PASSED and one.standing != "doubtful")
        self._directory = {str(one.item["basic_code"]): one for one in live}
        self._first: dict[tuple[str, str], _First] = {}
        self._rows: dict[str, int] = {}
        self._split: dict[str, dict[str, tuple[int, int]]] = {}
        self._mains: defaultdict[str, set[str]] = defaultdict(set)
        for row, raw in enumerate(rows, 1):
            with suppress(Exception):  # it is told where the row's record is made
                basic = basic_of(raw)
                if (
                    basic
                    and not miscount(raw)
                    and not raw.get("task_handle_item")
                    and versions.standing(row, raw)[0] not in PASSED
                ):
                    self._hear(row, basic, raw)

    def _hear(self, row: int, basic: str, raw: Raw) -> None:
        self._rows.setdefault(basic, row)
        if basic.endswith(DIVIDED) and (name := tidy(str(raw.get("task_name") or "")).strip()):
            self._mains[basic].add(name)
        told = {name: _plain(name, raw[name]) for name in LOOKED_AT if raw.get(name) not in (None, "", "null", "NULL")}
        for name, said in told.items():
            first = self._first.setdefault((basic, name), _First(row, said))
            if first.said != said:
                self._split.setdefault(basic, {}).setdefault(LOOKED_AT[name], (first.row, row))

    def stood_on(self, basic: str) -> int:
        """The first row of a body that stands on an item; 0 where none does, or none can: a main item has sub-items."""
        return 0 if basic.endswith(DIVIDED) else self._rows.get(basic, 0)

    def above(self, raw: Raw) -> Above | None:
        """What else the dump says of the item that a row stands on; None where that is nothing."""
        return self.beside(basic_of(raw))

    def beside(self, basic: str) -> Above | None:
        """The same of an item by its basic code."""
        own, split = self._directory.get(basic), self._split.get(basic, {})
        directory = dict(own.values) if own else {}
        split = {key: rows for key, rows in split.items() if key not in directory}
        main = self._main(basic)
        if not (own or split or main):
            return None
        place = (own.row, own.version, own.updated) if own else (0, 0, "")
        return Above(directory, split, main, *place)

    def _main(self, basic: str) -> str:
        """What the main item of a sub-item is called: as the catalogue's table says it, or all rows of the main item."""
        if len(basic) != MAIN + len(DIVIDED) or basic.endswith((WHOLE, DIVIDED)):
            return ""
        main = basic[:MAIN] + DIVIDED
        told = self._directory[main].values.get("name") if main in self._directory else None
        names = {str(told)} if told else self._mains.get(main, set())
        return next(iter(names)) if len(names) == 1 else ""


def _plain(name: str, said: Any) -> str:
    return (unit_of(str(said).strip()) if name in BESIDE else None) or plain_key(said)
