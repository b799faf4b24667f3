"""What no element has a place for is told: by which column or key, in how many rows, with an example."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.catalog.commands import dumps
from services.catalog.intake import Unplaced
from services.cli import app
from shared.xlsx import read as read_sheet
from shared.xlsx import write
from tests.catalog.intake.oddities import item

TABLE = (
    "task_code,task_name,rowguid,task_version,task_state,anticipate_day,anticipate_type,colour,extend_field\n"
    "T1,取水许可,g1,1,1,20,1,红,\n"
    "T2,采砂许可,g2,1,1,20,2,蓝,乙\n"
)
COLOUR = "“basic.colour”没有对应的要素：2 行有内容，如“红”"
EXTENDED = "“basic.extend_field”没有对应的要素：1 行有内容，如“乙”"


def told(path: Path) -> tuple[list[str], str]:
    """What is listed of it, and the part of the summary that is about it."""
    listed = CliRunner().invoke(app, ["inspect", str(path), "--json"]).stdout
    said = CliRunner().invoke(app, ["inspect", str(path), "--summary"]).output
    return [one["message"] for one in json.loads(listed) if one["rule"] == "no_element"], said


def test_columns_of_a_dump_without_an_element_are_in_the_summary_and_in_the_list(tmp_path: Path) -> None:
    path = tmp_path / "up_task_general_basic.csv"
    path.write_text(TABLE, "utf-8")
    found, said = told(path)
    assert found == [COLOUR, EXTENDED]
    assert f"要素之外的内容（已原样保留）：\n  {COLOUR}\n  {EXTENDED}\n" in said
    CliRunner().invoke(app, ["inspect", str(path), "--out", str(tmp_path / "out.xlsx")])
    rows = [row.values for row in read_sheet((tmp_path / "out.xlsx").read_bytes()).rows]
    assert [row[5] for row in rows if row[3] == "no_element"] == [COLOUR, EXTENDED]


def test_the_dry_run_of_a_load_hears_of_them_as_notes_on_the_file() -> None:
    outcome = dumps.read(TABLE.encode())
    list(outcome.entries)
    notes = [(one.row, one.severity, one.message_zh) for one in outcome.drain() if one.code == "no_element"]
    assert notes == [(None, "note", COLOUR), (None, "note", EXTENDED)]


@pytest.mark.parametrize("count", [3, 120])
def test_keys_of_items_in_one_process_or_several_are_counted_alike(tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(item(weather="晴") | {"id": str(n)}) for n in range(count)), "utf-8")
    assert f"“weather”没有对应的要素：{count} 行有内容，如“晴”" in told(path)[0]


def test_a_column_of_a_workbook_is_counted_by_the_rows_that_fill_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write(["事项名称", "实施编码", "心得"], [["甲", "T1", "好"], ["乙", "T2", ""]]))
    assert told(path)[0] == ["“心得”没有对应的要素：1 行有内容，如“好”"]


def test_of_very_many_keys_only_so_many_are_kept() -> None:
    held = Unplaced()
    for n in range(3 * Unplaced.MOST):
        held.add({f"k{n}": "x" * 1_000})
    notes = held.notes()
    assert [len(notes), notes[-1].slip] == [Unplaced.MOST + 1, "no_element_more"]
    assert str(2 * Unplaced.MOST) in notes[-1].zh
