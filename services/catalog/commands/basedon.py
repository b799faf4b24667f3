"""A row that says which edition it was exported from is merged with what was saved since, as a save by hand is (D09)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Edition, Item, Values, edited
from services.catalog.domain.inout import RowOutcome, differences
from services.catalog.domain.merging import Conflict, Merge, key_of, three_way
from services.catalog.sheets.export import word
from services.catalog.sheets.model import Entry
from shared import elements
from shared.problems import Fault, NotFound, Refused

SHOWN = 80
CURE = (
    "改为要保留的内容后重新导出、编辑、导入，或在该事项草稿中决定",
    "decide in the item's draft, or export it again, edit and import",
)


async def bases_of(
    connection: AsyncConnection, entries: Sequence[Entry], found: Mapping[int, Item]
) -> dict[str, Edition]:
    """The editions that rows of a file were exported from, by item, where someone saved another since."""
    told = [(found[one.row], one.edition) for one in entries if one.row in found and one.edition]
    return await store.editions_at(connection, {(i.item_id, number) for i, number in told if number != i.head})


def over(entry: Entry, row: RowOutcome, held: Edition, then: Edition | None, change: Values) -> Values:
    """What the row changes, over what is there now; Refused with both texts where both changed the same place."""
    if entry.edition in (0, held.number):
        return change
    then = demand_there(then, entry.edition, held)
    try:
        return merged(then, held, change)
    except Refused as refused:
        keys = {key_of(path) for path in refused.extra["conflicts"]}
        row.changes = differences(held.elements, edited(held.elements, {k: v for k, v in change.items() if k in keys}))
        raise


def demand_there(then: Edition | None, number: int, held: Edition) -> Edition:
    """NotFound when the item never had the edition that a file says it is of."""
    if then is None:
        raise NotFound(
            f"该事项没有第 {number} 版，现为第 {held.number} 版。",
            f"The item has no edition {number}; it is at {held.number}.",
            "no_edition",
        )
    return then


def merged(then: Edition, held: Edition, change: Values) -> Values:
    """A change to an older edition as one to the present one; Refused with the texts where both changed one place."""
    merge = three_way(then.elements, held.elements, edited(then.elements, change))
    if merge.conflicts:
        raise both_changed(merge, then.number, held.number)
    keys = sorted(merge.values.keys() | held.elements.keys())
    return {key: merge.values.get(key) for key in keys if merge.values.get(key) != held.elements.get(key)}


def overwrites(held: Values, values: Values) -> bool:
    """Whether anything that was said is said otherwise, or no more."""
    return any(change.old is not None for change in elements.changes(held, values))


def both_changed(merge: Merge, since: int, head: int) -> Refused:
    """Why a file does not go over what a colleague saved: each place with the three texts."""
    texts = {c.path: {"base": c.base, "theirs": c.upper, "own": c.own} for c in merge.conflicts}
    return Refused(
        f"文件依据第 {since} 版，现为第 {head} 版，两边改了同一处，请决定取哪一个。",
        f"The file is based on edition {since}, it is {head} now, and both changed the same place; decide which to keep.",
        "conflicts",
        [_both(one) for one in merge.conflicts],
        {"conflicts": texts, "current": {"edition": head}},
    )


def _both(one: Conflict) -> Fault:
    now, own = _short(one.path, one.upper), _short(one.path, one.own)
    told = f"导出之后他人改为“{now}”，文件为“{own}”", f"a colleague wrote “{now}” since, the file says “{own}”"
    return Fault(one.path, "conflict", *told, *CURE)


def _short(path: str, value: Any) -> str:
    """A value in the words of a cell, cut where it is long."""
    if value is None:
        return ""
    key = key_of(path)
    text = str(word(elements.ELEMENTS[key], value)) if path == key and key in elements.ELEMENTS else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
