"""What a load says of a row that is other than the catalogue, or that leaves the catalogue's item with something open."""

from collections.abc import Mapping
from dataclasses import asdict

from services.catalog.commands.dumps import Told
from services.catalog.domain import Values
from services.catalog.domain.loading import named_split
from services.catalog.intake import Above
from shared import elements
from shared.xlsx import SheetFault


def compared(told: Told, held: Values) -> list[dict[str, object]]:
    """What a row says otherwise than the catalogue, and what the catalogue lacks since the rows disagree."""
    split = {key: rows for key, rows in (told.beside or Above()).split.items() if key not in held}
    return [*otherwise(told, held, *split), *([_left_open(told.row, split)] if split else [])]


def otherwise(told: Told, held: Values, *but: str) -> list[dict[str, object]]:
    """What a row says otherwise than the catalogue, or where that says nothing; a handling item's name is its own."""
    but = (*but, "name") if told.part_of else but
    other = sorted(key for key, value in told.above.items() if held.get(key) != value and key not in but)
    return [_otherwise(told.row, other)] if other else []


def _left_open(row: int, split: Mapping[str, tuple[int, int]]) -> dict[str, object]:
    """What up_task_directory does not say, and the rows say differently."""
    words = (
        f"{named_split(split)}，目录表未写，目录事项中暂缺",
        f"two rows disagree ({', '.join(split)}) and the directory does not say; the catalogue's item lacks it",
        "由省级业务部门在目录中填写",
        "the line department fills it in the catalogue",
    )
    return asdict(SheetFault(None, row, None, None, "left_open", "note", *words))


def _otherwise(row: int, keys: list[str]) -> dict[str, object]:
    """What the dump says otherwise than the catalogue, which stays as it is."""
    named = "、".join(elements.labels(key).zh for key in keys)
    words = (
        f"与本事项中的目录要素不同，以目录为准：{named}",
        f"other than what the item has from the catalogue, which stays: {', '.join(keys)}",
        "上级变更尚未合并的，先合并；目录有误或暂缺的，由省级业务部门修改、补填",
        "merge what changed above; where the catalogue is wrong or silent, the line department mends it",
    )
    return asdict(SheetFault(None, row, None, None, "as_catalogue", "note", *words))
