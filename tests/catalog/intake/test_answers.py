"""Answers of interfaces: the items within them are read, however they are nested and whether on one line or many."""

import json
from pathlib import Path
from typing import Any

import pytest

from services import inspector
from services.catalog.intake import jsonlines, texts
from services.catalog.intake.envelopes import within
from services.catalog.intake.tablefiles import names_in
from tests.catalog.intake.oddities import item
from tests.catalog.intake.test_other_shapes import read, slips
from tests.catalog.intake.test_plain_shape import TODAY

PLAIN = [item(id="a", name="甲"), item(id="b", name="乙")]
FLAT = [{"事项名称": "甲", "实施编码": "T1", "note": "一"}, {"事项名称": "乙", "实施编码": "T2"}]
ROWS = [{"task_code": "T1", "task_name": "甲"}, {"task_code": "T2", "task_name": "乙"}]
CAMEL = [{"taskCode": "T1", "taskName": "甲"}, {"taskCode": "T2", "taskName": "乙"}]
AROUND = {
    "gaoan": lambda items: {"code": 0, "msg": "ok", "data": items},
    "shanghai": lambda items: {"status": 1, "custom": {"list": items, "sumNum": 2, "lastTimestamp": 1}},
    "paged": lambda items: {"code": "200", "data": {"total": 2, "list": items}},
    "after a status": lambda items: {"status": {"code": "200", "text": "成功"}, "custom": {"list": items}},
    "wrapped one by one": lambda items: {"results": [{"item": one} for one in items], "note": "共 2 项"},
    "by kind": lambda items: {"data": {"general": items[:1], "public": items[1:]}},
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("items", [PLAIN, FLAT, ROWS, CAMEL], ids=["plain", "flat", "rows", "camel"])
def test_the_items_of_an_answer_are_the_items(items: list[Any], around: Any, indent: int | None) -> None:
    records, taken = read(json.dumps(around(items), ensure_ascii=False, indent=indent).encode())
    assert [one.item["name"] for one in records] == ["甲", "乙"]
    assert (slips(taken), len({one.row for one in records})) == (set(), 2)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("one", [PLAIN[0], FLAT[0], ROWS[0]])
def test_the_answer_for_one_item_is_that_item(one: dict[str, Any], indent: int | None) -> None:
    records, _ = read(json.dumps({"code": 0, "data": one}, ensure_ascii=False, indent=indent).encode())
    assert [record.item["name"] for record in records] == ["甲"]


def test_answers_one_a_line_are_read_one_after_another_and_an_empty_page_is_none() -> None:
    pages = [{"code": 0, "data": {"list": items}} for items in (PLAIN[:1], PLAIN[1:], [])]
    records, _ = read("\n".join(json.dumps(one, ensure_ascii=False) for one in pages).encode())
    assert [(one.row, one.id) for one in records] == [(1, "a"), (2, "b")]


def test_an_answer_on_a_line_too_long_for_one_item_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LINE", 100)
    monkeypatch.setattr(texts, "LINE", 100)
    records, taken = read(json.dumps({"code": 0, "data": PLAIN}, ensure_ascii=False).encode())
    assert ([one.item["name"] for one in records], slips(taken)) == (["甲", "乙"], set())


def test_an_answer_that_refuses_is_told_once_and_judged_as_no_item(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"code": 500, "msg": "token expired", "data": null}', "utf-8")
    lines = [(one.rule, one.message) for one in inspector.inspect(path, TODAY, 1).lines if one.severity == "block"]
    assert lines == [("no_item", "看不出是事项：“code: 500, msg: token expired, data: None”")]


@pytest.mark.parametrize("raw", [
    PLAIN[0], {"name": "甲", "materials": [{"name": "身份证", "note": "一份"}]}, {"elements": {"name": "甲"}, "a": PLAIN},
    {"事项名称": "甲", "申请材料": [{"材料名称": "身份证"}], "x": []}, {"material_name": "身份证", "x": []},
])  # fmt: skip
def test_an_item_with_lists_is_no_answer(raw: dict[str, Any]) -> None:
    assert within(raw) is None


BASIC = {"rowguid": "g1", "taskCode": "T1", "taskName": "取水许可", "taskState": "1"}
MATERIALS = [{"materialName": "申请书", "rowguid": "m1"}, {"materialName": "取水方案"}]
STEPS = {"linkName": "受理", "handleDay": "1"}
MORE = {"acceptCondition": "有取水口。", "resultName": "取水许可证"}


def told(answer: Any) -> tuple[list[tuple[Any, ...]], set[str]]:
    """What is read of each item: its name, materials and steps; and the keys that are told as unread."""
    records, _ = read(json.dumps(answer, ensure_ascii=False).encode())
    rows = [
        (one.item["name"], *("".join(row["name"] for row in one.values.get(key, ())) for key in ("materials", "steps")))
        for one in records
    ]
    return rows, {key for one in records for key in one.unplaced}


@pytest.mark.parametrize("answer", [
    {"code": 0, "data": {"taskInfo": BASIC, "materialList": MATERIALS, "process": STEPS, "status": {"code": "1"}}},
    {"code": 0, "data": {"materialList": MATERIALS, "process": STEPS, "taskInfo": BASIC}},
    {"code": 0, "data": [BASIC | {"materials": MATERIALS, "steps": [STEPS]}]},
    {"taskList": [BASIC], "materialList": [one | {"taskCode": "T1"} for one in MATERIALS], "p": [STEPS | {"taskCode": "T1"}]},
    BASIC | {"materialList": MATERIALS, "process": STEPS},
])  # fmt: skip
def test_what_stands_beside_or_within_an_item_goes_to_its_tables(answer: Any) -> None:
    assert told(answer) == ([("取水许可", "申请书取水方案", "受理")], set())


def test_each_detail_has_its_own_rows_and_further_columns() -> None:
    details = [{"taskInfo": BASIC | {"taskCode": code}, "materialList": [row], "ext": MORE}
               for code, row in zip(("T1", "T2"), MATERIALS, strict=True)]  # fmt: skip
    assert told({"data": details})[0] == [("取水许可", "申请书", ""), ("取水许可", "取水方案", "")]
    records, _ = read(json.dumps({"data": details}).encode())
    assert [one.values["conditions"] for one in records] == ["有取水口。"] * 2


def test_what_is_no_table_or_belongs_to_nobody_for_sure_is_told() -> None:
    assert told({"data": {"taskInfo": BASIC, "hotline": {"tel": "12345"}}}) == (
        [("取水许可", "", "")],
        {"basic.hotline"},
    )
    two = {"list": [BASIC, BASIC | {"taskCode": "T2", "rowguid": "g2"}], "materialList": MATERIALS}
    assert told(two) == ([("取水许可", "", "")] * 2, {"basic.列表旁的 materiallist"})
    assert told({"data": {"list": PLAIN, "depts": [{"name": "县水利局"}]}})[1] == {"列表旁的 depts"}


def test_an_item_told_twice_has_its_rows_once_and_told_otherwise_both_wait() -> None:
    one, other = (BASIC | {"materials": MATERIALS[:count]} for count in (2, 1))
    assert told([one, one])[0][0] == ("取水许可", "申请书取水方案", "")
    records, _ = read(json.dumps([one, other], ensure_ascii=False).encode())
    assert [record.standing for record in records] == ["doubtful", "doubtful"]
    versions = [one | {"taskVersion": "1"}, other | {"taskVersion": "2", "rowguid": "g2"}]
    assert [row[1] for row in told(versions)[0]] == ["申请书取水方案", "申请书"]


def test_answers_within_a_list_hold_their_items() -> None:
    assert [row[0] for row in told([{"data": PLAIN[0]}, {"data": PLAIN[1]}])[0]] == ["甲", "乙"]


def test_a_row_nested_without_end_stops_no_other_and_rows_within_a_row_do_not_tell_its_table() -> None:
    deep = f'{{"data": {{"i": {{"task_code": "T0", "task_name": "x"}}, "m": {"[" * 900}{"]" * 900}}}}}'
    records, taken = read((deep + "\n" + json.dumps(BASIC)).encode())
    assert ([one.item["name"] for one in records], slips(taken)) == (["取水许可"], {"not_json"})
    named = json.dumps({"task_code": "T1", "material_name": "身份证", "task": {"task_code": "T1", "task_name": "甲"}})
    assert names_in(named) == ["task_code", "material_name", "task"]
