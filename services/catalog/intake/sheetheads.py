"""The headings of a sheet, which may stand in some rows over one another: 办理时限 over 法定 and 承诺."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from services.catalog.intake import ownsheets
from services.catalog.intake.headmeanings import any_of, key_of, meanings
from services.catalog.intake.tablewords import FIRST, alone, column_of, counts_rows, table_of, within
from services.catalog.intake.texts import as_text, plain
from services.catalog.intake.twice import Twice, apart
from shared.elements import ELEMENTS, Kind
from shared.xlsx import Area, Laid, Sheet, spread

HEAD_ROWS, LEAST, DEEPEST = 10, 2, 4
OWN_NAMES = {"name", "sub_item_name", "handling_item_name"}
NAMES = {*OWN_NAMES, "main_item_name"}
IDENTITY = {"code", "basic_code", "handling_code", *OWN_NAMES}
ONE = {
    Kind.CHOICE,
    Kind.CHOICES,
    Kind.BOOLEAN,
    Kind.INTEGER,
    Kind.LIMIT,
    Kind.DATE,
    Kind.TEXT,
    Kind.PHONE,
    Kind.EMAIL,
    Kind.URL,
}
"""What an item has once: of two values in its rows one is wrong."""
LISTED = ("materials", "steps")
"""What an item has many rows of."""
BARE = {"名称", "类型", "项目名称", "序号", "编号"}
"""What under the heading of a table says nothing of the item."""
SAME = {"内容", "情况", "数值", "时限", "期限", "天数"}
"""Lower headings that say nothing which the upper one does not."""
FORM = ("format", "original", "specification")
"""What the form of a material may say."""
Column = tuple[str, str]
"""A table and a column of it."""
Names = Callable[[str], str]
"""What a heading means by itself, or nothing."""
Path = tuple[str, ...]
"""What stands over a column, from above."""


class Head(NamedTuple):
    """What the columns of a sheet are called, and the elements that it has a place for."""

    sheet: str
    fields: Mapping[int, str]
    """The headings, without those over the columns of tables; one that means nothing and comes again has its place."""
    names: Mapping[int, str]
    """The same as they are written."""
    expressible: frozenset[str]
    own: bool
    """Whether the platform exported it."""
    twice: tuple[Twice, ...]
    tables: Mapping[int, Column]
    titles: Mapping[int, str]
    """What stands over the columns of tables."""
    means: Mapping[int, str]
    """What each column means that is no table's."""
    lowest: tuple[str, ...]
    """The last row of the headings, as it is written."""

    @property
    def identity(self) -> frozenset[int]:
        """Where an item's codes and names stand."""
        return frozenset(column for column, key in self.means.items() if key in IDENTITY)

    @property
    def named(self) -> bool:
        """Whether a column says what the items are called; those of an export of ours are known by their codes."""
        return self.own or not NAMES.isdisjoint(self.means.values())

    @property
    def numbers(self) -> frozenset[int]:
        """Where the items or the rows are counted."""
        named = {column for column, name in self.fields.items() if plain(name) == "序号"}
        return frozenset(named | {column for column, key in self.means.items() if key == "item_number"})

    @property
    def once(self) -> frozenset[int]:
        """The columns of which an item has one value."""
        return frozenset(c for c, key in self.means.items() if key not in ELEMENTS or ELEMENTS[key].type in ONE)

    @property
    def partly(self) -> dict[str, frozenset[str]]:
        """The columns of each table that the sheet has a place for."""
        found: dict[str, set[str]] = {}
        for table, column in self.tables.values():
            found.setdefault(table, set()).update(FORM if column == "form" else (column,))
        return {table: frozenset(columns) for table, columns in found.items()}


class Found(NamedTuple):
    """A sheet with its headings; what stands under them is still to come."""

    sheet: Sheet
    rows: Iterator[Laid]
    head: Head


def headed(sheet: Sheet) -> Found | None:
    """The sheet by the first of its rows that are headings, with those over and under it that say more; None without."""
    rows = spread(sheet.rows, sheet.areas)
    first = list(islice(rows, HEAD_ROWS + DEEPEST))
    found = _block(first, sheet.areas, key_of) or _block(first, sheet.areas, any_of)
    if found is None:
        return None
    block = first[found[0] : found[1]]
    head = _head(sheet.name, _paths(block), [as_text(one) for one in block[-1].row.values])
    return Found(sheet, chain(first[found[1] :], rows), head)


def _block(rows: Sequence[Laid], areas: Sequence[Area], means: Names) -> tuple[int, int] | None:
    """Where the headings begin and end."""
    best, found = LEAST - 1, None
    single = next((at for at, one in enumerate(rows[:HEAD_ROWS]) if _are_headings(_paths([one]).values(), means)), None)
    for start, end in _blocks(rows, areas):
        if single is not None and not start <= single < end:
            continue
        paths = _paths(rows[start:end])
        if (known := len(_known(paths.values(), means))) > best and _are_headings(paths.values(), means):
            best, found = known, (start, end)
    return found


def _blocks(rows: Sequence[Laid], areas: Sequence[Area]) -> Iterator[tuple[int, int]]:
    """Rows that may be headings together, the fewest first; a merged cell is not cut."""
    deep = [one for one in areas if 0 < one.bottom - one.top < DEEPEST]
    for size in range(1, DEEPEST + 1):
        for start in range(min(HEAD_ROWS, len(rows) - size + 1)):
            end = start + size
            top = rows[start - 1].row.number + 1 if start else 1
            bottom = rows[end].row.number - 1 if end < len(rows) else rows[-1].row.number + DEEPEST
            if not any(one.top <= bottom < one.bottom or one.top < top <= one.bottom for one in deep):
                yield start, end


