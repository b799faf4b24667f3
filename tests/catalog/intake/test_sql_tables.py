"""Tables of a dump in SQL that are not known by name: read by their columns, or told with their rows; backups are no items."""

import pytest

from services.catalog.intake import Intake, Record, Unreadable
from tests.catalog.intake.test_other_shapes import dump
from tests.catalog.intake.test_other_shapes import read as read_pack
from tests.catalog.intake.test_sql_dumps import read, slips

ITEM = "INSERT INTO up_task_general_basic (task_code, task_name) VALUES ('T1', '取水许可');\n"


def told(*statements: str) -> tuple[list[Record], list[str]]:
    records, taken = read(("-- MySQL dump\n" + ITEM + "".join(statements)).encode())
    return records, of_tables(taken)


def of_tables(taken: Intake) -> list[str]:
    return [note.zh for note in taken.notes if note.slip.startswith(("table", "file"))]


@pytest.mark.parametrize(
    ("head", "into"),
    [("", "process_link (LINK_NAME, task_code, HANDLE_DAY, ORDER_NUM)"),
     ("CREATE TABLE `process_link` (`LINK_NAME` text, `TASK_CODE` text, `HANDLE_DAY` int, `ORDER_NUM` int);\n", "process_link")],
)  # fmt: skip
def test_steps_are_found_by_the_columns_of_their_table(head: str, into: str) -> None:
    records, tables = told(head, f"INSERT INTO {into} VALUES ('审核', 'T1', 3, 2), ('受理', 'T1', 1, 1);\n")  # noqa: S608 - never run
    assert ([row["name"] for row in records[0].values["steps"]], tables) == (["受理", "审核"], [])


def test_a_table_that_is_known_by_its_columns_alone_is_named() -> None:
    records, tables = told("INSERT INTO my_result (task_guid, task_code, result_name) VALUES ('g', 'T1', '许可证');\n")
    assert records[0].values["results"] == [{"name": "许可证"}]
    assert tables == ["表“my_result”从列看是 extend 表，按此读取"]


def test_items_under_another_name_are_found_by_their_columns() -> None:
    records, taken = read(
        b"-- MySQL dump\nINSERT INTO ml_matter_info (ID, TASK_CODE, TASK_NAME, BY_LAW, USE_LEVEL) VALUES (1, 'T1', 'A', '', '4');\n"
    )
    assert ([one.values["name"] for one in records], slips(taken)) == (["A"], {"table_read"})


@pytest.mark.parametrize(
    "columns",
    [
        "row_guid, project_no, task_code, task_name, dept_name, project_type, task_type, applyer_name, applyer_type, accept_date, contact_mobile",
        "row_guid, project_no, task_code, material_name, attach_name, attach_id",
        "row_guid, dept_name, dept_code, town_name",
        "rowguid, task_code, x_name",
        "id, told_by",
    ],
)
def test_a_register_of_other_things_is_told_with_its_rows_and_read_by_nobody(columns: str) -> None:
    row = ", ".join(["'甲; \nINSERT INTO up_task_general_basic (task_code) VALUES (1);'"] * (columns.count(",") + 1))
    records, tables = told(f"INSERT INTO `qt` ({columns}) VALUES ({row}), ({row}), ('x;\n")  # noqa: S608 - never run
    assert tables == ["表“qt”（2 行）未读取：看不出是哪一张交换表"]
    assert [(one.id, one.leftover.keys() - {"basic"}) for one in records] == [("T1", set())]


@pytest.mark.parametrize("name", ["_his", "_BAK", "_history", "_copy1", "_bak20240101", "_old", "_20240101", "备份"])
def test_rows_that_a_backup_keeps_are_no_live_items_and_are_told(name: str) -> None:
    table = f"up_task_general_basic{name}"
    records, tables = told(ITEM.replace("up_task_general_basic", table).replace("T1", "T2"))
    assert [one.id for one in records] == ["T1"]
    assert tables == [f"表“{table.lower()}”（1 行）未读取：从名称看是备份或历史数据，不是在用的事项"]
    files = {
        "up_task_general_basic.csv": "task_code,task_name\nT1,甲\n",
        f"{table}.csv": "task_code,task_name\nT2,乙\n",
    }
    records, taken = read_pack(dump(files), "dump.zip")
    assert ([one.id for one in records], slips(taken)) == (["T1"], {"file_kept"})


def test_a_dated_table_alone_is_the_table_and_a_backup_alone_is_not() -> None:
    for name, ids in (("up_task_general_basic_20240101", ["T1"]), ("up_task_general_basic_his", [])):
        data = ("-- MySQL dump\n" + ITEM.replace("up_task_general_basic", name)).encode()
        if ids:
            assert ([one.id for one in read(data)[0]], of_tables(read(data)[1])) == (ids, [])
        else:
            with pytest.raises(Unreadable, match=name):
                read(data)


def test_a_file_of_a_folder_that_is_no_table_is_told() -> None:
    files = {"up_task_general_basic.csv": "task_code,task_name\nT1,甲\n", "说明.csv": "一,二\n1,2\n", ".DS_Store": "x"}
    assert of_tables(read_pack(dump(files), "dump.zip")[1]) == ["文件“dump/说明.csv”未读取：看不出是哪一张交换表"]
