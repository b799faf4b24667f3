"""Change sets: a file is taken in, tried row by row, applied in batches, and taken back as new editions (U10).

The file is worked through by a job, each batch in a transaction of its own with the place reached: a process that dies
loses nothing, and nothing is half-applied within a row.
"""

import asyncio
import time
import weakref
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.catalog import store
from services.catalog.commands import dumps, reading
from services.catalog.commands.changerows import Batch
from services.catalog.commands.dumps import DUMPS
from services.catalog.commands.failing import fail, hopeless, kept_out
from services.catalog.commands.loadchecks import inspect_written
from services.catalog.commands.marking import laid_out
from services.catalog.commands.reading import FEWER, Read
from services.catalog.commands.sheets import vars_of
from services.catalog.commands.undoing import undo_rows
from services.catalog.domain.inout import ASKING, EFFECTIVE, INSPECTING, ChangeSet, RowOutcome, blocking, listed
from services.catalog.sheets.messages import MESSAGES
from services.catalog.sheets.model import Entry
from shared import scratch
from shared.clock import day
from shared.hosting.runtime import Runtime
from shared.logs import log
from shared.problems import Conflict, Unavailable
from shared.rights import Principal
from shared.unit import Actor, Unit
from shared.xlsx import SheetFault, fault

Told = Mapping[int, list[dict[str, Any]]]
"""What the reader of the file says, by row."""
REST = 10_000
LAST = 2**31
LONGEST = 15.0


async def work_on_change_sets(here: Runtime) -> int:
    """One round of the job: go on with every open change set, for a while; returns the batches done."""
    until, total = time.monotonic() + LONGEST, 0
    async with here.db.reading() as connection:
        waiting = await store.sets_at_work(connection)
    for ended in _PAUSED.keys() - set(waiting):
        del _PAUSED[ended]
    for set_id in waiting:
        total += await _go_on(here, set_id, until)
    return total


async def _go_on(here: Runtime, set_id: str, until: float) -> int:
    try:
        return await _work(here, set_id, until)
    except (Unavailable, Conflict) as problem:
        log.warning("change_set.later", set_id=set_id, why=problem.detail)
        if await hopeless(here, set_id, problem):
            await fail(here, set_id, problem)
    except Exception as error:  # noqa: BLE001 - one file that cannot be worked on does not stop the others
        await fail(here, set_id, error)
    return 0


@dataclass
class _Work:
    """A change set at work: its file being read, and what was told about rows that are still to come."""

    made: ChangeSet
    file: Any
    batches: Iterator[Read]
    told: dict[int, list[SheetFault]] = field(default_factory=dict)
    rest: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    tally: Counter[Any] = field(default_factory=Counter)
    heard: int = 0
    """How many entries came so far."""
    ahead: Read | None = None
    """What was read while the rows before it were written."""

    def read(self) -> Read:
        """The next entries. Runs in a thread: reading takes time."""
        return next(self.batches)

    def hear(self, read: Read) -> None:
        """Keep what was told until its row comes."""
        self.heard += len(read.entries)
        self.tally.update(entry.elements.get("on_platform") for entry in read.entries)
        for one in read.told:
            self.told.setdefault(one.row or 0, []).append(one)

    def until(self, entries: Sequence[Entry], last: int) -> dict[int, list[dict[str, Any]]]:
        """What was told of these entries; what was told of headers, empty rows and the file waits for the end."""
        found: dict[int, list[dict[str, Any]]] = {}
        rows = {entry.row for entry in entries}
        for number in [n for n in self.told if n <= last]:
            faults = [vars_of(one) for one in self.told.pop(number)]
            if number in rows:
                found[number] = faults
            elif number in self.rest or len(self.rest) < REST:
                self.rest.setdefault(number, []).extend(faults)
        return found


