"""What a dump's own table of the catalogue, up_task_directory, says of an item that the catalogue has: told, not taken.

The catalogue is its department's (G22); the table names none, so each of its rows says what differs, and who changes it.
"""

from dataclasses import asdict

from services.catalog.commands.dumps import DIRECTORY, DIRECTORY_ROWS, Told
from services.catalog.domain import Edition, Item
from services.catalog.domain.inout import RowOutcome, differences
from services.catalog.intake import PASSED
from shared import elements
from shared.xlsx import SheetFault

Words = tuple[str, str, str, str]


def tell_directory(told: Told, row: RowOutcome, item: Item | None, held: Edition | None) -> None:
    """The row says where it differs from the catalogue, which stays as it is, and who changes that."""
    row.action = "passed"
    if item is None or held is None or item.state == "cancelled":
        if not told.item_row and told.standing not in PASSED:
            _say(row, "catalogue_rows", _left_out(told))
        return
    row.item_id, row.before = item.item_id, item.head
    if told.standing == "cancelled":
        _say(row, "directory_cancelled", _cancelled(told, item))
    elif told.standing in ("live", "suspended"):
        row.changes = differences(held.elements, held.elements | told.above)
        row.action = "passed" if row.changes else "same"
        if row.changes:
            _say(row, "directory_differs", _differs(told, item, row))


def _say(row: RowOutcome, code: str, words: Words) -> None:
    row.faults.append(asdict(SheetFault(DIRECTORY, row.row, None, None, code, "note", *words)))


def _place(told: Told) -> tuple[str, str]:
    number = told.row - DIRECTORY_ROWS
    return f"目录表（{DIRECTORY}）第 {number} 行", f"row {number} of {DIRECTORY}"


def _differs(told: Told, item: Item, row: RowOutcome) -> Words:
    keys = list(dict.fromkeys(change["path"].split("[")[0].split(".")[0] for change in row.changes))
    zh, en = _place(told)
    return (
        f"{zh}与目录不同，以目录为准：{'、'.join(elements.labels(key).zh for key in keys)}",
        f"{en} is other than the catalogue, which stays: {', '.join(keys)}",
        f"来源库正确的，由{item.office_name}修改目录事项 {item.code}，或按基本目录表格导入",
        f"if the dump is right, {item.office_name} changes {item.code}, or imports the catalogue sheet",
    )


def _cancelled(told: Told, item: Item) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}：来源库已取消该目录事项，目录中仍在用",
        f"{en}: cancelled where it comes from, and still in force in the catalogue",
        f"确已取消的，由{item.office_name}对目录事项 {item.code} 走取消程序",
        f"if it has ended, {item.office_name} cancels {item.code} through its gates",
    )


def _left_out(told: Told) -> Words:
    zh, en = _place(told)
    return (
        f"{zh}未导入：目录中没有，也没有机构的行在其下，表中也没有管理部门（G22）",
        f"{en} is left out: the catalogue lacks it, no body's row stands on it, and it names no department",
        "由省级业务部门按基本目录表格导入；这些行可先用 shixiang inspect 检查",
        "its line department imports the catalogue sheet; shixiang inspect looks at the rows before",
    )
