"""Further sheets of a workbook: one is read, and rows on another are told by its name, never left out without a word."""

from collections.abc import Callable, Iterator
from itertools import islice

from services.catalog.sheets.cells import text_of
from services.catalog.sheets.messages import MESSAGES
from shared.xlsx import Row, Sheet, SheetFault, fault

HEAD_ROWS = 10
Says = Callable[[Row], bool]


def filled(row: Row) -> bool:
    """Whether anything stands in the row."""
    return any(text_of(value) for value in row.values)


def left_out(sheet: Sheet, is_head: Says, counts: Says = filled, *, within: int = HEAD_ROWS) -> Iterator[SheetFault]:
    """Each further sheet that is shown and has rows under a header of this kind."""
    for one in sheet.further:
        if any(is_head(row) for row in islice(one.rows, within)) and (count := sum(map(counts, one.rows))):
            words = {"name": one.name, "count": count}
            yield fault("further_sheet", MESSAGES["further_sheet"], words, sheet=one.name)
