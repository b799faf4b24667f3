"""Values of another JSON type than is usual: read where their meaning is certain, and else told with their element."""

import json
from typing import Any

import pytest

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
        ({"faq": "问：多久？答：五天。"}, "faqs"), ({"handling": "窗口办理"}, "ways_to_apply"), ({"result": 5}, "results"),
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


def test_keys_that_are_headings_tell_their_values_alike() -> None:
    raw = {
        "事项名称": "甲",
        "办理流程": ["受理", "决定"],
        "到现场次数": 2,
        "申请材料": [{"材料名称": "身份证"}],
        "是否收费": True,
    }
    (record,), _ = read_file(json.dumps(raw, ensure_ascii=False).encode())
    told = {key: record.values.get(key) for key in ("procedure", "visits", "charges", "materials")}
    assert told == {"procedure": "受理\n决定", "visits": 2, "charges": True, "materials": None}
    assert [note.path for note in record.notes if note.slip == "not_a_text"] == ["materials"]
