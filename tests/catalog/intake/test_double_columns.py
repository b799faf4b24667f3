"""A column that a table gives twice: one value is taken, of two neither, and both are told and kept."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from services.catalog import intake
from services.catalog.intake.miscounts import UNREAD
from shared.xlsx import write
from tests.catalog.intake.test_miscounted_rows import CODE, HEAD, SHAPES, SOUND, THIRD, as_copy, as_sql, read

AGAIN = [("limit_scene_num", "limit_scene_num"), ("limit_scene_num", "LIMIT_SCENE_NUM"), ("limit_scene_nums", "limit_scene_nmu")]  # fmt: skip
"""The same name, in other letters, and two misnamed ones that are put right to one."""


@pytest.mark.parametrize("names", AGAIN)
@pytest.mark.parametrize("shape", SHAPES)
def test_of_two_values_for_one_column_neither_is_taken_and_the_row_waits(shape: str, names: tuple[str, str]) -> None:
    name, made = SHAPES[shape]
    head = (*(names[0] if one == "limit_scene_num" else one for one in HEAD), names[1])
    same, empty = (THIRD[:-4] + n + "000" for n in ("4", "5"))
    rows = [(*SOUND, "7"), (THIRD, *SOUND[1:], ""), (same, *SOUND[1:], "1"), (empty, *SOUND[1:4], "", "1", "7")]
    records, taken = read(made(head, *rows), name)
    assert [one.values.get("visits") for one in records] == [None, 1, 1, 7]
    bad = records[0]
    assert ([one.slip for one in bad.notes], bad.values, bad.item) == (["double_value"], {}, {"code": CODE})
    assert {"1", "7"} <= {str(cell) for cell in bad.leftover["basic"].values()}
    told = [one.zh for one in taken.notes if one.slip == "double_column"]
    assert (len(told), "limit_scene_num" in told[0]) == (1, True)
    assert {intake.SLIPS[one].severity for one in UNREAD} == {"block"}


@pytest.mark.parametrize("made", [as_sql, as_copy])
def test_a_column_without_an_element_that_is_there_twice_is_kept_twice_and_keeps_no_row_out(
    made: Callable[..., Any],
) -> None:
    records, taken = read(made((*HEAD, "bz", "bz"), (*SOUND, "甲", "乙")), "a.sql")
    assert (records[0].values["visits"], {one.slip for one in taken.notes}) == (1, {"double_column"})
    assert {"甲", "乙"} <= set(records[0].leftover["basic"].values())


def test_an_item_waits_for_a_material_with_two_names() -> None:
    head, rows = ("task_code", "material_name", "material_name"), [(CODE, "申请书", "申请表"), (CODE, "章程", "章程")]
    records, _ = read(as_sql(HEAD, SOUND) + as_sql(head, *rows, table="up_task_general_material"), "a.sql")
    assert [row["name"] for row in records[0].values["materials"]] == ["章程"]
    assert [one.slip for one in records[0].notes if one.path == "materials"] == ["double_value_beside"]
    assert "申请表" in records[0].leftover["material"][-1].values()


@pytest.mark.parametrize("own", [True, False])
def test_of_a_column_of_a_workbook_that_is_there_twice_no_value_is_taken_unseen(own: bool) -> None:  # noqa: FBT001 - a case
    first = ("编码", "实施主体", "区划") if own else ("实施编码", "机构", "地区")
    head = (*first, "事项名称", "受理条件", "备注", "受理条件", "备注", first[0])
    codes = [f"{CODE[:-1]}{n}" for n in range(4)]
    said = [("左", "右"), ("左", ""), ("", "右"), ("同", "同")]
    lines = [
        (code, "甲局", "某市", "某事项", one, "一", other, "二", None)
        for code, (one, other) in zip(codes, said, strict=True)
    ]
    clash = (codes[0], "甲局", "某市", "某事项", "左", "", "", "", codes[1])
    taken = intake.read([intake.Source("a.xlsx", lambda: io.BytesIO(write(head, [*lines, clash])))])
    records = list(taken.records)
    assert [one.values.get("conditions") for one in records] == [None, "左", "右", "同", "左"]
    assert [one.item.get("code") for one in records] == [*codes, None]
    assert [[(one.slip, one.path) for one in r.notes] for r in records] == [
        [("double_value", "conditions")],
        [],
        [],
        [],
        [("double_value", "code")],
    ]
    assert records[0].columns["conditions"] == 7
    assert {"左", "右", "一", "二"} <= set(records[0].leftover.values())
    told = "".join(one.zh for one in taken.notes if one.slip == "double_column")
    assert ("受理条件" in told, first[0] in told) == (True, True)


def test_of_two_headings_of_one_element_the_first_is_taken_and_the_other_is_told_and_kept() -> None:
    head, rows = (
        ("实施编码", "事项名称", "设定依据", "实施依据"),
        [(CODE, "某事项", "《甲法》第一条", "《乙法》第二条"), (THIRD, "某事项", "", "《乙法》第二条")],
    )
    (one, two) = intake.read([intake.Source("a.xlsx", lambda: io.BytesIO(write(head, rows)))]).records
    assert [record.values["legal_bases"][0]["title"] for record in (one, two)] == ["甲法", "乙法"]
    assert ([told.slip for told in one.notes], one.leftover["实施依据"]) == (["double_column"], "《乙法》第二条")
    assert not two.notes


def test_a_column_far_to_the_right_is_not_read_and_that_is_told() -> None:
    head, row = (
        ["实施编码", "事项名称", *("" for _ in range(700)), "受理条件"],
        [CODE, "某事项", *("" for _ in range(700)), "有"],
    )
    taken = intake.read([intake.Source("a.xlsx", lambda: io.BytesIO(write(head, [row])))])
    assert [one.values.get("conditions") for one in taken.records] == [None]
    assert [intake.SLIPS[one.slip].severity for one in taken.notes if "512" in one.zh] == ["warn"]
