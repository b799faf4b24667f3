"""Three texts into one: the base a body started from, the new text from above, and its own (U8, trap 1).

What only one side changed is taken; what both changed alike is the same; what both changed differently is a conflict
for a person. Tables are merged by rows, rows by cells, so that two people who touch different rows never meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared import elements

Values = dict[str, Any]
GONE = None


@dataclass(frozen=True)
class Conflict:
    """One place where both changed: the three texts."""

    path: str
    base: Any
    upper: Any
    own: Any


@dataclass
class Merge:
    """The merged elements; `taken` are keys that came from above; conflicts keep the own text until decided."""

    values: Values
    taken: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def three_way(base: Mapping[str, Any], upper: Mapping[str, Any], own: Mapping[str, Any]) -> Merge:
    """Merge what changed above into one's own elements."""
    made = Merge(dict(own))
    for key in sorted(base.keys() | upper.keys()):
        before, above, here = base.get(key), upper.get(key), own.get(key)
        if above in (before, here):
            continue
        found: list[Conflict] = []
        value = _merged(key, (before, above, here), found)
        if value != here:
            made.taken.append(key)
        _put(made.values, key, value)
        made.conflicts += found
    return made


def _put(values: Values, key: str, value: Any) -> None:
    if value is GONE:
        values.pop(key, None)
    else:
        values[key] = value


def _merged(path: str, texts: tuple[Any, Any, Any], conflicts: list[Conflict]) -> Any:
    before, above, here = texts
    if above in (before, here):
        return here
    if here == before:
        return above
    if all(_is_table(path, text) for text in texts):
        return _rows(path, texts, conflicts)
    conflicts.append(Conflict(path, before, above, here))
    return here


def _is_table(path: str, value: Any) -> bool:
    element = elements.ELEMENTS.get(path)
    keyed = element is not None and element.row_key is not None
    return keyed and isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _rows(path: str, texts: tuple[Any, Any, Any], conflicts: list[Conflict]) -> list[Any]:
    """Own rows in their order, then new rows from above; a row is known by its name."""
    name = str(elements.ELEMENTS[path].row_key)
    before, above, here = ({str(row.get(name)): row for row in rows} for rows in texts)
    if any(len(named) < len(rows) for named, rows in zip((before, above, here), texts, strict=True)):
        conflicts.append(Conflict(path, *texts))
        return list(texts[2])
    kept = []
    for key in [*here, *(k for k in above if k not in here)]:
        row = _row(f"{path}[{key}]", (before.get(key), above.get(key), here.get(key)), conflicts)
        if row is not GONE:
            kept.append(row)
    return kept


def _row(path: str, texts: tuple[Any, Any, Any], conflicts: list[Conflict]) -> Any:
    before, above, here = texts
    if above in (before, here):
        return here
    if here == before:
        return above
    if before and above and here:
        cells = {
            cell: _merged(f"{path}.{cell}", (before.get(cell), above.get(cell), here.get(cell)), conflicts)
            for cell in dict.fromkeys([*here, *above])
        }
        return {cell: value for cell, value in cells.items() if value is not GONE}
    conflicts.append(Conflict(path, before, above, here))
    return here


def only_wording(base: Mapping[str, Any], upper: Mapping[str, Any]) -> bool:
    """Whether what changed above is punctuation and the like, which asks nobody."""
    found = elements.changes(base, upper)
    return bool(found) and all(change.kind == "wording" for change in found)


def decided(merge: Merge, choices: Mapping[str, Any]) -> tuple[Values, list[str]]:
    """The merged elements with each conflict decided: "own", "upper", or {"value": …}; returns paths left undecided."""
    values, left = dict(merge.values), []
    for conflict in merge.conflicts:
        key = conflict.path.split("[")[0]
        choice = choices.get(conflict.path, choices.get(key))
        if choice is None:
            left.append(conflict.path)
        elif choice == "upper" and conflict.path == key:
            _put(values, key, conflict.upper)
        elif choice == "upper":
            _put(values, key, _with_row(values.get(key), conflict))
        elif isinstance(choice, dict) and "value" in choice:
            _put(values, key, choice["value"])
    return values, left


def _with_row(rows: Any, conflict: Conflict) -> Any:
    """The table with the row or cell that stood in conflict as it stands above."""
    key, _, rest = conflict.path.partition("[")
    row_name, _, cell = rest.partition("]")
    name = str(elements.ELEMENTS[key].row_key)
    made = []
    for row in rows or []:
        if str(row.get(name)) != row_name:
            made.append(row)
        elif cell:
            made.append({**row, cell.lstrip("."): conflict.upper})
        elif conflict.upper is not GONE:
            made.append(conflict.upper)
    if not cell and conflict.own is GONE and conflict.upper is not GONE:
        made.append(conflict.upper)
    return made
