"""A catalogue sheet in one call: the checks of a change set, tried first, then in or not."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.catalog.commands.catalogue import RowReport, demand_owner
from services.catalog.commands.changerows import Batch
from services.catalog.commands.donesets import keep_done
from services.catalog.commands.editions import IMPORTED
from services.catalog.commands.searching import index_draft
from services.catalog.commands.sheets import demand_readable, vars_of
from services.catalog.domain.inout import RowOutcome, blocking, faults_of, untried
from services.catalog.sheets import catalogue as sheet
from services.catalog.sheets.model import Entry
from shared.codes import NATION
from shared.problems import Stale
from shared.rights import Principal
from shared.unit import Unit
from shared.xlsx import SheetFault

KIND = "catalogue"


@dataclass
class ImportReport:
    """What became, or would become, of a sheet; `applied` says which. `mark` stands for the editions of its items."""

    applied: bool
    mark: str
    rows: list[RowReport]
    faults: list[dict[str, Any]]


async def import_catalogue(
    unit: Unit, who: Principal, data: bytes, *, apply: bool, good_rows_only: bool, seen: str | None = None
) -> ImportReport:
    """Read a catalogue sheet; a dry run unless `apply`; with faults nothing goes in unless the good rows are asked for.

    Only who names the mark of a dry run changes what is there, and only as it was seen: no colleague's edit is lost (D09).
    """
    entries, found, places = await asyncio.to_thread(_read, data)
    demand_readable(entries, found)
    demand_owner(NATION, who)
    rows = await _taken(unit, who, entries, places, write=False)
    editions = {row.code: row.before for row in rows if row.before}
    if apply:
        _demand_seen(rows, places, mark_of(editions), seen)
    faults = [*map(vars_of, found), *(fault for row in rows for fault in row.faults)]
    apply = apply and bool(entries) and (not blocking(faults) or good_rows_only)
    if apply:
        sound = [entry for entry, row in zip(entries, rows, strict=True) if row.action != "fault"]
        rows = await _taken(unit, who, sound, places, write=True)
        editions |= {row.code: row.after for row in rows if row.after}
    good = [row for row in rows if row.action not in ("fault", "passed")]
    if apply:
        named = f"目录导入：{len(good)} 行，{len({one['row'] for one in faults})} 行有误"
        await keep_done(unit, who.office, KIND, named, good, data)
    return ImportReport(apply, mark_of(editions), [_report(row) for row in good], faults)


def mark_of(editions: Mapping[str, int]) -> str:
    """Stands for which of a sheet's items are there, and at which edition."""
    return hashlib.sha256(json.dumps(sorted(editions.items())).encode()).hexdigest()[:32]


def _demand_seen(rows: Sequence[RowOutcome], places: Mapping[str, int], now: str, seen: str | None) -> None:
    """Stale when an item of the sheet is not as the dry run saw it; without a dry run, rows that change one are faults."""
    if seen is not None and seen != now:
        raise Stale(
            "试运行之后，表中有目录事项被更改或新增，请重新试运行并核对。",
            "Items of this sheet were changed or added since the dry run; try again and look.",
            "changed_since",
            extra={"editions": {row.code: row.before for row in rows if row.before}},
        )
    for row in rows:
        if seen is None and row.action == "changed":
            row.action, row.faults = "fault", [*row.faults, *faults_of(untried(row), row.row, places, KIND)]


def _read(data: bytes) -> tuple[list[Entry], list[SheetFault], Mapping[str, int]]:
    outcome = sheet.read(data)
    return list(outcome.entries), outcome.faults, outcome.places


async def _taken(
    unit: Unit, who: Principal, entries: Sequence[Entry], places: Mapping[str, int], *, write: bool
) -> list[RowOutcome]:
    rows = [RowOutcome(entry.row, entry.basic_code[:40]) for entry in entries]
    batch = Batch(unit, who, IMPORTED, KIND, write, {}, places)
    await batch.take(entries, rows)
    await batch.flush()
    if write:
        now = {item.item_id: item for item in (*batch.added, *(after for _, after in batch.moved.values()))}
        for edition in batch.editions:
            await index_draft(unit, now[edition.item_id], edition.elements)
    return rows


def _report(row: RowOutcome) -> RowReport:
    changed = sorted({one["path"].split("[")[0].split(".")[0] for one in row.changes})
    return RowReport(row.row, row.code, row.action, changed, row.item_id, row.before, row.after, row.changes)
