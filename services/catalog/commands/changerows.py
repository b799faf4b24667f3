"""The rows of a change set: each one through the same checks as a change made by hand, a batch written at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.catalog import store
from services.catalog.commands import dumps
from services.catalog.commands.adjusting import unlocked
from services.catalog.commands.basedon import bases_of, over, overwrites
from services.catalog.commands.catalogue import again_base, demand_base, demand_keeper, demand_owner, new_base
from services.catalog.commands.codes import closed_mains, demand_open_main, demand_place, origin
from services.catalog.commands.drafts import demand_files, next_draft
from services.catalog.commands.dumps import Told
from services.catalog.commands.editions import next_base
from services.catalog.commands.loading import Loading
from services.catalog.commands.loadingdirectory import Directory, tell_directory
from services.catalog.commands.loadingnotes import changed_by_hand, compared
from services.catalog.commands.loadingparts import create_part
from services.catalog.commands.merging import lead
from services.catalog.commands.reloading import Reloading, said
from services.catalog.commands.rowitems import catalogue_of, changed_since, demand_live, items_of, none_of_this_name
from services.catalog.commands.searching import index_draft
from services.catalog.commands.spreading import spread
from services.catalog.domain import Edition, Item, Values, attachments_in, demand_own, locked
from services.catalog.domain.inout import RowOutcome, ask_first, differences, faults_of, unbased
from services.catalog.domain.loadcodes import demand_same
from services.catalog.domain.loading import demand_inside, no_item
from services.catalog.domain.offers import demand_standing
from services.catalog.domain.told import owner_digest
from services.catalog.sheets.model import Entry
from shared.clock import day
from shared.codes.items import MAIN
from shared.problems import Problem
from shared.rights import Principal
from shared.unit import Unit

UNCOUNTED = ("older", "same")
"""Rows that another row of the file stands for."""


@dataclass
class Batch:
    """Rows of one transaction: what is held is read at once, what comes of it is written at once."""

    unit: Unit
    who: Principal
    reason: str
    kind: str
    write: bool
    seen: Mapping[int, int]
    places: Mapping[str, int]
    added: list[Item] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    moved: dict[str, tuple[Item, Item]] = field(default_factory=dict)
    spreading: list[Item] = field(default_factory=list)
    leading: list[Item] = field(default_factory=list)
    office_name: str = ""
    beside: Mapping[str, set[str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    closed: Collection[str] = ()
    set_id: str = ""
    since: str = ""
    """When the file came, if it was to go in at once: nothing that was written after is overwritten unseen."""
    bases: Mapping[str, Edition] = field(default_factory=dict)
    """By item the edition that its row was exported from, where someone saved another since."""
    above: Mapping[str, Values] = field(default_factory=dict)
    """What the catalogue says now of the items of a dump, by basic code."""
    gone: dict[int, Item] = field(default_factory=dict)
    """By row the catalogue's items that the undo of an import took out: they come again, as new ones do."""
    loading: Loading = field(init=False)
    reloading: Reloading = field(init=False)

    @property
    def arisen(self) -> list[RowOutcome]:
        """What arose beside the rows of the file."""
        return self.loading.arisen if self.kind == "load" else []

    async def take(self, entries: Sequence[Entry], rows: Sequence[RowOutcome]) -> None:
        """Decide each row; a refusal stays with its row."""
        for entry, row in zip(entries, rows, strict=True):
            if entry.sound and entry.standing in UNCOUNTED:
                row.action = "passed"
        sound = [(e, row) for e, row in zip(entries, rows, strict=True) if e.sound and e.standing not in UNCOUNTED]
        found = await items_of(self.unit.connection, self.kind, self.who.office, [entry for entry, _ in sound])
        if self.kind == "catalogue":
            found = await self._standing(found, [entry for entry, _ in sound])
        held = await store.editions_at(self.unit.connection, {(i.item_id, i.head) for i in found.values()})
        self.bases = await bases_of(self.unit.connection, [entry for entry, _ in sound], found)
        self.above = await catalogue_of(self.unit.connection, self.kind, found.values())
        self.office_name = (await store.office(self.unit.connection, self.who.office)).name
        if self.kind == "load":
            self.loading = await Loading.of(self.unit, self.who, self.reason, self.set_id, write=self.write)
            self.reloading = await Reloading.of(self.unit, self.set_id, found.values())
        for entry, row in sound:
            item = found.get(entry.row)
            try:
                await self._row(entry, row, item, held[item.item_id] if item else None)
            except Problem as problem:
                if problem.code == store.AT_ONCE:
                    raise
                row.action = "fault"
                row.faults += faults_of(problem, entry.row, self.places, self.kind)

    async def _standing(self, found: dict[int, Item], entries: Sequence[Entry]) -> dict[int, Item]:
        """The catalogue's items that are there; of those that are new, or come again, what stands beside them."""
        out = await store.taken_out_of(self.unit.connection, found.values())
        self.gone = {row: item for row, item in found.items() if item.item_id in out}
        standing = {row: item for row, item in found.items() if row not in self.gone}
        if new := [entry.basic_code for entry in entries if entry.row not in standing]:
            self.beside = await store.codes_beside(self.unit.connection, {code[:MAIN] for code in new})
            self.closed = await closed_mains(self.unit, new)
            self.given = await store.given_to(self.unit.connection, new)
        return standing

    async def _row(self, entry: Entry, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        if isinstance(entry, Told) and entry.of_catalogue:
            await self._directory(entry, row, item, held)
            return
        if item:
            row.item_id, row.code, row.before = item.item_id, item.code, item.head
        if self._unseen(entry.row, held):
            raise changed_since()
        await TAKERS[self.kind](self, entry, row, item, held)

    def _unseen(self, row: int, held: Edition | None) -> bool:
        """Whether the item is not as the dry run saw it, or changed since the file came; a load joins what is there."""
        if held is None:
            return row in self.gone and self.seen.get(row, 0) > 0
        if row in self.seen:
            return self.seen[row] != held.number and (self.seen[row] > 0 or self.kind != "load")
        return self.kind != "load" and bool(self.since) and held.saved_at > self.since

    async def _directory(self, told: Told, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """A row of the catalogue's own table: it changes what whoever loads it keeps, and is only told otherwise."""
        if self.kind == "load":
            seen = self.seen.get(told.row, -1) >= (1 if item else 0)
            await Directory(self.loading, self.reloading, tried=self.write and seen).take(told, row, item, held)
        else:
            tell_directory(told, row, item, held)

    async def base(self, entry: Entry, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """A row of the basic catalogue (G22); elements that the sheet has no column for stay as they are."""
        demand_owner(entry.basic_code, self.who)
        if item is None or held is None:
            if entry.row in self.gone:
                demand_keeper(self.gone[entry.row], self.who)
            demand_base(entry.elements, entry.basic_code, day(self.unit.at))
            beside = self.beside[entry.basic_code[:MAIN]]
            demand_open_main(entry.basic_code, self.closed)
            demand_place(entry.basic_code, self.who.office, beside, self.given.get(entry.basic_code))
            beside.add(entry.basic_code[MAIN:])
            row.action = "new"
            if self.write:
                self._add(entry, row)
            return
        demand_keeper(item, self.who)
        demand_live(item)
        values = {k: v for k, v in held.elements.items() if k not in self.places} | entry.elements
        demand_base(values, item.code, day(self.unit.at), held.elements)
        row.changes = differences(held.elements, values)
        row.action = "changed" if values != held.elements else "same"
        if row.action == "changed" and self.since and entry.row not in self.seen:
            ask_first(row, self.places, self.kind, write=self.write)
        if self.write and row.action == "changed":
            after, new = next_base(self.unit, self.who, item, values, self.reason)
            row.after = new.number
            self._move(item, after, held, new, "catalogue.change")
            self.spreading.append(after)

    async def draft(self, entry: Entry, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """Elements of one of the body's own items, as a save by hand would take them."""
        if item is None or held is None or item.layer == "base":
            raise no_item()
        await self._based(entry, row, item, held, entry.elements)

    async def dumped(self, entry: Told, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """A row of a dump: what it says of one of the body's own items; one that has ended is cancelled by a case."""
        if entry.standing == "cancelled":
            row.action = "passed"
        elif item and held and item.layer != "base":
            row.faults += changed_by_hand(entry, self.above.get(item.basic_code, {}), held.elements)
            said = dumps.over(held.elements, dumps.named_part(entry, str(held.elements.get("name", ""))))
            await self._save(row, item, held, said, self.who, asks=self._asks(entry))
        else:
            raise no_item()

    async def loaded(self, entry: Told, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """A row of a dump that a data centre loads: the item of any body of its territory, or one that is to be."""
        if item and item.layer != "base":
            demand_inside(self.who.region, item.region)
            known = held.elements.get("legacy_code", "") if held else ""
            demand_same(entry.basic_code, entry.codes, item.office, item.basic_code, known)
        if self.reloading.older(entry, row, item):
            return
        if entry.standing == "cancelled":
            await self.loading.end(row, item)
            self.reloading.unsaid(entry, row, item)
        elif item and await store.taken_out(self.unit.connection, item):
            await self._made(entry, row, item)
        elif item and held and item.layer != "base":
            demand_standing(item)
            await self._reload(entry, row, item, held)
        else:
            await self._made(entry, row)

    async def _made(self, entry: Told, row: RowOutcome, gone: Item | None = None) -> None:
        if entry.part_of:
            await create_part(self.loading, entry, row, gone)
        else:
            await self.loading.create(entry, row, gone)
        if self.write:
            self.reloading.note(row, entry, entry.elements, {})
            self.reloading.arose(self.loading.arisen, entry)

    async def _reload(self, entry: Told, row: RowOutcome, item: Item, held: Edition) -> None:
        merge = self.reloading.merge(item, held, entry)
        change = {key: merge.values.get(key) for key in merge.taken}
        above = self.above.get(item.basic_code, {}) | await self.loading.coming_above(entry)
        row.faults += compared(entry, above)
        await self._save(row, item, held, change, self.loading.in_name_of(item.office, item.region))
        self.reloading.unsaid(entry, row, item)
        await self.reloading.tell(row, item, held, merge, write=self.write)
        if self.write:
            self.reloading.note(row, entry, merge.values, said(merge))

    async def counted(self, entry: Entry, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
        """A row of the statistics table: the item is the body's own of this name and type."""
        if item is None or held is None:
            raise none_of_this_name()
        own = {k: v for k, v in entry.elements.items() if k not in ("name", "item_type")}
        await self._based(entry, row, item, held, own)

    async def _based(self, entry: Entry, row: RowOutcome, item: Item, held: Edition, change: Values) -> None:
        """Over the edition that the row says it is of; one that says none goes over nothing that nobody looked at."""
        demand_own(item, self.who)
        said = over(entry, row, held, self.bases.get(item.item_id), change)
        await self._save(row, item, held, said, self.who, asks=self._asks(entry))

    def _asks(self, entry: Entry) -> bool:
        """Whether the row names no edition, and goes in without anybody having looked."""
        return not entry.edition and bool(self.since) and entry.row not in self.seen

    async def _save(
        self, row: RowOutcome, item: Item, held: Edition, change: Values, who: Principal, *, asks: bool = False
    ) -> None:
        demand_own(item, who)
        from_above = locked(change, held.elements)
        allowed = await unlocked(self.unit.connection, item) if from_above else set()
        drafted = next_draft(self.unit, who, item, held, change, allowed, self.reason)
        if any(True for _ in attachments_in(change)):
            await demand_files(self.unit, change, held.elements)
        row.action = "changed" if drafted.new else "same"
        row.changes = differences(held.elements, drafted.values) if drafted.new else []
        if asks and overwrites(held.elements, drafted.values):
            ask_first(row, self.places, self.kind, write=self.write, why=unbased)
        if self.write and drafted.new:
            row.after = drafted.new.number
            self._move(item, drafted.after, held, drafted.new, "item.save")
            self.leading += [drafted.after] if from_above else []

    def _add(self, entry: Entry, row: RowOutcome) -> None:
        if gone := self.gone.get(entry.row):
            made, first = again_base(self.unit, self.who, gone, entry.elements)
            self.moved[gone.item_id] = (gone, made)
        else:
            made, first = new_base(self.unit, self.who, self.office_name, entry.basic_code, entry.elements)
            self.added.append(made)
        self.editions.append(first)
        row.item_id, row.after = made.item_id, first.number
        why = origin(made.code, self.who)
        self.unit.note("catalogue.add", made.item_id, why=why, before=owner_digest(made), after=first.digest)

    def _move(self, before: Item, after: Item, held: Edition, new: Edition, action: str) -> None:
        self.moved[before.item_id] = (before, after)
        self.editions.append(new)
        self.unit.note(action, before.item_id, why=self.reason, before=held.digest, after=new.digest)

    async def flush(self) -> None:
        """Write what the rows decided."""
        await store.replace_many(self.unit.connection, list(self.moved.values()))
        await store.add_many(self.unit.connection, self.added, self.editions)
        values_of = {one.item_id: one.elements for one in self.editions}
        for _, after in self.moved.values() if self.kind != "catalogue" else ():
            await index_draft(self.unit, after, values_of[after.item_id])
        for after in self.spreading:
            await spread(self.unit, self.who, after)
        for item in self.leading:
            await lead(self.unit, self.who, item)
        if self.kind == "load":
            await self.reloading.keep()


TAKERS: dict[str, Callable[..., Any]] = {
    "catalogue": Batch.base,
    "elements": Batch.draft,
    "statistics": Batch.counted,
    "dump": Batch.dumped,
    "load": Batch.loaded,
}
