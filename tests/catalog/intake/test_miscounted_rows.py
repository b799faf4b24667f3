"""Rows with more or fewer cells than their table has columns: each is told by its row, and waits with what hangs on it."""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from services import inspector
from services.catalog import intake
from services.catalog.intake import Intake, Record, Source
from shared.clock import day, now
from shared.xlsx import write

CODE, OTHER, THIRD = (f"11230300990000017L4000119{n:03d}000" for n in (1, 2, 3))
HEAD = ("task_code", "task_name", "task_type", "accept_condition", "limit_scene_num", "task_version")
SOUND = (CODE, "取水许可", "01", "有取水口", "1", "1")
SHORT = (OTHER, "采砂许可", "01", "0", "3")
LONG = (OTHER, "采砂许可", "01", "条件一", "100", "0", "3")


def read(data: bytes, name: str) -> tuple[list[Record], Intake]:
    taken = intake.read([Source(name, lambda: io.BytesIO(data))])
    return list(taken.records), taken


def as_text(sign: str) -> Callable[..., bytes]:
    return lambda *rows: "\n".join(sign.join(row) for row in rows).encode()


def as_sql(head: Sequence[str], *rows: Sequence[str], table: str = "up_task_general_basic") -> bytes:
    told = ",\n".join("(" + ",".join(f"'{cell}'" for cell in row) + ")" for row in rows)
    return f"-- MySQL dump\nINSERT INTO `{table}` ({', '.join(head)}) VALUES\n{told};\n".encode()


def as_copy(head: Sequence[str], *rows: Sequence[str]) -> bytes:
    told = "\n".join("\t".join(row) for row in rows)
    return f"-- PostgreSQL database dump\nCOPY up_task_general_basic ({', '.join(head)}) FROM stdin;\n{told}\n\\.\n".encode()


def as_sheet(head: Sequence[str], *rows: Sequence[str]) -> bytes:
    return write(list(head), [list(row) for row in rows], sheet="up_task_general_basic")


SHAPES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("up_task_general_basic.csv", as_text(",")),
    "tsv": ("up_task_general_basic.txt", as_text("\t")),
    "insert": ("a.sql", as_sql),
    "copy": ("a.sql", as_copy),
    "xlsx": ("a.xlsx", as_sheet),
}
CASES = [(shape, row) for shape in SHAPES for row in (SHORT, LONG) if not (shape == "xlsx" and row is SHORT)]
"""A sheet has a cell for every column: one too few cannot be seen there."""


@pytest.mark.parametrize(("shape", "odd"), CASES)
def test_a_row_that_does_not_fit_its_columns_is_a_fault_and_nothing_of_it_is_taken(
    shape: str, odd: Sequence[str]
) -> None:
    name, made = SHAPES[shape]
    records, _ = read(made(HEAD, SOUND, odd, (THIRD, *SOUND[1:])), name)
    assert [one.values.get("visits") for one in records] == [1, None, 1]
    bad = records[1]
    assert (bad.values, bad.item, bad.id) == ({}, {"code": OTHER}, OTHER)
    assert [one.slip for one in bad.notes] == ["miscounted"]
    assert f"{len(odd)} 个值，应有 {len(HEAD)} 个" in bad.notes[0].zh
    kept = json.dumps(bad.leftover, ensure_ascii=False)
    assert all(cell in kept for cell in odd), "and nothing of it is lost"


def test_inspection_blocks_such_a_row_by_its_number_and_says_nothing_else_of_it(tmp_path: Path) -> None:
    path = tmp_path / "up_task_general_basic.csv"
    path.write_bytes(as_text(",")(HEAD, SOUND, SHORT))
    report = inspector.inspect(path, day(now()))
    found = [(line.rule, line.severity, line.id) for line in report.lines if line.row == 2]
    assert found == [("miscounted", "block", OTHER)]


def test_a_sound_row_waits_where_another_of_its_item_cannot_be_read() -> None:
    newer = (CODE, "取水许可", "01", "0", "3")
    for rows in ((SOUND, newer), (newer, SOUND)):
        records, _ = read(as_text(",")(HEAD, *rows, (THIRD, *SOUND[1:])), "up_task_general_basic.csv")
        assert sorted(one.notes[0].slip for one in records[:2]) == ["beside_miscounted", "miscounted"]
        assert {one.standing for one in records if one.values.get("conditions")} == {"doubtful", "live"}
        assert records[2].standing == "live"