def _paths(block: Sequence[Laid]) -> dict[int, Path]:
    """What stands over each column, from above; a heading goes on to the right over what has one below and none above."""
    merged = any(one.beside for one in block)
    width = max(len(one.row.values) for one in block)
    lines = [[as_text(one.row.at(column)) for column in range(1, width + 1)] for one in block]
    for upper, lower in pairwise(lines):
        for at in range(1, width):
            if not merged and not upper[at] and lower[at] and lower[at - 1] and upper[at - 1] != lower[at - 1]:
                upper[at] = upper[at - 1]
    paths = (
        (column, tuple(dict.fromkeys(filter(None, told)))) for column, told in enumerate(zip(*lines, strict=True), 1)
    )
    return {column: path for column, path in paths if path}


def _known(paths: Iterable[Path], means: Names) -> set[str | Column]:
    """The different things that the headings mean."""
    told = [_meaning(path) for path in paths]
    return {known for name, column in told if (known := column or means(name))}


def _are_headings(paths: Collection[Path], means: Names) -> bool:
    """Whether some say what an item has, and none stands under a name or a code; materials alone are no items.

    Headings of which some mean anything only where no other does name the item among them.
    """
    below = (path for path in paths if any(key_of(one) in IDENTITY for one in path[:-1]))
    if any(not (column or means(name)) for name, column in map(_meaning, below)):
        return False
    known = _known([path for path in paths if len(path) > 1 or means(path[0])], means)
    return len(known) >= LEAST and (means is key_of or not known.isdisjoint(NAMES))


def _meaning(path: Path) -> tuple[str, Column | None]:
    """What a column is called, and the table whose column it is."""
    lower = path[-1]
    for upper in reversed(path[:-1]):
        table = table_of(upper)
        title = f"{upper}·{lower}"
        if table and (column := column_of(table, lower)):
            return title, (table, column)
        for name in (upper + lower, lower + upper, *_limits(upper, lower)):
            if any_of(name):
                return name, None
        if table and (not key_of(lower) or plain(lower) in BARE):
            return title, None
        if plain(lower) in SAME and key_of(upper):
            return upper, None
    return lower, None if key_of(lower) else alone(lower)


def _limits(upper: str, lower: str) -> Iterator[str]:
    """法定 and 承诺, wherever the word for a limit stands."""
    if "时限" in upper or "期限" in upper:
        yield from (f"{one}时限" for one in ("法定", "承诺") if one in lower and "单位" not in lower)


def _head(sheet: str, paths: Mapping[int, Path], lowest: Sequence[str]) -> Head:
    own = ownsheets.is_own(list(lowest))
    named = {column: (path[-1], None) if own else _meaning(path) for column, path in paths.items()}
    told = {column: one for column, one in named.items() if not counts_rows(one[0])}
    tables = {} if own else _tables(told)
    fields = {column: name for column, (name, _) in told.items() if column not in tables}
    means = meanings(fields, ELEMENTS if own else {table for table, _ in tables.values()})
    known = frozenset(key for key in means.values() if key in ELEMENTS) | {table for table, _ in tables.values()}
    shown, twice = apart(fields, ownsheets.means if own else _means)
    titles = {column: told[column][0] for column in tables}
    return Head(
        sheet, shown, fields, known, own, twice, tables, titles, {c: k for c, k in means.items() if k}, tuple(lowest)
    )


def _tables(told: Mapping[int, tuple[str, Column | None]]) -> dict[int, Column]:
    """The columns of tables: by what stands over them, and those that need another one beside them.

    Bases whose titles have no column of their own are written out, each with its article, and read so.
    """
    found = {column: one for column, (_, one) in told.items() if one}
    begun = {table for table, _ in found.values()}
    whole = {key_of(name) for name, _ in told.values()} & FIRST.keys()
    near = {column: within(name, begun, whole) for column, (name, one) in told.items() if not one}
    single = {column: of[0] for column, of in near.items() if len(of) == 1}
    fees = {column: one for column, one in single.items() if one[0] == "fees"}
    if {"name", "standard"} - {key for _, key in fees.values()}:
        single = {column: one for column, one in single.items() if column not in fees}
    found = single | found
    found |= _among(told, found)
    if ("legal_bases", "title") not in found.values():
        found = {column: one for column, one in found.items() if one[0] != "legal_bases"}
    rest = {column: key_of(name) for column, (name, _) in told.items() if column not in found}
    for column, key in rest.items():
        if key in FIRST and any(one[0] == key for one in found.values()) and (key, FIRST[key]) not in found.values():
            found[column] = (key, FIRST[key])
    kept: dict[Column, int] = {}
    for column, one in found.items():
        kept.setdefault(one, column)
    return {column: one for one, column in kept.items()}


def _among(told: Mapping[int, tuple[str, Column | None]], found: Mapping[int, Column]) -> dict[int, Column]:
    """Headings of an item's words among the columns of materials or steps: 环节名称, 办理时限, 责任岗位.

    At the end of them only where the item has its own elsewhere.
    """
    keys = [key_of(name) for name, _ in told.values()]
    added, taken = dict[int, Column](), set(found.values())
    for left, right in pairwise([*sorted(found), max(told, default=0) + 1]):
        table, last = found[left][0], found.get(right, ("", ""))[0]
        between = [column for column in sorted(told) if left < column < right and table in LISTED]
        if last != table:
            between = [
                column
                for column in between[:1]
                if column == left + 1 and keys.count(key_of(told[column][0]) or "-") > 1
            ]
        meant_here = {column: (table, column_of(table, told[column][0])) for column in between}
        if all(key for _, key in meant_here.values()):
            added |= {
                column: one
                for column, one in meant_here.items()
                if one not in taken and key_of(told[column][0]) not in FIRST
            }
    return added


def _means(_column: int, name: str) -> str:
    return key_of(name)
