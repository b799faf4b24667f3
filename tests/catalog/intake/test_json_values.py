"""Values of another JSON type than is usual: read where their meaning is certain, and else told with their element."""

import json
from typing import Any

import pytest

from services.catalog.intake import Record
from tests.catalog.intake.oddities import item
from tests.catalog.intake.test_other_shapes import read as read_file
from tests.catalog.intake.test_plain_shape import read

NAMES = ["身份证", "户口本"]
WATER = {"kind": "establishing", "title": "中华人民共和国水法", "article": 7, "insert": 0}
FIVE = {"number": 5, "unit": "working_day"}


@pytest.mark.parametrize(
    ("given", "element", "value"),
    [
        ({"visits": 3}, "visits", 3),
        ({"name": ["采砂许可"]}, "name", "采砂许可"),
        ({"level": ["县级"]}, "exercise_level", "4"),
        ({"service_object": ["自然人", "企业法人"]}, "service_objects", ["1", "2"]),
        ({"conditions": ["有场所", "有人员"]}, "conditions", "有场所\n有人员"),
        ({"materials": "身份证"}, "materials", [{"name": "身份证"}]),
        ({"materials": NAMES}, "materials", [{"name": one} for one in NAMES]),
        ({"materials": ["身份证", {"name": "户口本"}]}, "materials", [{"name": one} for one in NAMES]),
        ({"legal_bases": "《中华人民共和国水法》第七条"}, "legal_bases", [WATER]),
        ({"legal_bases": ["《中华人民共和国水法》第七条"]}, "legal_bases", [WATER]),
        ({"steps": ["受理", "决定"]}, "steps", [{"name": "受理"}, {"name": "决定"}]),
        ({"steps": [{"name": "受理", "limit": {"text": None, "number": 5, "unit": "工作日"}}]}, "steps", [{"name": "受理", "limit": FIVE}]),
        ({"faq": [{"question": "多久？", "answer": "五天"}]}, "faqs", [{"question": "多久？", "answer": "五天"}]),
        ({"faq": "问：多久？答：五天"}, "faqs", [{"question": "多久？", "answer": "五天"}]),
        ({"faq": ["问：多久？答：五天"]}, "faqs", [{"question": "多久？", "answer": "五天"}]),
        ({"result": ["采砂许可证"]}, "results", [{"name": "采砂许可证"}]),
        ({"result": [{"name": "甲证", "type": "证照"}, {"name": "乙批复", "type": "批文"}]}, "results", [{"name": "甲证", "kind": "10"}, {"name": "乙批复", "kind": "20"}]),
        ({"other": {"办理流程": ["受理", "决定"], "是否收费": False}}, "procedure", "受理\n决定"),
        ({"other": {"是否收费": False}}, "charges", False),
    ],
)  # fmt: skip
def test_a_value_whose_meaning_is_certain_is_read(given: dict[str, Any], element: str, value: Any) -> None:
    record = read(item(**given))
    assert record.values[element] == value
    assert not [note for note in record.notes if note.slip == "not_a_text"]


@pytest.mark.parametrize(
    ("given", "element"),
    [
        ({"visits": {"number": 3}}, "visits"), ({"body": {"name": "某县水利局"}}, "implementing_body"), ({"name": ["甲", "乙"]}, "name"),
        ({"fees": [{"name": "登记费"}]}, "fees"), ({"remedies": {"复议": "县政府"}}, "remedies"), ({"supervision": {"phone": "5581234"}}, "complaint"),
        ({"materials": {"1": "身份证"}}, "materials"), ({"materials": ["身份证", 7]}, "materials"), ({"legal_bases": {"1": "《水法》"}}, "legal_bases"),
        ({"faq": 5}, "faqs"), ({"handling": "窗口办理"}, "ways_to_apply"), ({"result": 5}, "results"),
        ({"materials": [{"name": ["身份证", "户口本"]}]}, "materials[0]"), ({"other": {"咨询方式": {"电话": "5581234"}}}, "consult"),
    ],
)  # fmt: skip
def test_a_value_whose_meaning_is_not_certain_is_told_once_with_its_element(
    given: dict[str, Any], element: str
) -> None:
    record = read(item(**given))
    assert [note.path for note in record.notes if note.slip == "not_a_text"] == [element]
    key = next(iter(given))
    assert (key in record.leftover, element in record.values) == (
        True,
        element == "materials" and isinstance(given[key], list),
    )


def flat(**raw: Any) -> Record:
    (record,), _ = read_file(json.dumps({"事项名称": "甲"} | raw, ensure_ascii=False).encode())
    return record


def test_keys_that_are_headings_tell_their_values_alike() -> None:
    record = flat(办理流程=["受理", "决定"], 到现场次数=2, 是否收费=True, 受理条件={"一": "有场所"})
    told = {key: record.values.get(key) for key in ("procedure", "visits", "charges", "conditions")}
    assert told == {"procedure": "受理\n决定", "visits": 2, "charges": True, "conditions": None}
    assert [note.path for note in record.notes if note.slip == "not_a_text"] == ["conditions"]


@pytest.mark.parametrize(
    ("heading", "rows", "element", "value"),
    [
        ("申请材料", [{"材料名称": "申请书", "份数": 2, "是否必要": "必要"}, "身份证"], "materials", [{"name": "申请书", "copies": 2, "necessity": "1"}, {"name": "身份证"}]),
        ("材料清单", {"名称": "申请书", "来源渠道": "申请人自备"}, "materials", [{"name": "申请书", "source": "10"}]),
        ("FAQ", [{"问": "多久", "答": "五日"}], "faqs", [{"question": "多久", "answer": "五日"}]),
        ("办理环节", [{"环节名称": "受理", "办理时限": "1个工作日", "责任科室": "窗口"}], "steps", [{"name": "受理", "limit": {"number": 1, "unit": "working_day"}, "office": "窗口"}]),
        ("设定依据", [{"依据名称": "中华人民共和国水法", "条款": "第七条"}], "legal_bases", [WATER]),
        ("legal_bases", [{"title": "中华人民共和国水法", "article": "第七条"}], "legal_bases", [WATER]),
        ("收费项目及标准", [{"收费项目": "工本费", "收费标准": "10元"}], "fees", [{"name": "工本费", "standard": "10元"}]),
        ("审批结果", [{"结果名称": "取水许可证"}], "results", [{"name": "取水许可证"}]),
        ("咨询方式", [{"channel": "2", "value": "0467-5581001"}], "consult", [{"channel": "2", "value": "0467-5581001"}]),
    ],
)  # fmt: skip
def test_objects_under_a_heading_are_rows_by_the_labels_of_columns(
    heading: str, rows: Any, element: str, value: Any
) -> None:
    record = flat(**{heading: rows})
    assert record.values[element] == value
    assert (record.notes, record.unplaced) == ([], {})
    assert record.values.get("charges") is (True if element == "fees" else None)


def test_what_a_row_says_under_another_label_is_told_and_kept() -> None:
    record = flat(
        申请材料=[{"材料名称": "申请书", "心得": "好", "份数": [1, 2]}], 是否收费="否", 收费项目=[{"名称": "无"}]
    )
    assert record.values["materials"] == [{"name": "申请书"}]
    assert (record.unplaced, record.leftover["申请材料"]) == ({"申请材料.心得": "好"}, [{"心得": "好", "份数": [1, 2]}])
    assert [(note.slip, note.path) for note in record.notes] == [("not_a_text", "materials[0].copies")]
    assert (record.values["charges"], "fees" in record.values) == (False, False)
