"""`shixiang inspect` reads the whole of a workbook, loses nothing in its copy, and counts all that it finds."""

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result
from xlsxwriter import Workbook

from services import inspector
from services.cli import app
from shared.xlsx import read_all
from tests.catalog.intake.oddities import item

HEAD = ["事项名称", "基本编码", "事项类型", "设定依据", "行使层级", "法定办结时限", "法定办结时限单位"]
SAMPLES = Path("/work/shared/samples/items.jsonl")


def row(number: int, **changed: Any) -> list[Any]:
    known = [
        f"取水许可{number}",
        f"2301190{10 + number:02d}000",
        "行政许可",
        "《中华人民共和国水法》第四十八条",
        "县级",
        20,
        "工作日",
    ]
    return [changed.get(name, value) for name, value in zip(HEAD, known, strict=True)]


def book(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], merges: Mapping[str, Any] | None = None, **states: str
) -> None:
    """A workbook; `merges` are areas of its first sheet, each with its value."""
    with Workbook(path) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            {"hidden": page.hide, "veryHidden": page.very_hidden}.get(states.get(name, ""), page.activate)()
            for number, one in enumerate(rows):
                page.write_row(number, 0, one)
            for area, value in (merges or {}).items():
                page.merge_range(area, value)


def comments(path: Path) -> dict[str, str]:
    """The words beside each cell, of all sheets."""
    with zipfile.ZipFile(path) as pack:
        parts = [pack.read(name).decode() for name in sorted(pack.namelist()) if name.startswith("xl/comments")]
    return {f"{number}!{ref}": said for number, part in enumerate(parts, 1) for ref, said in re.findall(r'<comment ref="(\w+)".*?<t[^>]*>(.*?)</t>', part, re.DOTALL)}  # fmt: skip


def cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.name: [row.values for row in sheet.rows] for sheet in read_all(path.read_bytes())}


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["inspect", *map(str, words)])


def found(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(run(path, "--json").stdout))


@pytest.mark.clause("G22")
def test_two_rows_with_one_basic_code_are_told_and_the_code_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(path, {"目录": [HEAD, row(1), row(2), row(3, 基本编码="230119011000")]})
    assert [one["row"] for one in found(path) if one["rule"] == "one_code_one_item"] == [4]
    run(path)
    assert "重复" in comments(tmp_path / "a.质检.xlsx")["1!B4"]


