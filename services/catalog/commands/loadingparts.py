"""What a data centre's load makes of a handling item that is not there yet: it arises under its implementation item.

That one is held, or a row of the same file makes it; its row was taken before, wherever in the file it stands.
"""

from services.catalog import store
from services.catalog.commands.claims import begin_part, resume_part
from services.catalog.commands.drafts import demand_files
from services.catalog.commands.dumps import Told
from services.catalog.commands.loading import Loading, whole
from services.catalog.commands.loadingnotes import otherwise
from services.catalog.domain import Edition, Item, Values, attachments_in, demand_sound
from services.catalog.domain.inout import RowOutcome
from services.catalog.domain.loading import demand_inside, demand_part, no_name, no_parent
from services.catalog.domain.offers import demand_in_force, demand_standing
from shared.clock import day


async def create_part(loading: Loading, told: Told, row: RowOutcome, gone: Item | None = None) -> None:
    """The handling item under the code that it has, with what its item says where the row says nothing.

    `gone` is the item if an undo took it out: it is taken up again, its editions go on.
    """
    demand_part(told.basic_code, told.part_of)
    parent, held, base = await _parent(loading, told)
    own = _own(told)
    demand_sound((held.elements if held else told.above) | own, own, day(loading.unit.at))
    if any(True for _ in attachments_in(own)):
        await demand_files(loading.unit, own, {})
    row.action, row.item_id, row.before = "new", "", 0
    if base:
        row.faults += otherwise(told, base.elements)
    if loading.write and parent and held:
        async with whole(loading.unit):
            made = await _begun(loading, parent, told.basic_code, held.elements | own, gone)
        row.item_id, row.after = made.item_id, made.head


async def _parent(loading: Loading, told: Told) -> tuple[Item | None, Edition | None, Edition | None]:
    """The item with its newest edition and the catalogue's; nothing in a dry run where a row of the file makes it."""
    connection = loading.unit.connection
    item = await store.by_code(connection, told.part_of)
    if item is None or item.layer != "implementation" or await store.taken_out(connection, item):
        if await loading.coming(told.item_row):
            return None, None, None
        raise no_parent(told.part_of, told.item_row)
    demand_inside(loading.who.region, item.region)
    demand_standing(item)
    base, above = await store.load_head(connection, str(item.parent_id))
    demand_in_force(base)
    return *await store.load_head(connection, item.item_id), above


def _own(told: Told) -> Values:
    """What the row says, with the name of the handling item; one that repeats its item's name has that."""
    name = told.elements.get("handling_item_name") or told.above.get("name")
    if not name:
        raise no_name()
    return {"handling_item_name": name} | told.elements


async def _begun(loading: Loading, parent: Item, code: str, values: Values, gone: Item | None) -> Item:
    who = loading.in_name_of(parent.office, parent.region)
    said = {"reason": loading.reason, "why": loading.why}
    if gone:
        return await resume_part(loading.unit, who, parent, gone, values, **said)
    return await begin_part(loading.unit, who, parent, code, values, **said)
