"""What a load says of a row that is other than the catalogue, or that leaves the catalogue's item with something open."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from services.catalog.commands.dumps import Told
from services.catalog.domain import Values
from services.catalog.domain.loading import named_split
from services.catalog.intake import Above
from shared import elements
from shared.xlsx import SheetFault


def compared(told: Told, catalogue: Values) -> list[dict[str, object]]:
    """What a row says otherwise than the catalogue, and what the catalogue lacks since the rows disagree."""
    split = {key: rows for key, rows in (told.beside or Above()).split.items() if key not in catalogue}
    return [*otherwise(told, catalogue, *split), *([_left_open(told.row, split)] if split else [])]


def otherwise(told: Told, catalogue: Values, *but: str) -> list[dict[str, object]]:
    """What a row says otherwise than the catalogue, or where that is silent; the one name of a handling item is its own."""
    but = (*but, "name") if told.part_of and "handling_item_name" not in told.elements else but
    other = sorted(key for key, value in told.above.items() if catalogue.get(key) != value and key not in but)
    silent = [key for key in other if key not in catalogue]
    return [_otherwise(told.row, [key for key in other if key in catalogue], silent)] if other else []


def changed_by_hand(told: Told, catalogue: Values, held: Values) -> list[dict[str, object]]:
    """The same of a body's own sheet: what is there as its item has it was written by nobody."""
    return otherwise(told, catalogue, *(key for key, value in told.above.items() if held.get(key) == value))


def _left_open(row: int, split: Mapping[str, tuple[int, int]]) -> dict[str, object]:
    """What up_task_directory does not say, and the rows say differently."""
    words = (
        f"{named_split(split)}，目录表未写，目录事项中暂缺",
        f"two rows disagree ({', '.join(split)}) and the directory does not say; the catalogue's item lacks it",
        "由省级业务部门在目录中填写",
        "the line department fills it in the catalogue",
    )
    return asdict(SheetFault(None, row, None, None, "left_open", "note", *words))


def _otherwise(row: int, other: Sequence[str], silent: Sequence[str]) -> dict[str, object]:
    """What the row says otherwise than the catalogue, which stays as it is, and what only the row says."""
    zh, en = [], []
    if other:
        zh.append(f"与目录不同，以目录为准：{elements.named(other)}")
        en.append(f"other than the catalogue, which stays: {', '.join(other)}")
    if silent:
        zh.append(f"目录暂缺，未装入：{elements.named(silent)}")
        en.append(f"not in the catalogue, left out: {', '.join(silent)}")
    cure = (
        "目录有误或暂缺的，由省级业务部门修改、补填",
        "where the catalogue is wrong or silent, the line department mends it",
    )
    return asdict(SheetFault(None, row, None, None, "as_catalogue", "note", "；".join(zh), "; ".join(en), *cure))
