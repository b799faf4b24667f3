"""What changed between two records, and whether the applicant is worse off for it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.elements.digests import canonical
from shared.elements.load import elements
from shared.elements.model import Element, Field, Kind, Worse
from shared.elements.values import BASIS_KEYS, is_none, is_unset
from shared.elements.weights import WRITTEN, burden, direction, plain
from shared.elements.wording import same_words

Meaning = Literal["worse", "better", "wording", "neutral"]
MEANINGS: dict[int, Meaning] = {1: "worse", -1: "better"}
SETS = {Kind.CHOICES, Kind.TEXTS}
LISTS = {Kind.TABLE, Kind.BASES, Kind.ATTACHMENTS}
Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """path as in faults; the number of a row is its place in new, or in old where the row is gone."""

    path: str
    old: Any
    new: Any
    kind: Meaning


def _same(old: Any, new: Any) -> bool:
    if old is None or new is None:
        return old is new
    return bool(old == new) or canonical({"": old}) == canonical({"": new})


def _members(value: Any) -> set[str] | None:
    return set() if is_none(value) else set(value) if isinstance(value, list) else None


def _of_set(field: Field, old: Any, new: Any) -> Meaning:
    before, after = _members(old), _members(new)
    if after is None and field.worse is Worse.FEWER:
        after = set()
    if before is None or after is None or before == after or field.worse is Worse.NONE:
        return "neutral"
    gained, lost = after - before, before - after
    suspect = {code for code in lost if not _eased(field, code, gained)} if field.worse is Worse.FEWER else gained
    return "worse" if suspect else "better"


def _eased(field: Field, code: str, gained: set[str]) -> bool:
    """Whether something no harder came in the place of a code."""
    was = burden(field, code) if field.table else None
    found = [one for one in gained if was is not None and (now := burden(field, one)) is not None and now <= was]
    return bool(found)


def _meaning(field: Field, old: Any, new: Any) -> Meaning:
    if field.type in SETS:
        return _of_set(field, old, new)
    by_weight = MEANINGS.get(direction(field, old, new))
    if by_weight:
        return by_weight
    return "wording" if field.type in WRITTEN and _reworded(old, new) else "neutral"


def _reworded(old: Any, new: Any) -> bool:
    """Whether two texts, or two rows part by part, say the same."""
    if isinstance(old, str) and isinstance(new, str):
        return same_words(old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_reworded(old[key], new[key]) for key in old)
    return bool(old == new)


def _key(field: Field, row: Row) -> Key:
    if field.type is Kind.BASES:
        return tuple(plain(row.get(key)) for key in BASIS_KEYS if key != "text")
    name = field.row_key if isinstance(field, Element) else "name"
    return (plain(row.get(str(name))),)


def _keyed(field: Field, rows: list[Row]) -> dict[Key, tuple[int, Row]]:
    """Rows by what names them; the second row of a name is another one."""
    seen: Counter[Key] = Counter()
    found = {}
    for index, row in enumerate(rows):
        key = _key(field, row)
        found[(*key, seen[key])] = (index, row)
        seen[key] += 1
    return found


def _row_meaning(field: Field, *, added: bool) -> Meaning:
    if field.worse not in {Worse.MORE, Worse.FEWER}:
        return "neutral"
    return "worse" if added == (field.worse is Worse.MORE) else "better"


def _in_row(field: Field, path: str, old: Row, new: Row) -> Iterator[Change]:
    if isinstance(field, Element) and field.columns:
        for column in field.columns:
            yield from _of_field(column, f"{path}.{column.key}", old.get(column.key), new.get(column.key))
    elif not _same(old, new):
        wording = field.type is Kind.BASES and _reworded(old, new)
        yield Change(path, old, new, "wording" if wording else "neutral")


def _of_rows(field: Field, path: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    before, after = _keyed(field, old), _keyed(field, new)
    for key, (index, row) in before.items():
        if key not in after:
            yield Change(f"{path}[{index}]", row, None, _row_meaning(field, added=False))
    for key, (index, row) in after.items():
        if key not in before:
            yield Change(f"{path}[{index}]", None, row, _row_meaning(field, added=True))
        else:
            yield from _in_row(field, f"{path}[{index}]", before[key][1], row)
    kept, now = [key for key in before if key in after], [key for key in after if key in before]
    if kept != now:
        yield Change(path, [before[key][0] for key in kept], [before[key][0] for key in now], "neutral")


def _of_list(field: Field, path: str, old: Any, new: Any) -> Iterator[Change]:
    if not isinstance(old, list | dict) or not (isinstance(old, list) or isinstance(new, list)):
        yield Change(path, old, new, "neutral")
    else:
        rows = [value if isinstance(value, list) else [] for value in (old, new)]
        yield from _of_rows(field, path, *rows)


def _of_field(field: Field, path: str, old: Any, new: Any) -> Iterator[Change]:
    old, new = (None if is_unset(field, value) else value for value in (old, new))
    if _same(old, new):
        return
    if field.type in LISTS:
        yield from _of_list(field, path, old, new)
    else:
        yield Change(path, old, new, _meaning(field, old, new))


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The differences of two records that faults() has passed, in the order of the definitions.

    worse: a longer limit or one with a new note, a further material or step, a material that becomes necessary, more
    visits, a new fee or a higher one, one place or way less to apply. better: the reverse. wording: as wording.py says,
    only blanks, width and signs without meaning differ. neutral: all else, and whatever was not said before.
    A changed order of rows is one change whose old and new are the former places.
    """
    return [
        change
        for key, element in elements().items()
        if key in old or key in new
        for change in _of_field(element, key, old.get(key), new.get(key))
    ]
