"""Tables of a dump in SQL that are not known by name: read by their columns, or told with their rows; backups are no items."""

import pytest

from services.catalog.intake import Intake, Record, Unreadable
from shared.xlsx import Page, Row, annotate_all
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


AUDIT = "INSERT INTO task_audit_record (rowguid, task_code, task_name, task_type, use_level, task_version) VALUES ('r', 'T1', '送审稿', '07', '4', '2');\n"
NAMED = "up_task_general_basic"


@pytest.mark.parametrize("data", [ITEM + AUDIT, AUDIT + ITEM])
def test_a_table_that_is_items_by_its_columns_never_mixes_with_the_one_that_is_by_its_name(data: str) -> None:
    records, taken = read(("-- MySQL dump\n" + data).encode())
    assert [(one.item["name"], one.standing) for one in records] == [("取水许可", "live")]
    assert of_tables(taken) == ["表“task_audit_record”（1 行）未读取：列名像交换表，但已有更确定的同类表，不混在一起"]


def test_of_two_that_are_items_by_their_columns_the_one_with_more_of_them_is_read() -> None:
    whole = "INSERT INTO ml_matter (task_code, task_name, task_type, by_law, use_level, dept_name, accept_condition) VALUES ('T1', '取水许可', '', '', '4', '', '');\n"
    records, taken = read(("-- MySQL dump\n" + AUDIT + whole).encode())
    assert ([one.item["name"] for one in records], slips(taken)) == (["取水许可"], {"table_read", "table_beside"})


def test_cases_are_no_items_though_no_table_of_items_is_there() -> None:
    cases = AUDIT.replace("task_version", "project_no").replace("task_audit_record", "up_pro_accept")
    with pytest.raises(Unreadable):
        read(("-- MySQL dump\n" + cases).encode())


def test_a_file_or_sheet_of_the_name_counts_and_one_of_the_columns_beside_it_is_told() -> None:
    files = {
        "audit.csv": "task_code,task_name,task_version\nT1,送审稿,2\n",
        f"{NAMED}.csv": "task_code,task_name\nT1,取水许可\n",
    }
    records, taken = read_pack(dump(files), "dump.zip")
    assert ([one.item["name"] for one in records], slips(taken)) == (["取水许可"], {"file_beside"})
    sheets = {"audit": ["T1", "送审稿", "2"], NAMED: ["T1", "取水许可"]}
    head = Row(1, ("task_code", "task_name", "task_version"))
    pages = [Page(name, [head, Row(2, tuple(cells))]) for name, cells in sheets.items()]
    records, taken = read_pack(annotate_all(pages, []), "dump.xlsx")
    assert ([one.item["name"] for one in records], slips(taken)) == (["取水许可"], {"sheet_not_read"})
