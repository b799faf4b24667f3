"""Where in the sheets of a workbook of exchange tables an item stands, cell by cell."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from services.catalog.intake.columns import Names
from services.catalog.intake.miscounts import miscount
from services.catalog.intake.spilled import Held, Place
from services.catalog.intake.tables import BASIC, CHILDREN, COLUMNS

Heads = Mapping[str, Mapping[str, int]]
"""The sheets, each with where its columns stand."""
NO_HEADS: Heads = MappingProxyType({})
Spot = tuple[str, int, int]
NOWHERE: Mapping[str, Spot] = MappingProxyType({})


class Spots:
    """Knows the columns of the sheets, by the names that they were put right to."""

    def __init__(self, heads: Heads, names: Mapping[str, Names]) -> None:
        self.heads, self._names = heads, names

    def of(
        self, place: Place, part: str, children: Mapping[str, Held] = MappingProxyType({}), keys: Sequence[str] = ()
    ) -> Mapping[str, Spot]:
        """The cells of an item by their paths: of its own row, and of the rows of other tables that belong to it."""
        if not self.heads:
            return NOWHERE
        beside = {part: self._rows(held, keys) for part, held in children.items()}
        found: dict[str, Spot] = {}
        for table, at in ((part, place), *(("extend", one) for one in beside.get("extend", ()))):
            columns = self._columns(table, at[0])
            found.setdefault("", (*at, columns.get("task_code") or columns.get("catalog_code") or 1))
            for name, key in COLUMNS.items():
                if key and name in columns:
                    found.setdefault(key.removeprefix("="), (*at, columns[name]))
        for table, element in BASIC.items():
            for number, at in enumerate(beside.get(table, ())):
                found |= self._row(f"{element}[{number}]", at, table)
                found.setdefault(element, found[f"{element}[{number}]"])
        return found

    def _rows(self, held: Held, keys: Sequence[str]) -> list[Place]:
        """Where the rows of a table stand that are read with the item, in their order."""
        key = next((one for one in keys if one in held), None)
        if key is None:
            return []
        return [place for raw, place in zip(held[key], held.places(key), strict=True) if not miscount(raw)]

    def _row(self, path: str, at: Place, part: str) -> dict[str, Spot]:
        columns = self._columns(part, at[0])
        told = {
            f"{path}.{ours}": (*at, columns[name]) for name, ours in CHILDREN[part].items() if ours and name in columns
        }
        return {path: min(told.values(), default=(*at, 1))} | told

    def _columns(self, part: str, sheet: str) -> Mapping[str, int]:
        named = self._names[part].named
        return {named.get(name, name): place for name, place in self.heads[sheet].items()}
