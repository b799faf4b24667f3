"""Files as people send them: packed, in other encodings, with other separators, as sheets, cut, and with more than rows."""

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from shared.xlsx import CellValue, write

COLUMNS = ("task_code", "task_name", "task_type", "dept_name", "accept_condition")
ROWS = (
    ("T1", "药品零售许可", "01", "某县市场监督管理局", "有场所"),
    ("T2", "广告发布登记", "07", "某县市场监督管理局", "有设备"),
)
INSERT = f"INSERT INTO `up_task_general_basic` ({', '.join(COLUMNS)}) VALUES "  # noqa: S608 - a dump is read, and never run
DUMP = "-- MySQL dump\n" + INSERT + ",\n".join(f"({', '.join(map(repr, row))})" for row in ROWS) + ";\n"


def inspect(path: Path, data: bytes) -> tuple[Result, dict[str, list[str]]]:
    """How the command ends, and what it tells by rule."""
    path.write_bytes(data)
    done = CliRunner().invoke(app, ["inspect", str(path), "--json"])
    told: dict[str, list[str]] = {}
    for line in json.loads(done.stdout) if done.exit_code < 2 else ():
        told.setdefault(line["rule"], []).append(line["message"])
    return done, told


def items(path: Path) -> str:
    return CliRunner().invoke(app, ["inspect", str(path), "--summary"]).output.partition("）：")[2].partition("；")[0]


@pytest.mark.parametrize(("sign", "word"), [("\t", "制表符"), (";", "分号"), ("|", "竖线")])
@pytest.mark.parametrize("name", ["up_task_general_basic.csv", "up_task_general_basic.txt", "导出.csv"])
def test_a_table_with_another_separator_is_read_and_says_so(tmp_path: Path, sign: str, word: str, name: str) -> None:
    data = "\n".join(sign.join(row) for row in (COLUMNS, *ROWS)).encode()
    _, told = inspect(tmp_path / name, data)
    assert told["separator"] == [f"列的分隔符是“{word}”，按此读取"]
    assert items(tmp_path / name) == "2 项"
    assert "no_key" not in told


@pytest.mark.parametrize("wrong", ["latin-1", "gb18030"])
def test_text_that_was_encoded_twice_is_refused(tmp_path: Path, wrong: str) -> None:
    done, _ = inspect(tmp_path / "a.sql", DUMP.encode().decode(wrong, "replace").encode())
    assert (done.exit_code, "转存了一次" in done.output) == (2, True)


def test_a_single_row_that_was_encoded_twice_is_blocked(tmp_path: Path) -> None:
    row = (INSERT + "('T3', '婚姻登记预约服务', '20', '某局', '');\n").encode().decode("latin-1").encode()
    _, told = inspect(tmp_path / "a.sql", (DUMP * 20).encode() + row)
    assert len(told["garbled"]) == 1


def test_big5_is_refused_and_not_read_as_another_encoding(tmp_path: Path) -> None:
    text = DUMP.replace("药品零售许可", "廣告發佈登記許可").replace("某县市场监督管理局", "某縣市場監督管理局")
    text = text.replace("广告发布登记", "廣告發佈登記").replace("有场所", "有場所").replace("有设备", "有設備")
    done, _ = inspect(tmp_path / "a.sql", text.encode("big5"))
    assert (done.exit_code, "Big5" in done.output) == (2, True)
    assert inspect(tmp_path / "a.sql", text.encode("gb18030"))[0].exit_code == 1


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (b"PGDMP\x01\x0e\x00\x04\x08" + bytes(range(256)), "pg_restore"),
        (DUMP.encode("utf-16-le"), "另存为 UTF-8"),
        (DUMP.encode("utf-16-be"), "另存为 UTF-8"),
        (gzip.compress(DUMP.encode())[:-20], "重新导出"),
        (gzip.compress(b"0" * (80 << 20)), "炸弹"),
        (b"a.sql".ljust(257, b"\0") + b"ustar" + bytes(100), "解开"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, data: bytes, cure: str) -> None:
    done, _ = inspect(tmp_path / "a.sql", data)
    assert (done.exit_code, cure in done.output) == (2, True)


def test_a_dump_that_gzip_has_packed_is_read(tmp_path: Path) -> None:
    inspect(tmp_path / "a.sql.gz", gzip.compress(DUMP.encode("gb18030")))
    assert items(tmp_path / "a.sql.gz") == "2 项"


