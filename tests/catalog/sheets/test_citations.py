"""Legal bases as people write them, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain import citing
from shared import numerals


@pytest.mark.parametrize(
    "value", [1, 9, 10, 11, 19, 20, 21, 99, 100, 101, 105, 110, 113, 120, 213, 260, 999, 1001, 1260]
)
def test_numerals_there_and_back(value: int) -> None:
    assert numerals.number(numerals.numeral(value)) == value


@pytest.mark.parametrize(("text", "value"), [("一百零五", 105), ("二百一十三", 213), ("十二", 12), ("15", 15)])
def test_numerals_as_laws_write_them(text: str, value: int) -> None:
    assert numerals.number(text) == value
    assert text.isdecimal() or numerals.numeral(value) == text.replace("零", "零")


def test_several_articles_of_one_law_are_several_bases() -> None:
    bases = citing.parse("《中华人民共和国森林法》第五十六条、第五十七条、第五十九条第二款")
    assert bases is not None
    assert [(one["article"], one.get("paragraph")) for one in bases] == [(56, None), (57, None), (59, 2)]


def test_lines_carry_kind_version_item_and_text() -> None:
    bases = citing.parse("《甲法》（2019年修正）第三条之一第（二）项：应当\n一并提交。\n【监管依据】《乙条例》第八条")
    assert bases == [
        {
            "kind": "establishing",
            "title": "甲法",
            "document_number": "2019年修正",
            "article": 3,
            "insert": 1,
            "item": 2,
            "text": "应当\n一并提交。",
        },
        {"kind": "supervising", "title": "乙条例", "article": 8, "insert": 0},
    ]
    assert citing.parse(citing.write(bases)) == bases


def test_several_brackets_behind_a_title_are_one_number_and_cost_no_article() -> None:
    bases = citing.parse("《甲法》（2018年修正）（财税（2014）101号）第五条")
    assert bases is not None
    assert [(one["document_number"], one["article"]) for one in bases] == [("2018年修正；财税（2014）101号", 5)]
    assert citing.parse(citing.write(bases)) == bases


@pytest.mark.parametrize(
    "text",
    [
        "《a》" + " " * 30_000 + "x",
        "《a》（" * 8_000,
        "\n" * 30_000 + "x",
        "《" * 30_000,
        "》" * 30_000,
        "第一条" * 9_000,
        "《甲》第" + "9" * 9_000 + "条",
    ],
)
def test_hostile_text_is_refused_without_effort(text: str) -> None:
    assert citing.parse(text) is None


@given(st.text(alphabet="《》第条款项之（）一十百千0９²:：\n 、【】设定依据x", max_size=80))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    bases = citing.parse(text)
    assert bases is None or all(one["title"] for one in bases)


@pytest.mark.parametrize("text", ["按规定", "行政许可法第三条", "《甲法》第三条 等有关规定"])
def test_what_cites_nothing_clearly_is_refused(text: str) -> None:
    assert citing.parse(text) is None
