"""What a data centre's load of a dump makes of an item that is not there yet: the catalogue's item, and the body's.

The catalogue's item arises only from a load at the catalogue's own level, in the name of the department that keeps it
(G22); below, and where a body or a department is not registered, it is said who has to do what first.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from services.catalog import store
from services.catalog.commands.cases import push
from services.catalog.commands.catalogue import again_base, demand_base, demand_owner, new_base
from services.catalog.commands.claims import begin, claimed_by, inherited, resume, take
from services.catalog.commands.codes import demand_leaf, demand_new_code, demand_split, origin
from services.catalog.commands.drafts import demand_files
from services.catalog.commands.dumps import DIRECTORY_ROWS, Told
from services.catalog.commands.editions import edition_of
from services.catalog.commands.loadingmains import name_main
from services.catalog.commands.loadingnotes import compared
from services.catalog.commands.offers import offer_to
from services.catalog.commands.searching import index_draft
from services.catalog.domain import Edition, Item, Office, Values, attachments_in, demand_sound, eligible
from services.catalog.domain.inout import ARISEN, RowOutcome
from services.catalog.domain.loadcodes import body_of, is_unheld
from services.catalog.domain.loading import (
    demand_inside,
    department_of,
    no_base,
    no_body,
    not_eligible,
    other_code,
    other_line,
    rows_disagree,
)
from services.catalog.domain.offers import demand_in_force, demand_unrefused
from services.catalog.domain.told import owner_digest
from services.catalog.intake import Above
from shared.clock import day
from shared.codes import NATION, implementation_code
from shared.codes.divisions import level_of
from shared.problems import Problem
from shared.rights import Principal
from shared.unit import Unit
from shared.xlsx import SheetFault

CLAIMED = "004 第九条：大数据中心装载"


@dataclass
class Loading:
    """The rows of one transaction of a load."""

    unit: Unit
    who: Principal
    reason: str
    write: bool
    offices: Mapping[str, Office]
    set_id: str = ""
    arisen: list[RowOutcome] = field(default_factory=list)

    @classmethod
    async def of(cls, unit: Unit, who: Principal, reason: str, set_id: str, *, write: bool) -> "Loading":
        """A load with the bodies that are registered."""
        offices = {office.credit_code: office for office in await store.offices(unit.connection)}
        return cls(unit, who, reason, write, offices, set_id)

    @property
    def why(self) -> str:
        """What the trail says of an item that arises."""
        return f"{CLAIMED}；{self.reason}"[:500]

    def in_name_of(self, office: str, region: str) -> Principal:
        """Who loads, in the name of the body or department whose item it is."""
        return replace(self.who, office=office, region=region)

    async def coming(self, row: int) -> bool:
        """Whether the item that this row of the dry run tells of is to be made with it."""
        return not self.write and row > 0 and await store.row_action(self.unit.connection, self.set_id, row) == "new"

    async def end(self, row: RowOutcome, item: Item | None) -> None:
        """What is cancelled where it comes from: the pushed cancellation opens, whose gates people pass (G28)."""
        row.action = "passed"
        if item is None or item.layer == "base" or item.state == "cancelled":
            return
        case = await store.open_case_of(self.unit.connection, item.item_id)
        if case is None or case.kind != "cancel_pushed":
            row.action = "to_cancel"
            if self.write:
                await push(self.unit, item, f"来源库已取消（{self.reason}）")

    async def create(self, told: Told, row: RowOutcome, gone: Item | None = None) -> None:
        """The body's item, on the catalogue's, which arises too where it is not there; both or neither.

        `gone` is the item if an undo took it out: it is taken up again, its editions go on.
        """
        office = self._body(told, row)
        demand_inside(self.who.region, office.region)
        demand_leaf(told.base)
        await demand_split(self.unit, told.base)
        found = await self._base(told, office, row)
        if not _may_hold(office, found):
            raise not_eligible(found.base, office)
        await self._demand_line(found, office)
        await self._unrefused(found.base, office)
        if own := await store.item_held(self.unit.connection, office.credit_code, found.base.code):
            raise other_code(own, office) if own.code != told.basic_code else store.at_once()
        demand_sound(found.values | told.elements, told.elements, day(self.unit.at))
        if any(True for _ in attachments_in(told.elements)):
            await demand_files(self.unit, told.elements, {})
        row.action, row.item_id, row.before = "new", "", 0
        row.code = _code_of(told, office)
        if self.write:
            async with whole(self.unit):
                made = await self._claimed(told, office, found, gone)
            row.item_id, row.after = made.item_id, made.head
            if found.owner:
                self.arisen.append(_arisen(told.row, found))

    async def _demand_line(self, found: "Found", office: Office) -> None:
        """The owner's business line is the body's, or it had handed the item to this body by name (G04)."""
        owner = found.owner or self.offices.get(found.base.office)
        if owner and office.answers_for(owner.line, found.base.item_type):
            return
        if office.credit_code not in await store.offers_on(self.unit.connection, found.base.item_id):
            raise other_line(found.base, office)

    def _body(self, told: Told, row: RowOutcome) -> Office:
        """The body that the code names, or the row beside an older one; it must be known as one that implements."""
        credit_code, doubt = body_of(told.basic_code, told.codes)
        office = self.offices.get(credit_code)
        if office is None or "implementing" not in office.kinds:
            raise no_body(credit_code, told.codes.get("body", ""), known=office is not None)
        row.faults += [asdict(SheetFault(None, told.row, None, None, doubt[0], "note", *doubt[1:]))] if doubt else []
        return office

    async def _base(self, told: Told, office: Office, row: RowOutcome) -> "Found":
        """The catalogue's item with its elements; one that is new, or was taken out, has an owner that is to enter it."""
        code = told.base
        base = await store.by_code(self.unit.connection, code)
        if base is None or await store.taken_out(self.unit.connection, base):
            found = await self._new_base(told, office, row, base)
        else:
            demand_in_force(base)
            held = (await store.edition(self.unit.connection, base.item_id, base.head)).elements
            found = Found(base, held | await self.coming_above(told, base))
        row.faults += compared(told, found.values)
        return found

    async def coming_above(self, told: Told, base: Item | None = None) -> Values:
        """What the dry run's own row of the catalogue's item will have changed in it; Conflict if `base` will have ended."""
        beside = told.beside or Above()
        if self.write or not beside.row:
            return {}
        action, keys = await store.row_change(self.unit.connection, self.set_id, DIRECTORY_ROWS + beside.row)
        if base and action == "to_cancel":
            demand_in_force(replace(base, state="cancelled"))
        return {key: value for key, value in beside.directory.items() if action == "changed" and key in keys}

    async def _new_base(self, told: Told, office: Office, row: RowOutcome, gone: Item | None) -> "Found":
        code = told.base
        if level_of(self.who.region) not in ("nation", "province"):
            raise no_base(code)
        owner = self.offices[gone.office] if gone else department_of(self.offices.values(), office, told.above, code)
        keeper = self.in_name_of(owner.credit_code, owner.region)
        values = await name_main(self.unit.connection, told, row, _of_catalogue(told, office))
        demand_owner(code, keeper)
        demand_base(values, code, day(self.unit.at))
        if gone:
            again, _ = again_base(self.unit, keeper, gone, values)
            return Found(again, values, owner, gone)
        await demand_new_code(self.unit, code, owner.credit_code)
        item, _ = new_base(self.unit, keeper, owner.name, code, values)
        return Found(item, values, owner)

    async def _claimed(self, told: Told, office: Office, found: "Found", gone: Item | None) -> Item:
        """Entered if it is new, handed down to the body, and claimed in its name under the code that it has."""
        unit, connection = self.unit, self.unit.connection
        if found.owner:
            await self.enter(found, found.owner)
        base, held = await store.load_head(connection, found.base.item_id)
        body = self.in_name_of(office.credit_code, office.region)
        values = inherited(held.elements, office) | told.elements
        why = self.why
        item = gone or replace(claimed_by(unit, base, office), code=_code_of(told, office))
        base = await self._offered(base, held, office, item)
        await take(unit, base, office, item)
        if gone:
            return await resume(unit, body, base, gone, values, reason=self.reason, why=why)
        await begin(unit, body, base, item, values, reason=self.reason, why=why)
        return item

    async def _offered(self, base: Item, held: Edition, office: Office, item: Item) -> Item:
        """The catalogue's item with an open offer to the body: the one that waits, or a new one."""
        unit = self.unit
        offer = await self._unrefused(base, office)
        if offer and offer.item_id == item.item_id:
            await store.unclaim(unit.connection, base.item_id, office.credit_code, item.item_id)
        if offer and offer.state == "refused":
            await store.take_back_refusal(unit.connection, base.item_id, office.credit_code)
        await offer_to(unit, base, held, [office.credit_code], f"004 第四条：{self.reason}"[:500])
        return await store.load(unit.connection, base.item_id)

    async def _unrefused(self, base: Item, office: Office) -> Any:
        """The offer to the body, if there is one; a refusal that has not come to its end keeps the row out (G05)."""
        offer = await store.offer_on(self.unit.connection, base.item_id, office.credit_code)
        if offer:
            demand_unrefused(offer, office, day(self.unit.at))
        return offer

    async def enter(self, found: "Found", owner: Office) -> None:
        """The catalogue's item, new or again, in the name of the department that keeps it."""
        unit, base = self.unit, found.base
        keeper = self.in_name_of(owner.credit_code, owner.region)
        new = edition_of(unit, keeper, base.item_id, base.head, found.values, self.reason)
        if found.gone:
            await store.replace(unit.connection, found.gone, base)
        else:
            await store.add(unit.connection, base)
        await store.add_edition(unit.connection, new)
        await index_draft(unit, base, found.values)
        why = f"{origin(base.code, keeper)}；{self.reason}"[:500]
        unit.note("catalogue.add", base.item_id, why=why, before=owner_digest(base), after=new.digest)


