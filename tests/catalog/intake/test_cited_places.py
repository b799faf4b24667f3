"""The basis of a dump in words: every article of a list or a range is a basis of its own, and what cannot be read is told."""

import io
from datetime import date
from typing import Any

import pytest

from services import inspector
from services.catalog import intake
from services.catalog.intake import Record, Source
from services.catalog.intake.citations import MOST, cited
from tests.catalog.inout.dumped import MARKET, code_of, row, sql

Place = tuple[Any, ...]


def places(text: str) -> list[Place]:
    """Article, paragraph and item, the insert after the article where there is one."""
    return [
        (
            one["article"],
            *([f"之{one['insert']}"] if one["insert"] else []),
            *(one.get(k) for k in ("paragraph", "item")),
        )
        for one in cited(text).bases
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第四条至第六条", [(4, None, None), (5, None, None), (6, None, None)]),
        ("第四至六条", [(4, None, None), (5, None, None), (6, None, None)]),
        ("第四条、第五条", [(4, None, None), (5, None, None)]),
        ("第四、五条和第七条", [(4, None, None), (5, None, None), (7, None, None)]),
        ("第四条第一款第（三）项", [(4, 1, 3)]),
        ("第四条第三项", [(4, None, 3)]),
        ("第三条第二款、第三款", [(3, 2, None), (3, 3, None)]),
        ("第三条第一款第（一）项、第（三）项", [(3, 1, 1), (3, 1, 3)]),
        ("第三条第一款第（一）、（三）项", [(3, 1, 1), (3, 1, 3)]),
        ("第八条第一款第（一）项至第（三）项", [(8, 1, 1), (8, 1, 2), (8, 1, 3)]),
        ("第二条第一款、第三条第二款第一项", [(2, 1, None), (3, 2, 1)]),
        ("第四十八条之一、第五条", [(48, "之1", None, None), (5, None, None)]),
        ("第二章第四条", [(4, None, None)]),
        ("（2019年修订）第五条及第七条至第九条", [(5, None, None), (7, None, None), (8, None, None), (9, None, None)]),
        ("", [(None, None, None)]),
    ],
)
def test_each_article_paragraph_or_item_of_a_list_or_range_is_a_basis(text: str, found: list[Place]) -> None:
    assert (places(f"《市场登记管理办法》{text}"), cited(f"《市场登记管理办法》{text}").left) == (found, [])
    both = places(f"《市场登记管理办法》{text}；《行政许可法》第十二条")
    assert both == [*found, (12, None, None)], "the next law has its own list"


@pytest.mark.parametrize(
    ("asides", "number"),
    [
        ("（2018年修正）（主席令第22号）", "2018年修正；主席令第22号"),
        ("(2018年修正) 〔主席令第22号〕", "2018年修正；主席令第22号"),
        ("（国务院令第588号修订）", "国务院令第588号修订"),
        ("（财税（2014）101号）", "财税（2014）101号"),
        ("（市政府令第5号）（2020年修订）（已失效）", "市政府令第5号；2020年修订；已失效"),
        ("国务院令第460号", "国务院令第460号"),
        (" 财税〔2014〕101号 ", "财税〔2014〕101号"),
        ("，2018年修正，", "2018年修正"),
        ("（以下简称《登记办法》）", None),
        ("【行政法规】", None),
        ("（2023年1月1日废止）", "2023年1月1日废止"),
        ("（该办法已于2020年12月31日废止）", "该办法已于2020年12月31日废止"),
    ],
)
@pytest.mark.parametrize("title", ["市场登记管理办法", "关于实施《行政许可法》的决定"])
def test_what_stands_in_brackets_behind_a_title_costs_it_no_article(
    title: str, asides: str, number: str | None
) -> None:
    told = cited(f"《{title}》{asides}第五条第一款、第八条")
    assert [(b["title"], b.get("document_number"), b["article"], b.get("paragraph")) for b in told.bases] == [
        (title, number, 5, 1),
        (title, number, 8, None),
    ]
    assert told.left == []


def test_an_article_behind_brackets_that_cannot_be_read_is_told() -> None:
    assert cited("《甲办法》" + "（国务院令第一号）" * 5 + "第五条").left == ["第五条"]


def test_a_version_within_a_list_parts_it_not() -> None:
    assert places("《甲法》第三条（2019年修正）、第五条") == [(3, None, None), (5, None, None)]


@pytest.mark.parametrize(
    ("behind", "number"),
    [
        ("（已废止）", "已废止"),
        ("第（三）项（2023年1月1日废止）", "2023年1月1日废止"),
        ("，该条例已于2020年12月31日废止。", "该条例已于2020年12月31日废止"),
        ("：本办法施行后，原办法（已废止）的许可继续有效", None),
        ("，该条例第三款已废止", None),
        ("。《乙条例》同时废止", None),
    ],
)
@pytest.mark.clause("E07")
def test_that_a_law_is_repealed_is_heard_behind_its_articles(behind: str, number: str | None) -> None:
    first = cited(f"《社会团体登记管理条例》第九条{behind}").bases[0]
    assert (first["article"], first.get("document_number")) == (9, number)


@pytest.mark.clause("E07")
@pytest.mark.parametrize(
    "words", ["（2023年1月1日废止）第九条", "（已废止）第九条", "第九条，该条例已于2020年12月31日废止"]
)
def test_a_dump_that_cites_what_its_own_words_call_repealed_is_told(words: str) -> None:
    (record,) = _read(sql(row(code_of(MARKET, 4), by_law=f"《社会团体登记管理条例》{words}")))
    found = {line.rule: line.severity for line in inspector.of_record(record, date(2026, 11, 22))}
    assert found["basis_not_repealed"] == "block"
    assert "basis_has_article" not in found


def test_what_is_quoted_is_no_list() -> None:
    assert places("《市场登记管理办法》第三条：依照本法第五条至第七条办理。") == [(3, None, None)]
    assert places("《市场登记管理办法》第三条 申请人依照第五条办理") == [(3, None, None)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("《市场登记管理办法》第六条至第四条", "至第四条"),
        ("《市场登记管理办法》第一条至第一百条", "至第一百条"),
        ("《市场登记管理办法》第四条第（三）项第1目", "第1目"),
        ("《市场登记管理办法》第三条；专利法第七十六条", "专利法第七十六条"),
        ("《市场登记管理办法》第一条至第五十条、第六十一条至第八十条", f"《市场登记管理办法》第{61 + MOST - 50}条"),
    ],
)
def test_what_is_no_list_is_told_by_a_note_and_kept_as_it_is(text: str, left: str) -> None:
    (record,) = _read(sql(row(code_of(MARKET, 4), by_law=text)))
    (note,) = (one for one in record.notes if one.slip == "articles_left")
    assert f"“{left}”" in note.zh
    assert record.values["legal_bases"]
    assert record.leftover["basic"]["by_law"] == text


def test_a_dump_brings_every_article_of_a_range_in() -> None:
    (record,) = _read(sql(row(code_of(MARKET, 4), by_law="《市场登记管理办法》第四条至第六条")))
    assert [one["article"] for one in record.values["legal_bases"]] == [4, 5, 6]
    assert [one.slip for one in record.notes] == []


def _read(data: bytes) -> list[Record]:
    return list(intake.read([Source("a.sql", lambda: io.BytesIO(data))]).records)