async def _work(here: Runtime, set_id: str, until: float) -> int:
    async with here.db.reading() as connection:
        made = await store.change_set(connection, set_id)
        file = await store.change_file(connection, set_id)
        region = (await store.office(connection, made.office)).region
    who = Principal(made.by, "", made.office, region, frozenset())
    if made.kind == "undo":
        return await _undo(here, made, who, file.place, until)
    if made.state == INSPECTING:
        return await inspect_written(here, made, file.place, until)
    work = await _reader(here, made, file)
    place, batches = made.rows, 0
    upcoming = await asyncio.to_thread(work.read) if work.ahead is None else work.ahead
    while not batches or time.monotonic() < until:
        now = upcoming
        work.hear(now)
        batches += 1
        if not now.entries:
            await _finish(here, work)
            return batches
        following = asyncio.create_task(asyncio.to_thread(work.read))
        try:
            if some := now.entries[max(0, place - work.heard + len(now.entries)) :]:
                place = await _together(here, work, who, now._replace(entries=some), place)
        finally:
            upcoming = await following
    work.ahead = upcoming
    _PAUSED[set_id] = (place, made.state, work)
    return batches


_PAUSED: dict[str, tuple[int, str, _Work]] = {}
"""Files that a round of the job left half-read: the next round reads on where it was, unless another process was there."""


async def _reader(here: Runtime, made: ChangeSet, file: Any) -> _Work:
    place, state, work = _PAUSED.pop(made.set_id, (-1, "", None))
    if work is not None and (place, state) == (made.rows, made.state):
        return work
    path = scratch.place()
    try:
        async with here.db.reading() as connection:
            await laid_out(connection, made.set_id, path)
            looked = made.kind not in DUMPS or await store.report_of(connection, made.set_id)
        today = None if looked else day(here.clock())
        work = _Work(made, file, await asyncio.to_thread(reading.read, made.kind, path, today))
    except BaseException:
        path.unlink()
        raise
    weakref.finalize(work, path.unlink)
    return work


async def _together(here: Runtime, work: _Work, who: Principal, read: Read, was: int) -> int:
    """The rows in one transaction; where something happens that nobody foresaw, one by one: it keeps out its row alone."""
    told = work.until(read.entries, read.entries[-1].row)
    try:
        return await _batch(here, work, who, read, was, told)
    except (Unavailable, Conflict):
        raise
    except Exception as error:  # noqa: BLE001 - whichever row it was says so below
        log.warning("change_set.row_by_row", set_id=work.made.set_id, rows=len(read.entries), error=repr(error)[:300])
    for entry in read.entries:
        was = await _alone(here, work, who, read._replace(entries=[entry]), was, told)
    return was


async def _alone(here: Runtime, work: _Work, who: Principal, read: Read, was: int, told: Told) -> int:
    """One row, or why it stays out."""
    made, (entry,) = work.made, read.entries
    try:
        return await _batch(here, work, who, read, was, told)
    except (Unavailable, Conflict):
        raise
    except Exception as error:  # noqa: BLE001 - a row that nobody foresaw stops no other
        faults = [*told.get(entry.row, []), kept_out(made.set_id, entry.row, error)]
    async with here.unit(Actor(made.by, made.office)) as unit:
        await _keep(unit, made.set_id, was, [RowOutcome(entry.row, entry.basic_code[:40], faults=faults)])
    return was + 1


async def _batch(here: Runtime, work: _Work, who: Principal, read: Read, was: int, told: Told) -> int:
    """One transaction: outcomes, editions, trail, and how many rows are done."""
    made = work.made
    write = made.state == "applying"
    entries = read.entries
    rows = [RowOutcome(e.row, e.basic_code[:40], faults=list(told.get(e.row, []))) for e in entries]
    async with here.unit(Actor(made.by, made.office)) as unit:
        known = await store.seen_before(unit.connection, made.set_id, [e.row for e in entries]) if write else {}
        batch = Batch(unit, who, reason_of(made), made.kind, write, known, read.places, set_id=made.set_id)
        batch.since = made.at if work.file.apply else ""
        await batch.take(entries, rows)
        await batch.flush()
        await _keep(unit, made.set_id, was, rows)
        await store.keep_change_rows(unit.connection, made.set_id, [one.stored(made.set_id) for one in batch.arisen])
        found = {one.row: one.found for one in entries if isinstance(one, dumps.Told) and one.found}
        await store.keep_row_findings(unit.connection, made.set_id, found)
    return was + len(entries)


def reason_of(made: ChangeSet) -> str:
    """Why the editions of a change set are there; one by a data centre names the set, which their bodies can look at."""
    loaded = f"大数据中心装载（变更集 {made.set_id}）：{made.name}"
    return (loaded if made.kind == "load" else f"导入：{made.name}")[:300]


