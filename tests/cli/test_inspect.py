"""`shixiang inspect`: offline, with a marked copy, and an exit code that a script can read."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.catalog.sheets import catalogue
from services.cli import app
from shared.world import world
from shared.xlsx import read, write
from tests.catalog.intake.oddities import item


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["inspect", *words])


def lines(path: Path, *raws: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(raw, ensure_ascii=False) for raw in raws), encoding="utf-8")
    return path


def record(**changed: Any) -> dict[str, Any]:
    held = next(one for one in world().items.values() if one.state == "online" and one.layer == "implementation")
    return {"item_id": "i1", "code": held.code, "layer": held.layer, "elements": held.elements | changed}


def test_a_sound_file_ends_with_nought(tmp_path: Path) -> None:
    done = run(str(lines(tmp_path / "a.jsonl", record())), "--summary")
    assert done.exit_code == 0
    assert "1 项" in done.output
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_finding_that_blocks_ends_with_one_and_is_printed_as_json(tmp_path: Path) -> None:
    longer = {"number": 99, "unit": "month"}
    done = run(str(lines(tmp_path / "a.jsonl", record(), record(promised_limit=longer) | {"code": ""})), "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert all(list(one) == ["row", "id", "element", "rule", "severity", "message"] for one in found)
    hit = next(one for one in found if one["rule"] == "promise_within_statutory")
    assert (hit["row"], hit["element"], hit["severity"]) == (2, "promised_limit", "block")


@pytest.mark.parametrize("data", [None, b"", b"hello"])
def test_what_cannot_be_read_ends_with_two_and_a_sentence(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "a.txt"
    if data is not None:
        path.write_bytes(data)
    done = run(str(path))
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_workbook_comes_back_with_its_cells_marked(tmp_path: Path) -> None:
    head = ["事项名称", "实施编码", "事项类型", "行使层级", "法定办结时限", "承诺办结时限"]
    row = ["取水许可", "11230300990000017L3000119001000", "行政许可", "县级", "20个工作日", "30个工作日"]
    path = tmp_path / "items.xlsx"
    path.write_bytes(write(head, [row]))
    done = run(str(path))
    assert done.exit_code == 1
    copy = (tmp_path / "items.质检.xlsx").read_bytes()
    assert list(read(copy).rows)[1].values[:4] == tuple(row[:4])
    told = [(r.at(2), str(r.at(4))) for r in read(copy, sheet="问题清单").rows]
    assert any(cell == "F2" and "长于法定时限" in words for cell, words in told)
    assert any(cell == "D2" and "实施编码第 19 位" in words for cell, words in told)
    assert not any("缺少申请材料" in words for _, words in told), (
        "a sheet is not blamed for columns it has no place for"
    )


def test_two_rows_with_one_code_and_a_code_of_another_body_are_told(tmp_path: Path) -> None:
    head = ["事项名称", "实施编码", "统一社会信用代码"]
    code, other = "11230300990000017L3000119001000", "116203009900000256"
    path = tmp_path / "items.xlsx"
    path.write_bytes(
        write(head, [["甲", code, code[:18]], ["乙", code, code[:18]], ["丙", code[:18] + "4000119001000", other]])
    )
    found = [(one["row"], one["rule"]) for one in json.loads(run(str(path), "--json").stdout)]
    assert (3, "one_code_one_item") in found
    assert (4, "code_body_agrees") in found
    assert (2, "one_code_one_item") not in found


@pytest.mark.clause("E13")
def test_two_rows_of_one_body_with_one_name_are_told_whatever_their_codes(tmp_path: Path) -> None:
    path = tmp_path / "items.xlsx"
    codes = ["11230300990000017L3000119001000", "11230300990000017L3000119002000"]
    rows = [["取水许可", "某局", codes[0]], ["取水许可", "某局", codes[1]], ["取水许可", "他局", ""]]
    path.write_bytes(write(["事项名称", "实施主体", "实施编码"], rows))
    found = [one["row"] for one in json.loads(run(str(path), "--json").stdout) if one["rule"] == "one_name_one_item"]
    assert found == [3]


def test_the_basic_catalogue_of_the_sample_world_is_sound_as_a_sheet(tmp_path: Path) -> None:
    bases = [(one.basic_code, one.elements) for one in world().base_items.values() if one.basic_code.startswith("62")]
    path = tmp_path / "catalogue.xlsx"
    path.write_bytes(catalogue.write(bases))
    done = run(str(path), "--json")
    assert [one for one in json.loads(done.stdout) if one["severity"] == "block"] == []
    assert done.exit_code == 0


def test_other_shapes_get_a_workbook_that_lists_the_findings(tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    done = run(str(lines(tmp_path / "a.jsonl", item(name=None))), "--out", str(out))
    assert done.exit_code == 1
    rows = [row.values for row in read(out.read_bytes()).rows]
    assert rows[0][0] == "行"
    assert any(row[3] == "name_missing" for row in rows)
    assert "问题最多的事项" in done.output


def test_a_folder_of_exchange_tables_is_inspected(tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "up_task_general_basic.csv").write_text(
        "task_code,task_name,promise_day,anticipate_day\nT1,取水许可,30,20\n"
    )
    done = run(str(folder), "--json")
    assert done.exit_code == 1
    assert "promise_within_statutory" in {one["rule"] for one in json.loads(done.stdout)}


def test_what_is_no_element_at_all_is_told_by_the_definitions(tmp_path: Path) -> None:
    done = run(str(lines(tmp_path / "a.jsonl", record(visits="两次", unheard_of=1, cases=[{}]))), "--json")
    paths = {one["element"] for one in json.loads(done.stdout) if one["rule"] == "element_shape"}
    assert paths == {"visits", "unheard_of", "cases[0].name"}
