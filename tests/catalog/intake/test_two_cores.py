"""A long file is looked at by several processes; what is told is what one process tells."""

import json
from datetime import date
from pathlib import Path

from services import inspector
from services.inspector import ALONE, CHUNK, inspect
from shared.world import world
from shared.xlsx import write

TODAY = date(2026, 11, 22)
LONG = CHUNK * (ALONE + 17)


def line(number: int) -> str:
    """Every seventh has a code that was there, every fifth a name; one is no JSON."""
    if number == LONG - 2:
        return "{broken"
    items = list(world().items.values())
    name = f"登记{number - number % 5 % 2}"
    code = f"11310000MB2F3067XN{2_000_000_000_000 + number - number % 7 // 6:013d}"
    values = dict(list(items[number % len(items)].elements.items())[:6]) | {"name": name, "implementing_body": "某局"}
    return json.dumps({"code": code, "layer": "implementation", "elements": values}, ensure_ascii=False)


def test_two_processes_tell_what_one_tells_in_the_same_order(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(line(number) for number in range(LONG)), "utf-8")
    told: list[int] = []
    alone, beside = inspect(path, TODAY, processes=1), inspect(path, TODAY, processes=2, tell=told.append)
    assert told == [1_000]
    assert alone.items == beside.items == LONG
    assert alone.lines == beside.lines
    assert inspector.summary(alone) == inspector.summary(beside)
    found = {one.rule for one in beside.lines if one.row > CHUNK * ALONE}
    assert {"one_code_one_item", "one_name_one_item", "not_json"} <= found


def test_the_rows_of_a_workbook_are_made_into_items_by_any_process(tmp_path: Path) -> None:
    head = ["事项名称", "实施编码", "事项类型", "行使层级", "法定办结时限", "承诺办结时限", "没有的列"]
    rows = [
        [
            f"登记{n % 70}",
            f"11230300990000017L{n % 5 + 1}0901{n:07d}",
            "行政许可",
            "县级",
            "20",
            f"{n % 40}个工作日",
            "甲",
        ]
        for n in range(LONG)
    ]
    path = tmp_path / "items.xlsx"
    path.write_bytes(write(head, rows))
    alone, beside = inspect(path, TODAY, processes=1), inspect(path, TODAY, processes=2)
    assert alone.items == beside.items == LONG
    assert alone.lines == beside.lines
    found = {one.rule for one in beside.lines if one.row > CHUNK * ALONE}
    assert {"one_name_one_item", "promise_within_statutory"} <= found
    assert "unknown_column" in {one.rule for one in beside.lines}