MATERIALS = ("task_code", "order_num", "material_name", "remark")


def with_materials(*rows: Sequence[str]) -> tuple[list[Record], Intake]:
    basic = as_sql(HEAD, SOUND, (THIRD, *SOUND[1:]))
    return read(basic + as_sql(MATERIALS, *rows, table="up_task_general_material"), "a.sql")


@pytest.mark.parametrize("odd", [(CODE, "2", "照片"), ("m2", CODE, "2", "照片", "-")])
def test_an_item_waits_for_a_row_of_another_table_that_does_not_fit_its_columns(odd: Sequence[str]) -> None:
    (one, other), taken = with_materials((CODE, "1", "申请书", "-"), odd, (THIRD, "1", "申请书", "-"))
    (slip,) = (note for note in one.notes if note.slip == "miscounted_beside")
    assert (slip.path, "material 第 2 行" in slip.zh) == ("materials", True)
    assert [row["name"] for row in one.values["materials"]] == ["申请书"]
    assert "照片" in json.dumps(one.leftover, ensure_ascii=False)
    assert not [note for note in other.notes if note.slip.startswith("miscounted")]
    assert not [note for note in taken.notes if note.slip == "orphan_rows"]


def test_rows_of_another_table_that_fit_no_column_and_name_no_item_are_told_of_the_file() -> None:
    records, taken = with_materials(("2", "照片"), (CODE, "1", "申请书", "-"), ("照片",))
    (told,) = (note for note in taken.notes if note.slip == "miscounted_lost")
    assert ("有 2 行" in told.zh, "第 1 行" in told.zh) == (True, True)
    assert [row["name"] for row in records[0].values["materials"]] == ["申请书"]


def test_a_column_of_a_sheet_without_a_heading_shifts_nothing_and_is_told() -> None:
    head = ("", *HEAD)
    records, _ = read(as_sheet(head, ("0", *SOUND), ("1", OTHER, *SOUND[1:])), "a.xlsx")
    assert [one.values["visits"] for one in records] == [1, 1]
    assert "第 1 列" in next(iter(records[0].unplaced))


def test_a_table_that_cannot_be_read_on_is_a_fault_of_the_file() -> None:
    data = as_text(",")(HEAD, SOUND, (THIRD, "x" * 1_000_001, *SOUND[2:]))
    records, taken = read(data, "up_task_general_basic.csv")
    assert (len(records), [note.slip for note in taken.notes]) == (1, ["csv_cut"])
    assert intake.SLIPS["csv_cut"].severity == "block"


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_separator_that_ends_every_row_is_no_cell_and_is_told(sign: str) -> None:
    made, ended = as_text(sign), [(*row, "") for row in (SOUND, (OTHER, *SOUND[1:]))]
    for head in (HEAD, (*HEAD, "")):
        records, taken = read(made(head, *ended, (*LONG, "")), "up_task_general_basic.csv")
        assert [one.values.get("visits") for one in records] == [1, 1, None]
        assert [one.slip for one in records[2].notes] == ["miscounted"]
        assert ("separator_ends_rows" in {one.slip for one in taken.notes}) is (head is HEAD)


@pytest.mark.parametrize("odd", [SOUND, (*SOUND, "3"), (OTHER, "采砂许可", "01", "条件一", "一百", "0", "3")])
def test_a_cell_too_many_is_no_separator_at_the_end_unless_it_is_empty_in_every_row(odd: Sequence[str]) -> None:
    ended = (*SOUND, "")
    for rows in ((ended, odd), (ended, ended, odd), (ended,)):
        records, taken = read(as_text(",")(HEAD, *rows), "up_task_general_basic.csv")
        faults = [one.notes[0].slip for one in records if len(one.notes) and one.notes[0].slip == "miscounted"]
        assert len(faults) == len(rows) - rows.count(SOUND), "nor where it is a single row that has it"
        assert "separator_ends_rows" not in {one.slip for one in taken.notes}
