"""The confirmation form comes in: what its cells change, over what is held and over what was saved since (C21–C48, D09)."""

import asyncio
from collections.abc import Sequence
from functools import partial

from services.catalog import store
from services.catalog.commands.basedon import demand_there, merged
from services.catalog.commands.drafts import save
from services.catalog.commands.sheets import blocking, demand_readable, problem_of, read_whole, vars_of
from services.catalog.domain import Edition, Item, Saved, Values, demand_edition, demand_own, edited
from services.catalog.domain.inout import NEEDS_DRY_RUN, SHOWN
from services.catalog.sheets import confirmation_form
from shared import elements
from shared.elements import Change
from shared.problems import Fault, Malformed, Unconditional
from shared.rights import Principal
from shared.unit import Unit
from shared.xlsx import SheetFault


async def import_form(
    unit: Unit, who: Principal, item_id: str, based_on: int, data: bytes, *, looked: bool = False
) -> Saved:
    """Fill elements from the form; one with faults changes nothing.

    A form that the platform printed bears its item, and goes into no other; it bears its edition, and is merged with
    what was saved since. One without goes over what is there only when somebody `looked` at it, and so does what would
    lose more than the form shows.
    """
    item, held = await store.load_head(unit.connection, item_id)
    demand_own(item, who)
    demand_edition(item, based_on, held)
    printed = await asyncio.to_thread(confirmation_form.printed_of, data)
    _demand_of(item, printed)
    edition = printed.edition
    then = held if edition in (0, held.number) else await _then(unit, held, edition)
    read = partial(confirmation_form.read, held=then.elements, looked=looked)
    entries, found = await asyncio.to_thread(read_whole, read, data)
    demand_readable(entries, found)
    if blocking(found) or not entries:
        raise _faulty(found)
    own = {k: v for k, v in entries[0].elements.items() if elements.ELEMENTS[k].layer != "catalogue"}
    change = own if then is held else merged(then, held, own)
    if not edition and not looked:
        _demand_looked(item, held, change)
    return await save(unit, who, item_id, based_on, change, "导入流程确认单")


def _demand_of(item: Item, printed: confirmation_form.Printed) -> None:
    """Malformed when the platform printed the form of another item, be it a sister under the same one."""
    if not printed.is_of(item.code):
        zh = f"该确认单是“{printed.item}”的，不是“{item.code} {item.name}”的"
        en = f"the form is of “{printed.item}”, not of “{item.code} {item.name}”"
        cure = (
            "请在所写事项下导入，或改用本事项导出的确认单",
            "take it to the item it names, or export this item's form",
        )
        fault = Fault(printed.cell, "other_item", zh, en, *cure)
        raise Malformed(f"{zh}，未导入。", f"Nothing was imported: {en}.", "other_item", [fault])


async def _then(unit: Unit, held: Edition, edition: int) -> Edition:
    found = await store.editions_at(unit.connection, {(held.item_id, edition)})
    return demand_there(found.get(held.item_id), edition, held)


def _faulty(found: Sequence[SheetFault]) -> Malformed:
    return Malformed(
        "确认单有误，未导入。请按 faults 所列单元格改正。",
        "The form has faults; nothing was imported. Correct the cells that faults names.",
        "sheet",
        [problem_of(fault) for fault in found[:SHOWN]],
        {"cells": [vars_of(fault) for fault in found[:SHOWN]]},
    )


def _demand_looked(item: Item, held: Edition, change: Values) -> None:
    """Unconditional while a form without an edition goes over what the item says; each place is told with both texts."""
    lost = [one for one in elements.changes(held.elements, edited(held.elements, change)) if one.old is not None]
    if lost:
        raise Unconditional(
            f"确认单没有写明依据的版本，会改动该事项第 {item.head} 版已有的内容。请核对后带 looked=true 再导入。",
            f"The form names no edition, and would change what edition {item.head} says. Look, then add looked=true.",
            NEEDS_DRY_RUN,
            [_overwritten(one) for one in lost[:SHOWN]],
        )


def _overwritten(change: Change) -> Fault:
    label, old, new = elements.labels(change.path), str(change.old)[:80], str(change.new)[:80]
    cure = (
        "核对后带 looked=true 再导入；或导出该事项的确认单（带依据版本），编辑后导入",
        "look and add looked=true, or export the item's form, which bears its edition, edit and import it",
    )
    told = f"{label.zh}：现为“{old}”，确认单为“{new}”", f"{label.en}: “{old}” here, “{new}” in the form"
    return Fault(change.path, "overwrites", *told, *cure)
