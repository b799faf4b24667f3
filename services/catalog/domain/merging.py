"""Three texts into one: the base a body started from, the new text from above, and its own (U8, trap 1).

What only one side changed is taken; what both changed alike is the same; what both changed differently is a conflict
for a person. Tables are merged by rows, rows by cells, the order of rows on its own, and texts by paragraphs, so that
two people who touch different ones never meet.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.catalog.domain.paragraphs import has_paragraphs, merged
from shared import elements
from shared.problems import Fault, Malformed

Values = dict[str, Any]
Texts = tuple[Any, Any, Any]
Rows = Mapping[str, Any]
GONE = None
CURE = ("选 own、upper 或给出 value", "choose own, upper or a value")


@dataclass(frozen=True)
class Conflict:
    """One place where both changed: the three texts.

    `KEY.order` is the order of a table's rows, by their names; `KEY[¶3]` the third paragraph of the base.
    """

    path: str
    base: Any
    upper: Any
    own: Any


@dataclass
class Merge:
    """The merged elements; `taken` are keys that came from above; conflicts keep the own text until decided."""

    texts: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]
    values: Values
    taken: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def three_way(base: Mapping[str, Any], upper: Mapping[str, Any], own: Mapping[str, Any]) -> Merge:
    """Merge what changed above into one's own elements."""
    return _three_way((base, upper, own), {})


def decided(merge: Merge, choices: Mapping[str, Any]) -> tuple[Values, list[str]]:
    """The merged elements with each conflict decided, and the paths left undecided.

    A choice is "own", "upper", or {"value": …}, for a conflict's path or for its whole element.
    """
    keys = {conflict.path: key_of(conflict.path) for conflict in merge.conflicts}
    _demand_choices(choices, {*keys, *keys.values()})
    left = [path for path, key in keys.items() if choices.get(path, choices.get(key)) is None]
    return _three_way(merge.texts, choices).values, left


def _demand_choices(choices: Mapping[str, Any], places: Collection[str]) -> None:
    """A choice is for a place in conflict and of a known form; Malformed names each that is not."""
    faults = [Fault(p, "no_conflict", "这里没有冲突", "no conflict is here", *CURE) for p in choices if p not in places]
    faults += [
        Fault(path, "choice", "不认识的选择", "an unknown choice", *CURE)
        for path, choice in choices.items()
        if choice not in (None, "own", "upper") and not (isinstance(choice, dict) and choice.keys() == {"value"})
    ]
    if faults:
        names = [fault.path for fault in faults]
        raise Malformed(
            "这些选择没有对应的冲突，或写法不对：" + "、".join(names) + "。",
            "Choices without a conflict, or of a wrong form: " + ", ".join(names) + ".",
            "unknown_choice",
            faults,
        )


def _three_way(texts: tuple[Mapping[str, Any], ...], choices: Mapping[str, Any]) -> Merge:
    base, upper, own = texts
    made = Merge((base, upper, own), dict(own))
    for key in sorted(base.keys() | upper.keys()):
        before, above, here = base.get(key), upper.get(key), own.get(key)
        if above in (before, here):
            continue
        merging = _Merging(key, choices)
        value = merging.element((before, above, here))
        if value != here:
            made.taken.append(key)
        if value is GONE:
            made.values.pop(key, None)
        else:
            made.values[key] = value
        made.conflicts += merging.conflicts
    return made


