"""What the main item of a sub-item is called, where a load brings the sub-item into the catalogue without it (A06)."""

from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.commands.dumps import Told
from services.catalog.domain import Values
from services.catalog.domain.inout import RowOutcome
from services.catalog.intake import Above
from shared.codes.items import DIVIDED, MAIN, WHOLE
from shared.xlsx import SheetFault

NAME = "main_item_name"


async def name_main(connection: AsyncConnection, told: Told, row: RowOutcome, values: Values) -> Values:
    """The elements with the main item's name: the row's own, the catalogue's, or as the dump tells the main item.

    Where nothing says it the name stays open, and the row tells so.
    """
    if told.base.endswith((WHOLE, DIVIDED)) or values.get(NAME):
        return values
    main = told.base[:MAIN] + DIVIDED
    held = await store.by_code(connection, main)
    known = held.name if held and held.state != "cancelled" else (told.beside or Above()).main
    if known:
        return values | {NAME: known}
    row.faults.append(_unnamed(told.row, main))
    return values


def _unnamed(row: int, main: str) -> dict[str, object]:
    words = (
        f"主项 {main} 不在目录中，转储也没有写明其名称，主项名称暂缺",
        f"the main item {main} is not in the catalogue, and the dump does not name it; its name stays open",
        "在转储中附上主项的行（up_task_directory），或由省级业务部门编入主项、填写主项名称",
        "send the row of the main item along (up_task_directory), or let the line department enter and name it",
    )
    return asdict(SheetFault(None, row, None, None, "main_unnamed", "note", *words))
