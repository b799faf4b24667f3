"""docs/tables.md: every table, what stands on it, and how it is held against the trail."""

import tomllib
from collections.abc import Iterator, Mapping

from sqlalchemy import Table

from services.documents.markdown import DATA, head, table
from services.registry import SERVICES
from shared.rows import tells

TOLD = "each row by its hash, told with the entry of the unit that wrote it"


def page() -> str:
    """The whole page."""
    said = "Whatever is changed past the commands is named: `row_altered`, `row_gone`, `row_untold`, or as it is said here."
    why = "\nHow it works: [ADR 0032](decisions/0032-rows-are-told-by-hash.md).\n\n"
    columns = ("service", "table", "what stands on it", "held against the trail by")
    return head("表与留痕 / Tables and the trail", said) + why + table(columns, _rows())


def told() -> dict[str, dict[str, dict[str, str]]]:
    """What is said of each table, by service."""
    return tomllib.loads((DATA / "tables.toml").read_text("utf-8"))


def _rows() -> Iterator[tuple[str, ...]]:
    for service, tables in told().items():
        held = {one.name: one for part in SERVICES if part.name == service for one in part.metadata.sorted_tables}
        for name, said in sorted(tables.items()):
            yield service, f"`{name}`", said["stands"], _held(held[name], said)


def _held(one: Table, said: Mapping[str, str]) -> str:
    if tells(one) is None:
        return said["otherwise"]
    return TOLD + (f"; apart: {said['apart']}" if "apart" in said else "")