class _Merging:
    """The merge of one element; each conflict is answered by its choice as it is met."""

    def __init__(self, key: str, choices: Mapping[str, Any]) -> None:
        self.key, self.choices = key, choices
        self.conflicts: list[Conflict] = []

    def element(self, texts: Texts) -> Any:
        """The element; a value that is chosen for the whole of it stands instead of what was asked inside."""
        value = self._element(texts)
        whole = self.choices.get(self.key)
        return whole["value"] if self.conflicts and isinstance(whole, dict) else value

    def _element(self, texts: Texts) -> Any:
        if all(_is_table(self.key, text) for text in texts) and texts[2] != texts[0]:
            return self._rows(texts)
        return self._plain(self.key, texts)

    def _plain(self, path: str, texts: Texts) -> Any:
        before, above, here = texts
        if above in (before, here):
            return here
        if here == before:
            return above
        return merged(path, texts, self._ask) if has_paragraphs(texts) else self._ask(path, texts)

    def _ask(self, path: str, texts: Texts) -> Any:
        conflict = Conflict(path, *texts)
        self.conflicts.append(conflict)
        choice = self.choices.get(path, self.choices.get(self.key))
        if isinstance(choice, dict):
            return choice["value"] if path in self.choices else conflict.own
        return conflict.upper if choice == "upper" else conflict.own

    def _rows(self, texts: Texts) -> Any:
        """Rows that are known by their names, each merged, in the merged order."""
        name = str(elements.ELEMENTS[self.key].row_key)
        before, above, here = ({str(row.get(name)): row for row in rows} for rows in texts)
        if any(len(named) < len(rows) for named, rows in zip((before, above, here), texts, strict=True)):
            return self._ask(self.key, texts)
        renamed, kept = dict(_renamed(name, before, above, here)), {}
        other = {upper for _, upper in renamed.values()}
        for row in dict.fromkeys(one for one in (*here, *above) if one not in other):
            was, upper = renamed.get(row, (row, row))
            merge = self._ask if row in renamed else self._row
            value = merge(f"{self.key}[{was}]", (before.get(was), above.get(upper), here.get(row)))
            if value is not GONE:
                kept[row] = value
        return [kept[row] for row in self._order(list(before), list(above), list(here)) if row in kept]

    def _row(self, path: str, texts: Texts) -> Any:
        before, above, here = texts
        if not (before and above and here) or above in (before, here) or here == before:
            return self._plain(path, texts)
        cells = {
            cell: self._plain(f"{path}.{cell}", (before.get(cell), above.get(cell), here.get(cell)))
            for cell in dict.fromkeys([*here, *above])
        }
        return {cell: value for cell, value in cells.items() if value is not GONE}

    def _order(self, before: list[str], above: list[str], here: list[str]) -> list[str]:
        """The order of the side that moved rows; a row of the other side comes after the one it stands behind there."""
        common = set(before) & set(above) & set(here)
        was, upper, own = ([row for row in rows if row in common] for rows in (before, above, here))
        if upper in (was, own):
            first = here
        elif own == was:
            first = above
        else:
            path = f"{self.key}.order"
            first = _names(path, self._ask(path, (before, above, here)), {*above, *here})
        return _woven(_woven(first, here), above)


def key_of(path: str) -> str:
    """The element of a conflict's path; an element's key has neither a bracket nor a point."""
    return path.partition("[")[0].partition(".")[0]


def _renamed(name: str, before: Rows, above: Rows, here: Rows) -> Iterator[tuple[str, tuple[str, str]]]:
    """Rows to which both sides gave another name and nothing else, by the own one: what they were, and are above."""
    uppers, owns = ([row for row in rows if row not in before] for rows in (above, here))
    for was in (row for row in before if row not in above and row not in here):
        rest = before[was] | {name: None}
        upper = next((row for row in uppers if above[row] | {name: None} == rest and row not in here), None)
        own = next((row for row in owns if here[row] | {name: None} == rest and row not in above), None)
        if upper is not None and own is not None:
            uppers.remove(upper)
            owns.remove(own)
            yield own, (was, upper)


def _is_table(key: str, value: Any) -> bool:
    element = elements.ELEMENTS.get(key)
    keyed = element is not None and element.row_key is not None
    return keyed and isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _names(path: str, value: Any, known: Iterable[str]) -> list[str]:
    """An order that somebody gives is a list of the rows' names."""
    if not isinstance(value, list) or set(map(str, value)) - set(known) or len(set(map(str, value))) < len(value):
        raise Malformed("次序须是各行名称的列表。", "An order is a list of the names of the rows.", path)
    return [str(row) for row in value]


def _woven(order: Sequence[str], other: Sequence[str]) -> list[str]:
    """The order with the rows that only the other has, each behind the row it follows there."""
    made = list(order)
    for place, row in enumerate(other):
        if row not in made:
            made.insert(made.index(other[place - 1]) + 1 if place else 0, row)
    return made


def only_wording(base: Mapping[str, Any], upper: Mapping[str, Any]) -> bool:
    """Whether what changed above is punctuation and the like, which asks nobody."""
    found = elements.changes(base, upper)
    return bool(found) and all(change.kind == "wording" for change in found)
