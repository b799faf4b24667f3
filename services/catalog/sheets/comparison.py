"""The comparison as a sheet: a row an element, a column a place, each difference marked by what it means."""

from collections.abc import Mapping, Sequence

from services.catalog.domain.comparing import Cell, Line, Place
from services.catalog.sheets.export import named
from shared.elements import ELEMENTS
from shared.xlsx import CellValue, write

MARKS: Mapping[str, str] = {
    "worse": "【加重】",
    "better": "【减轻】",
    "neutral": "【不同】",
    "wording": "【仅文字】",
    "absent": "【未填】",
    "same": "",
}
OF = {"catalogue": "目录", "most": "多数地方", "place": "指定地方"}


def sheet(places: Sequence[Place], lines: Sequence[Line]) -> bytes:
    """The sheet."""
    heads = [f"{place.region_name} {place.office_name}\n{place.code}" for place in places]
    rows = [
        [
            ELEMENTS[line.key].zh,
            OF[line.of],
            named(ELEMENTS[line.key], line.reference),
            *(_cell(line, cell) for cell in line.cells),
        ]
        for line in lines
    ]
    return write(
        ["要素", "比对基准", "基准内容", *heads], rows, sheet="横向比对", widths=(18, 12, 40, *[40] * len(heads))
    )


def _cell(line: Line, cell: Cell) -> CellValue:
    value = named(ELEMENTS[line.key], cell.value)
    mark = MARKS[cell.kind]
    return value if not mark else f"{mark}{'' if value is None else value}"
