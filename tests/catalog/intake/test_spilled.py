"""What belongs to the items of a dump waits on disk: memory does not grow with it."""

import io
import tracemalloc

import pytest
from xlsxwriter import Workbook

from services.catalog import intake
from services.catalog.intake import Note, Source, jsonlines, tablefiles

ITEMS, MATERIALS, WORDS = 400, 5, 4_000


def dump() -> bytes:
    """Items with materials, whose rows stand before and after theirs, out of order."""
    basic = ",".join(f"('g{n}','C{n}','事项{n}')" for n in range(ITEMS))
    rows = [
        f"('C{n}','{place}-{n}','{'x' * WORDS}',{MATERIALS - place})"
        for place in range(MATERIALS)
        for n in range(ITEMS)
    ]
    rows.append("('C999999','无主','',1)")
    return (
        "-- MySQL dump\n"
        f"INSERT INTO up_task_general_material (task_code,material_name,remark,order_num) VALUES {','.join(rows)};\n"
        f"INSERT INTO up_task_general_basic (rowguid,task_code,task_name) VALUES {basic};\n"
    ).encode()


def test_the_rows_of_an_item_come_in_their_order_and_are_not_all_in_memory() -> None:
    data = dump()
    taken = intake.read([Source("dump.sql", lambda: io.BytesIO(data))])
    tracemalloc.start()
    try:
        counted = 0
        for record in taken.records:
            names = [one["name"] for one in record.values["materials"]]
            assert names == [f"{place}-{counted}" for place in reversed(range(MATERIALS))]
            counted += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counted == ITEMS
    assert peak < len(data) * 0.9, "less than the text of the rows"
    assert [(one.slip, "C999999" in one.zh) for one in taken.notes] == [("orphan_rows", True)]


class Counted(io.BytesIO):
    """A file that counts how much of it was read, by all who opened it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        Counted.taken += len(found)
        return found


@pytest.mark.parametrize("kind", ["sql", "xlsx"])
def test_a_file_of_many_tables_is_read_once_for_all_of_them(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counted, "taken", 0)
    data = dump() if kind == "sql" else book()
    taken = intake.read([Source(f"dump.{kind}", lambda: Counted(data))])
    looked = Counted.taken
    assert sum(1 for _ in taken.records) == (ITEMS if kind == "sql" else 2)
    assert Counted.taken - looked <= 2 * len(data), "not once for each table"


def book() -> bytes:
    """Two tables in a workbook."""
    target = io.BytesIO()
    with Workbook(target) as made:
        for name, rows in {
            "up_task_general_basic": [["rowguid", "task_code", "task_name"], ["g1", "C1", "甲"], ["g2", "C2", "乙"]],
            "up_task_general_material": [["task_code", "material_name"], ["C1", "申请表"]],
        }.items():
            sheet = made.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return target.getvalue()


MILLIONS = 2_000_001


@pytest.mark.slow
def test_a_table_of_millions_of_rows_is_read_to_its_end() -> None:
    notes: list[Note] = []
    table = b"task_code,fee_name\n" + b"T,a\n" * MILLIONS
    assert sum(1 for _ in tablefiles.rows(Source("fee.csv", lambda: io.BytesIO(table)), notes)) == MILLIONS
    lines = b"{}\n" * MILLIONS
    assert sum(1 for _ in jsonlines.read(Source("a.jsonl", lambda: io.BytesIO(lines))).parts or ()) == MILLIONS
    assert notes == []


def test_a_crowd_of_rows_of_one_item_is_told_and_not_held_in_memory() -> None:
    rows = ",".join(f"('C1','材料{n}')" for n in range(1_500))
    data = (
        "-- MySQL dump\nINSERT INTO up_task_general_basic (task_code,task_name) VALUES ('C1','甲'),('C2','乙');\n"
        f"INSERT INTO up_task_general_material (task_code,material_name) VALUES {rows},('C2','其他材料');\n"
    ).encode()
    crowded, other = intake.read([Source("dump.sql", lambda: io.BytesIO(data))]).records
    assert [(one.slip, one.path, "1000 行" in one.zh) for one in crowded.notes] == [("crowd", "materials", True)]
    assert intake.SLIPS["crowd"].severity == "block"
    assert len(crowded.values["materials"]) < 1_500
    assert [one["name"] for one in other.values["materials"]] == ["其他材料"]