@dataclass(frozen=True)
class Found:
    """The catalogue's item that a row stands on, and who is still to enter it: it is new, or an undo took it out."""

    base: Item
    values: Values
    owner: Office | None = None
    gone: Item | None = None


def _code_of(told: Told, office: Office) -> str:
    """The code that the row gives; where that is none for an item here, the one that its body, level and item make."""
    if not is_unheld(told.basic_code):
        return told.basic_code
    return implementation_code(office.credit_code, office.level, told.base)


def _arisen(row: int, found: Found) -> RowOutcome:
    """The catalogue's item as a row of its own, after all rows of the file: it is taken back like them, and after them."""
    return RowOutcome(ARISEN + row, found.base.code, "new", found.base.item_id, 0, found.base.head)


@asynccontextmanager
async def whole(unit: Unit) -> AsyncIterator[None]:
    """All that a row does, or nothing of it where it is refused."""
    said, noted, then = len(unit.events), len(unit.notes), len(unit.afterwards)
    try:
        async with store.whole(unit.connection):
            yield
    except Problem:
        del unit.events[said:], unit.notes[noted:], unit.afterwards[then:]
        raise


def _may_hold(office: Office, found: "Found") -> bool:
    """Whether level and territory agree; a load tells what a body holds, so the nation's items are held in any province."""
    base = replace(found.base, region=NATION) if found.base.basic_code.startswith(NATION[:2]) else found.base
    return eligible(office, base, set(found.values.get("exercise_levels") or []), "", [office.credit_code])


def _of_catalogue(told: Told, office: Office) -> Values:
    """What the dump makes of an item of the catalogue: what its own table says, and else what all rows say alike."""
    beside = told.beside or Above()
    if beside.split and not beside.directory:
        raise rows_disagree(told.base, beside.split)
    levels = {"exercise_levels": sorted({office.level, *told.levels})}
    alike = {key: value for key, value in told.above.items() if key not in beside.split}
    return levels | alike | dict(beside.directory)