def test_two_rows_of_one_name_are_told_where_the_sheet_has_no_column_for_the_body(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(path, {"目录": [HEAD, row(1), row(2, 事项名称="取水许可1")], "别表": [HEAD, row(3, 事项名称="取水许可1")]})
    told = [one for one in found(path) if one["rule"] == "one_name_one_item"]
    assert [one["row"] for one in told] == [3, 2]
    assert "工作表“目录”第 2 行" in told[1]["message"]


def test_every_sheet_that_is_shown_is_read_and_each_that_is_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    bad = {"事项类型": "行政许克"}
    sheets = {"填表说明": [["请按要求填写"]], "一": [HEAD, row(1, **bad)], "二": [HEAD, row(2, **bad)], "藏": [HEAD, row(3, **bad)], "深": [HEAD, row(4)]}  # fmt: skip
    book(path, sheets, 藏="hidden", 深="veryHidden")
    all_found = found(path)
    assert sum(one["rule"] == "unknown_label" for one in all_found) == 2
    said = " ".join(one["message"] for one in all_found if one["rule"] in ("sheet_read", "sheet_not_read"))
    assert "读取了工作表“一”" in said
    assert "读取了工作表“二”" in said
    assert "“填表说明”未读取：找不到表头" in said
    assert "“藏”未读取：隐藏" in said
    assert "“深”未读取：深度隐藏" in said
    assert "“藏”未读取：隐藏" in run(path).output
    copy = tmp_path / "a.质检.xlsx"
    states = {sheet.name: sheet.state for sheet in read_all(copy.read_bytes())}
    assert list(states) == [*sheets, "问题清单"]
    assert [states[name] for name in ("一", "藏", "深")] == ["visible", "hidden", "veryHidden"]
    assert {"1!C2", "2!C2"} <= comments(copy).keys()
    assert cells(copy)["填表说明"] == [("请按要求填写",)]
    assert cells(copy)["深"][1][0] == "取水许可4"


def test_a_workbook_of_which_no_sheet_has_headings_ends_with_two(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(path, {"一": [["甲", "乙"]], "二": [["丙"]]})
    assert run(path).exit_code == 2


def test_a_merged_cell_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [["某县目录"], HEAD, row(1), row(2, 设定依据=None), row(3, 设定依据=None)]
    book(path, {"目录": rows}, {"A1:G1": "某县目录", "D3:D4": "《中华人民共和国水法》第四十八条"})
    missing = [
        one["row"] for one in found(path) if "缺少事项依据" in one["message"] or "缺少设定依据" in one["message"]
    ]
    assert set(missing) == {5}


def test_headings_merged_over_two_rows_are_no_item(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    merges = {f"{letter}1:{letter}2": name for letter, name in zip("ABCDEFG", HEAD, strict=True)}
    book(path, {"目录": [HEAD, [], row(1)]}, merges)
    assert "1 项" in run(path, "--summary").output


def test_a_formula_is_named_in_every_row_and_its_stored_value_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as made:
        page = made.add_worksheet("目录")
        page.write_row(0, 0, HEAD)
        for number in (1, 2, 3):
            page.write_row(number, 0, row(number))
            page.write_formula(number, 5, "=10+10", None, 20)
    told = [(one["row"], one["element"], one["message"]) for one in found(path) if one["rule"] == "formula"]
    assert told == [(n, "legal_limit", f"F{n} 是公式，用的是保存的值“20”") for n in (2, 3, 4)]
    assert not any(one["rule"] == "limit_unreadable" for one in found(path))


def values(raw: Any) -> int:
    if isinstance(raw, dict | list):
        return sum(map(values, raw.values() if isinstance(raw, dict) else raw))
    return 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_copy_of_json_lines_holds_every_value_and_what_was_found_in_it(tmp_path: Path, encoding: str) -> None:
    raw = [item(other={"心得": ["一", {"深": "处"}]}, 未知=1.50), item(name=None, nothing=None)]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join([*(json.dumps(one, ensure_ascii=False) for one in raw), "{坏行", "{}"]).encode(encoding))
    run(path)
    copy = [json.loads(line) for line in (tmp_path / "a.质检.jsonl").read_text("utf-8").splitlines()]
    assert [{k: v for k, v in one.items() if k != "_findings"} for one in copy] == [*raw, {"_line": "{坏行"}, {}]
    assert "name_missing" in {one["rule"] for one in copy[1]["_findings"]}
    assert {one["rule"] for one in copy[2]["_findings"]} == {"not_json"}


@pytest.mark.parametrize("wrapped", ["[{}]", '{{"data": {}}}'])
def test_an_array_is_copied_as_lines(tmp_path: Path, wrapped: str) -> None:
    path = tmp_path / "a.json"
    items = [item(), item(name="采砂许可", half="\ud800")]
    said = json.dumps(items, indent=1)
    path.write_text(wrapped.format(said if "{{" in wrapped else said[1:-1]))
    run(path)
    copy = [json.loads(line) for line in (tmp_path / "a.质检.jsonl").read_text("utf-8").splitlines()]
    assert [{k: v for k, v in one.items() if k != "_findings"} for one in copy] == items


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_no_value_of_the_twelve_samples_is_lost_in_their_copy(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(SAMPLES.read_bytes())
    run(path)
    copy = [json.loads(line) for line in (tmp_path / "items.质检.jsonl").read_text("utf-8").splitlines()]
    own = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines() if line.strip()]
    assert [{k: v for k, v in one.items() if k != "_findings"} for one in copy] == own
    assert values(own) > 600
    assert all(one["_findings"] for one in copy)


def test_what_is_not_listed_is_counted_and_a_block_after_the_last_line_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    sound_enough = item(promised_limit={"text": "1工作日"})
    blocked = item(promised_limit={"text": "90个工作日"})
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in (sound_enough, blocked)), "utf-8")
    whole = run(path, "--summary").output
    monkeypatch.setattr(inspector, "LISTED", 1)
    done = run(path)
    assert done.exit_code == 1
    assert [line for line in done.output.splitlines() if "个不予通过" in line] == [
        line for line in whole.splitlines() if "个不予通过" in line
    ]
    assert "未列出" in done.output
    assert "未列出" in str(cells(tmp_path / "a.质检.xlsx")["质检问题"][-1][5])
    told = run(path, "--json")
    *listed, last = json.loads(told.stdout)
    assert (len(listed), last["rule"], last["severity"], last.keys()) == (1, "not_listed", "block", listed[0].keys())
    assert "未列出" in last["message"]
    assert "未列出" in told.stderr


def test_the_sheets_of_exchange_tables_are_copied_with_their_own_cells_marked(tmp_path: Path) -> None:
    path, codes = tmp_path / "a.xlsx", ["11230122MB1234567X4000119001000", "11230122MB1234567X4000119002000"]
    basic: list[list[Any]] = [
        ["省库导出"],
        ["link_way", "task_code", "task_name"],
        ["12345", codes[0], "甲事项"],
        [],
        ["无", codes[1], "乙事项"],
    ]
    materials: list[list[Any]] = [
        ["page_num", "material_name", "order_num", "task_code"],
        ["1", "其他材料", 2, codes[1]],
        ["1", "申请书", 1, codes[1]],
        ["1", "等", 1, codes[0]],
    ]
    more = [["task_code", "anticipate_day", "anticipate_type"], [codes[1], "五个月亮", "1"]]
    steps = [["task_code", "link_name"], [codes[1], "待定"]]
    book(path, {"说明": [["随便"]], "up_task_general_material": materials, "up_task_general_basic": basic, "up_task_general_extend": more, "up_task_process_link": steps})  # fmt: skip
    all_found, copy = found(path), tmp_path / "a.质检.xlsx"
    run(path)
    assert [one.name for one in read_all(copy.read_bytes())][:5] == list(cells(path))
    assert cells(copy)["up_task_general_basic"][-1] == ("无", codes[1], "乙事项")
    said = comments(copy)
    named = [one for one in all_found if one["rule"] in ("no_catch_all", "empty_phrase")]
    assert [(one["row"], one["element"]) for one in named] == [
        (1, "materials[0].name"),
        (2, "consult[0].value"),
        (2, "materials[1].name"),
    ]
    assert "兜底性表述“其他材料”" in said["1!B2"]
    assert {"1!A3", "1!B4", "2!B5", "2!B3", "3!B2", "4!B2"} <= said.keys(), "by element, row and code"
    assert "只写了“无”" in said["2!A5"]
    assert "缺少事项类型" in said["2!B3"]
    assert "2!A3" not in said, "of a sound cell nothing is said"
    assert ("B2", "up_task_general_material") in {(row[1], row[-1]) for row in cells(copy)["问题清单"]}