@pytest.mark.parametrize("name", ["export.jsonl", "export.json"])
def test_json_with_the_columns_of_the_exchange_is_rows_of_it_whatever_the_file_is_called(
    tmp_path: Path, name: str
) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    text = json.dumps(rows, indent=1) if name.endswith("json") else "\n".join(map(json.dumps, rows))
    _, told = inspect(tmp_path / name, text.encode())
    assert items(tmp_path / name) == "2 项"
    assert "缺少事项名称" not in told["core_elements"]


@pytest.mark.parametrize("name", ["up_task_general_basic.xlsx", "事项.xlsx"])
def test_an_exchange_table_in_a_workbook_is_the_table_it_is(tmp_path: Path, name: str) -> None:
    done, told = inspect(tmp_path / name, write(list(COLUMNS), [list(row) for row in ROWS]))
    assert (done.exit_code, items(tmp_path / name)) == (1, "2 项")
    assert "缺少事项名称" not in told["core_elements"]


def test_the_tables_of_several_workbooks_are_joined(tmp_path: Path) -> None:
    (tmp_path / "basic.xlsx").write_bytes(write(list(COLUMNS), [list(row) for row in ROWS]))
    done, _ = inspect(tmp_path / "b.xlsx", write(["task_code", "material_name"], [["T1", "申请书"], ["T9", "孤儿"]]))
    assert (done.exit_code, "找不到 up_task_*_basic 表" in done.output) == (2, True), "materials alone are no items"
    done = CliRunner().invoke(app, ["inspect", str(tmp_path), "--json"])
    told = {line["rule"]: line["message"] for line in json.loads(done.stdout)}
    assert "T9" in told["orphan_rows"]


def test_a_workbook_of_something_else_is_not_refused_for_its_wide_digits(tmp_path: Path) -> None:
    done, _ = inspect(tmp_path / "a.xlsx", write(["甲", "乙"], [["１２", "三"]]))
    assert (done.exit_code, "找不到表头" in done.output, "半角" in done.output) == (2, True, False)


@pytest.mark.parametrize(
    ("more", "verb"),
    [
        ("UPDATE `up_task_general_basic` SET task_name='改' WHERE task_code='T1';\n", "UPDATE"),
        ("DELETE FROM up_task_general_basic WHERE task_code='T2';\n", "DELETE"),
        ("TRUNCATE TABLE up_task_general_basic;\n", "TRUNCATE"),
        ("INSERT INTO up_task_general_basic SET task_code='T3', task_name='丙';\n", "INSERT"),
        ("INSERT INTO up_task_general_basic SELECT * FROM old;\n", "INSERT"),
    ],
)
def test_a_statement_that_changes_rows_is_told_by_its_line(tmp_path: Path, more: str, verb: str) -> None:
    done, told = inspect(tmp_path / "a.sql", (DUMP + more).encode())
    (said,) = told["sql_not_followed"]
    assert said.startswith(f"SQL 第 4 行的 {verb} up_task_general_basic")
    assert done.exit_code == 1


def test_a_table_that_is_emptied_before_it_is_filled_is_nothing_to_tell(tmp_path: Path) -> None:
    told = inspect(tmp_path / "a.sql", f"DELETE FROM up_task_general_basic;\n{DUMP}".encode())[1]  # noqa: S608 - never run
    assert "sql_not_followed" not in told
    assert items(tmp_path / "a.sql") == "2 项"


@pytest.mark.parametrize("end", ["('T3', '婚姻登", "('T3', '婚姻登记'", "('T3', '婚姻登记', '20', '局', ''),\n"])
def test_a_dump_that_ends_in_a_statement_is_cut_and_ends_with_one(tmp_path: Path, end: str) -> None:
    done, told = inspect(tmp_path / "a.sql", (DUMP.rstrip(";\n") + ",\n" + end).encode())
    assert done.exit_code == 1
    assert len(told["sql_cut"]) == 1
    assert "sql_cut" not in inspect(tmp_path / "a.sql", DUMP.encode())[1]


def test_a_copy_without_its_end_is_cut(tmp_path: Path) -> None:
    copy = "-- PostgreSQL database dump\nCOPY up_task_general_basic (task_code, task_name) FROM stdin;\nT1\t甲\n"
    assert "sql_cut" in inspect(tmp_path / "a.sql", copy.encode())[1]
    assert "sql_cut" not in inspect(tmp_path / "a.sql", (copy + "\\.\n").encode())[1]


@pytest.mark.parametrize("rows", [[], [["", "", ""]]])
def test_a_sheet_of_headings_only_says_that_it_has_no_items(tmp_path: Path, rows: list[list[CellValue]]) -> None:
    done, told = inspect(tmp_path / "a.xlsx", write(["事项名称", "实施编码", "事项类型"], rows))
    assert (done.exit_code, told["no_items"]) == (1, ["文件中没有事项，只有表头或空行"])
