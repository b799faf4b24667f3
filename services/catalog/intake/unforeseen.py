"""A row at which the reading itself went wrong: it is told, with the entry of the log that says more."""

from services.catalog.intake.model import Record
from services.catalog.intake.slips import note
from shared.logs import entry


def unforeseen(row: int, error: Exception, **item: str) -> Record:
    """What there is of such a row: its number, the codes that are known of it, and why it stays out."""
    kept = entry("row.unforeseen", error, row=row)
    return Record(row, str(row), item=dict(item), notes=[note("unforeseen", "", value=kept)])
