"""What a guide says, and that it says why."""

from collections.abc import Callable
from typing import Any

import pytest

from services.guide.sections import (
    OUTLINES,
    Chart,
    Guide,
    InternalElement,
    KeyValues,
    Link,
    Paragraph,
    Table,
    guide_of,
    words,
)
from shared.elements import ELEMENTS, SECTIONS, faults
from shared.numerals import numeral

Make = Callable[..., Guide]
INTERNAL = [key for key, element in ELEMENTS.items() if not element.public]
HIDDEN = [(key, c.key) for key, element in ELEMENTS.items() for c in element.columns if element.public and not c.public]


def section(guide: Guide, key: str) -> Any:
    return next(one for one in guide.sections if one.id == key)


def said(guide: Guide, key: str) -> list[str]:
    return [block.text for block in section(guide, key).blocks if isinstance(block, Paragraph)]


def pairs(guide: Guide, key: str) -> dict[str, str]:
    found = [row for block in section(guide, key).blocks if isinstance(block, KeyValues) for row in block.rows]
    return {row.zh: row.value for row in found}


def rows(guide: Guide, key: str) -> list[dict[str, str]]:
    table = next(block for block in section(guide, key).blocks if isinstance(block, Table))
    return [dict(zip([column.zh for column in table.columns], row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("name", ["full", "six"])
def test_the_sample_records_are_faultless(name: str, record: Callable[[str], dict[str, Any]]) -> None:
    assert faults(record(name)["elements"]) == []


@pytest.mark.clause("G49")
def test_the_full_guide_has_twenty_two_sections_and_its_annexes(guide: Make) -> None:
    full = guide("full")
    assert [one.id for one in full.sections] == [*SECTIONS, "annex_files"]
    assert [one.number for one in full.sections][20:] == [
        "二十一",
        "二十二",
        "附件1",
        "附件2",
        "附件3",
        "附件4",
        "附件5",
    ]


@pytest.mark.clause("E39")
def test_six_parts_are_the_six_of_xinzhou(guide: Make) -> None:
    parts = [one.zh for one in guide("six").sections]
    assert parts == ["事项名称", "申请条件", "申报材料", "办事程序", "承诺时限", "收费标准"]


@pytest.mark.parametrize("profile", sorted(OUTLINES))
@pytest.mark.parametrize("name", ["full", "six", "hostile"])
def test_no_profile_has_an_empty_part(name: str, profile: str, guide: Make) -> None:
    shown = guide(name, profile)
    assert shown.sections
    assert all(one.blocks and one.zh and one.en for one in shown.sections)


def test_what_the_list_does_not_say_is_not_invented(guide: Make) -> None:
    assert said(guide("six", "full"), "consult") == ["清单未列咨询途径。"]
    assert not [one for one in guide("six", "full").sections if one.id.startswith("annex")]


@pytest.mark.clause("F22")
def test_limits_say_in_which_days_they_count(guide: Make) -> None:
    full = guide("full")
    assert pairs(full, "limits")["法定办结时限"] == "30日（自然日）；自受理之日起计算"
    assert any("不是工作日" in text for text in said(full, "limits"))
    assert "承诺时限比法定时限缩短15日（自然日）。" in said(full, "limits")
    assert "不计入办理时限：现场核查（5个工作日）。" in said(full, "limits")


def test_limits_in_different_days_are_not_subtracted(guide: Make) -> None:
    told = said(guide("full", promised_limit={"number": 12, "unit": "working_day"}), "limits")
    assert "两个时限的计算单位不同，天数不能直接相减。" in told
    assert not any("缩短" in text for text in told)


@pytest.mark.clause("F20")
@pytest.mark.clause("F21")
def test_materials_say_when_and_why(guide: Make) -> None:
    asked = rows(guide("full"), "materials")
    assert len(asked) == 5
    assert asked[4]["要求"] == "仅在下列情形提交：属于联合开办市场的"
    assert asked[0]["为什么要"] == "《宁夏回族自治区市场登记管理办法》第六条第一款第（一）项"
    assert "免提交" in asked[3]["来源"]


@pytest.mark.clause("F23")
def test_all_three_results_are_named(guide: Make) -> None:
    assert [row["结果名称"] for row in rows(guide("full"), "result")] == [
        "筹建许可通知书",
        "不予登记书面通知",
        "《市场登记证》",
    ]


def test_no_fee_says_so_and_why(guide: Make) -> None:
    assert said(guide("full"), "fees") == ["不收费（该办法没有设定收费）。"]
    assert said(guide("full", fees=None, charges=False), "fees") == ["不收费。"]


@pytest.mark.clause("C29")
@pytest.mark.clause("C30")
@pytest.mark.clause("C31")
def test_the_contact_points_of_the_jixi_form_are_public(guide: Make) -> None:
    shown = guide("full", consult_phone="0467-0000001")
    assert pairs(shown, "consult")["业务咨询电话"] == "0467-0000001"
    assert pairs(shown, "consult")["业务咨询邮箱"] == "market@example.gov.cn"
    assert pairs(shown, "submission")["部门收件邮寄地址"].startswith("海原县政务大厅")


@pytest.mark.clause("C45")
def test_the_chart_is_drawn_from_the_steps(guide: Make) -> None:
    (chart,) = (block for block in section(guide("full"), "annex_flow").blocks if isinstance(block, Chart))
    assert len(chart.parts) == 1
    assert "第2步 现场核查（市场监督管理股，5个工作日，不计入办理时限）" in chart.alt


@pytest.mark.clause("C27")
@pytest.mark.clause("C28")
@pytest.mark.clause("C43")
@pytest.mark.parametrize("key", INTERNAL)
def test_an_internal_element_is_refused(key: str, record: Callable[[str], dict[str, Any]]) -> None:
    found = record("full")
    found["elements"][key] = "CANARY"
    with pytest.raises(InternalElement, match=key):
        guide_of(found, public_url="https://guide.example.gov.cn")


@pytest.mark.parametrize(("key", "column"), HIDDEN)
def test_an_internal_column_is_refused(key: str, column: str, record: Callable[[str], dict[str, Any]]) -> None:
    found = record("full")
    found["elements"][key][0][column] = "CANARY"
    with pytest.raises(InternalElement):
        guide_of(found, public_url="https://guide.example.gov.cn")


def test_the_qr_code_leads_to_the_edition(record: Callable[[str], dict[str, Any]]) -> None:
    found = record("full") | {"hash": "0123456789abcdef" * 4}
    plain = guide_of(found, public_url="https://guide.example.gov.cn/")
    sealed = guide_of(found, public_url="https://guide.example.gov.cn", seal="Ab-_9=&x")
    assert plain.address == f"https://guide.example.gov.cn/guide/v1/q/{found['code']}?e=3&h=0123456789ab"
    assert sealed.address == f"{plain.address}&s=Ab-_9%3D%26x"


def test_the_history_is_an_annex(record: Callable[[str], dict[str, Any]]) -> None:
    history = [{"edition": 1, "published_at": "2025-12-31T16:00:00Z", "note": "首次发布"}]
    shown = guide_of(record("full"), public_url="https://guide.example.gov.cn", history=history)
    assert rows(shown, "annex_history") == [{"版本": "1", "发布日期": "2026年1月1日", "说明": "首次发布"}]


def test_only_web_addresses_become_links(guide: Make) -> None:
    def links(shown: Guide) -> list[Link]:
        return [block for block in section(shown, "submission").blocks if isinstance(block, Link)]

    assert [link.address for link in links(guide("full"))] == ["https://zwfw.example.gov.cn/market"]
    assert "javascript:alert(1)" not in [link.address for link in links(guide("hostile"))]
    assert pairs(guide("hostile"), "submission")["网上办理地址"] == "javascript:alert(1)"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1260, "一千二百六十"),
    ],
)
def test_articles_are_counted_in_chinese(number: int, text: str) -> None:
    assert numeral(number) == text


def test_an_article_is_written_as_in_law() -> None:
    basis = {
        "title": "《示例办法》",
        "document_number": "示例令第5号",
        "article": 12,
        "insert": 1,
        "paragraph": 2,
        "item": 3,
        "subitem": 1,
    }
    assert words.article(basis) == "《示例办法》（示例令第5号）第十二条之一第二款第（三）项第一目"


def test_no_control_or_override_character_passes() -> None:
    assert words.clean("甲\x00\x0b\u202e乙\r\n丙\ud800\t丁") == "甲乙\n丙 丁"