async def _keep(unit: Unit, set_id: str, was: int, rows: list[RowOutcome]) -> None:
    await store.keep_change_rows(unit.connection, set_id, [one.stored(set_id) for one in rows])
    bad = sum(one.action == "fault" for one in rows)
    done = sum(one.action in EFFECTIVE for one in rows)
    await store.count_rows(unit.connection, set_id, was, rows=len(rows), done=done, faults=bad)


async def _finish(here: Runtime, work: _Work) -> None:
    """The file is at its end: what is wrong with it as a whole, and what happens next."""
    made = work.made
    work.until((), LAST)
    async with here.unit(Actor(made.by, made.office)) as unit:
        now = await store.change_set(unit.connection, made.set_id)
        if not now.rows and not work.heard and not any(map(blocking, work.rest.values())):
            work.rest.setdefault(0, []).append(vars_of(fault("no_rows", MESSAGES["no_rows"], {})))
        if made.kind == "statistics":
            work.rest.setdefault(0, []).extend([_tally(work), *await _unlisted(unit, made)])
        rest = [
            RowOutcome(n, "", "fault" if blocking(f) else "note", faults=listed(f)) for n, f in work.rest.items() if f
        ]
        for one in rest:
            await store.keep_change_rows(unit.connection, made.set_id, [one.stored(made.set_id)])
        bad = await store.blocking_rows(unit.connection, made.set_id)
        asks = await store.told_so(unit.connection, made.set_id, ASKING)
        alone = work.file.apply and not bad and not asks
        state = _after(made, rows=now.rows, alone=alone)
        again = (
            {"rows": 0, "done": 0, "faults": 0} if (made.state, state) == ("reading", "applying") else {"faults": bad}
        )
        await store.move_set(unit.connection, made.set_id, (made.state,), state=state, **again)
        if made.kind in DUMPS:
            await store.want_report(unit.connection, made.set_id)
        said = "applied" if state == INSPECTING else state
        unit.note(f"change_set.{said}", made.set_id, why=f"{now.rows} 行，{bad} 行有误")


def _after(made: ChangeSet, *, rows: int, alone: bool) -> str:
    """What follows when a file is at its end; what was tried goes in alone where a person has nothing to look at."""
    if not rows:
        return "failed"
    if made.state == "applying":
        return "applied" if made.kind == "catalogue" else INSPECTING
    return "applying" if alone else "ready"


def _tally(work: _Work) -> dict[str, Any]:
    """How many items are in and how many are not, as the 情况说明 has to say it: in, unless the row says no (C20, B08)."""
    outside = work.tally[False]
    words = {"inside": work.tally.total() - outside, "outside": outside}
    return vars_of(fault("tally", MESSAGES["tally"], words))


async def _unlisted(unit: Unit, made: ChangeSet) -> list[dict[str, Any]]:
    """The table covers all items of the body (C19): those that it does not name."""
    lacking = await store.unlisted(unit.connection, made.set_id, made.office)
    words = [{"value": item.name[:60], "code": item.code} for item in lacking]
    return [vars_of(fault("not_listed", MESSAGES["not_listed"], one)) for one in words]


async def _undo(here: Runtime, made: ChangeSet, who: Principal, place: int, until: float) -> int:
    batches, was = 0, made.rows
    while time.monotonic() < until:
        async with here.unit(Actor(made.by, made.office)) as unit:
            undone = await store.undone_by(unit.connection, made.set_id)
            found, last = await store.to_undo(unit.connection, undone.set_id, made.set_id, place, FEWER[made.kind])
            rows = await undo_rows(unit, who, undone.kind, found, made.set_id, made.name)
            await _keep(unit, made.set_id, was, rows)
            await store.place_undo(unit.connection, made.set_id, place, last)
            if not found:
                await store.settle_load(unit.connection, undone.set_id, made.set_id)
                await store.move_set(unit.connection, made.set_id, ("applying",), state="applied")
                unit.note("change_set.applied", made.set_id, why=made.name)
                return batches + 1
            place, was, batches = last, was + len(rows), batches + 1
    return batches
