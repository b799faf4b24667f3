"""What is done at once, kept as a change set: it is looked at row by row and taken back as a file's would be (U10)."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from services.catalog import store
from services.catalog.domain.inout import EFFECTIVE, ChangeSet, RowOutcome
from shared.unit import Unit


async def keep_done(
    unit: Unit, office: str, kind: str, name: str, rows: Sequence[RowOutcome], file: bytes = b""
) -> None:
    """An applied change set of a body, with the file that it came from, if there was one."""
    done = sum(row.action in EFFECTIVE for row in rows)
    who, told = unit.actor.who, name[:300]
    made = ChangeSet(
        str(uuid.uuid4()), kind, told, office, who, unit.stamp, "applied", len(rows), done, faults=0, undone_by=None
    )
    await store.add_set(unit.connection, made, file, apply=True, good_rows=True)
    await store.keep_change_rows(unit.connection, made.set_id, [row.stored(made.set_id) for row in rows])
    unit.note("change_set.applied", made.set_id, why=made.name)


def one_row_an_item(rows: Sequence[RowOutcome]) -> list[RowOutcome]:
    """Rows numbered from one; what came to an item in several steps is one row from its first edition to its last."""
    kept: dict[str, RowOutcome] = {}
    for row in rows:
        first = kept.get(row.item_id, row)
        before = [] if first is row else first.changes
        kept[row.item_id] = replace(row, action=first.action, before=first.before, changes=[*before, *row.changes])
    return [replace(row, row=number) for number, row in enumerate(kept.values(), 1)]
