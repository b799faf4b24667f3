"""What is done at once, kept as a change set: it is looked at row by row and taken back as a file's would be (U10)."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from services.catalog import store
from services.catalog.domain.inout import EFFECTIVE, ChangeSet, RowOutcome
from shared.unit import Unit


async def keep_done(
    unit: Unit, office: str, kind: str, name: str, rows: Sequence[RowOutcome], file: bytes = b"", set_id: str = ""
) -> None:
    """An applied change set of a body, with the file that it came from, if there was one."""
    done = sum(row.action in EFFECTIVE for row in rows)
    who, told = unit.actor.who, name[:300]
    made = ChangeSet(
        set_id or str(uuid.uuid4()),
        kind,
        told,
        office,
        who,
        unit.stamp,
        "applied",
        len(rows),
        done,
        faults=0,
        undone_by=None,
    )
    await store.add_set(unit.connection, made, file, apply=True, good_rows=True)
    await store.keep_change_rows(unit.connection, made.set_id, [row.stored(made.set_id) for row in rows])
    unit.note("change_set.applied", made.set_id, why=made.name)


def one_row_an_item(rows: Sequence[RowOutcome]) -> list[RowOutcome]:
    """Rows numbered from one; what came to an item in several steps is one row from its first edition to its last."""
    kept: dict[str, RowOutcome] = {}
    for row in rows:
        first = kept.get(row.item_id)
        kept[row.item_id] = _both(first, row) if first else row
    return [replace(row, row=number) for number, row in enumerate(kept.values(), 1)]


def _both(first: RowOutcome, row: RowOutcome) -> RowOutcome:
    """One row of two steps of an item; a step that changed nothing only adds what it says."""
    changes, faults = [*first.changes, *row.changes], [*first.faults, *row.faults]
    if row.action not in EFFECTIVE:
        return replace(first, changes=changes, faults=faults)
    action = first.action if first.action in EFFECTIVE else row.action
    return replace(row, action=action, before=first.before, changes=changes, faults=faults)
