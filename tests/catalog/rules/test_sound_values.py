"""What is sound and usual in real lists is not accused."""

from itertools import product

import pytest

from services.catalog.intake.builder import Builder
from services.catalog.intake.citations import cited
from services.catalog.intake.model import Record
from services.catalog.intake.plain import read
from services.catalog.intake.words import code as word_code
from services.catalog.rules import findings
from services.catalog.rules._law import behind, plain, ranks_high
from services.catalog.rules.basis_not_repealed import repealed
from shared.codes.divisions import in_force
from shared.elements import ELEMENTS

TAILS = (
    "（2021年修正）",
    "(2009年2月28日通过，2021年4月29日第二次修正)",
    "（2000年1月30日国务院公布）（2019年4月23日修订）",
    "（2005年主席令第39号 2014年8月31日第三次修正）",
    "（国家市场监督管理总局令第31号）",
    "（根据2018年《关于修改〈野生动物保护法〉等十五部法律的决定》修正）",
    "2017年修正",
    "（以下简称《条例》）",
)
LEVEL = {"province": "2", "city": "3", "county": "4"}


def test_a_body_of_any_standing_division_is_taken_for_one_of_its_own_level() -> None:
    accused = [
        one.full_name
        for one in in_force()
        if one.level in LEVEL
        for body in (f"{one.name}水利局", f"{one.full_name}农业农村和乡村振兴局")
        if [*findings({"implementing_body": body, "exercise_level": LEVEL[one.level]}, only={"body_level_agrees"})]
    ]
    assert not accused


def test_what_stands_behind_a_title_changes_neither_its_rank_nor_that_it_is_repealed() -> None:
    for title, tail in product(repealed(), TAILS):
        for said in (f"《{title}》{tail}", f"{title}{tail}", f"《{title}{tail}》"):
            assert ranks_high(said, behind(said)) == ranks_high(title, ""), said
            assert plain(said) == title, said


@pytest.mark.parametrize("tail", TAILS)
def test_a_title_with_its_number_and_version_is_read_alike_in_every_shape(tail: str) -> None:
    row = {"title": f"《出版管理条例》{tail}", "article": "第三条"}
    (page,) = read(1, {"legal_bases": [row], "materials": []}).values["legal_bases"]
    (cell,) = cited(f"《出版管理条例》{tail}第三条").bases
    assert page == cell
    assert (page["title"], page["article"]) == ("出版管理条例", 3)
    assert page.get("document_number") or "简称" in tail


PHONES = (
    "（0467）5581001", "0467－5581234", "咨询电话：0467-5581001", "0467-5581001（综合窗口）", "+86-467-5581001",
    "0467-12345", "12345热线", "0467-5581001/5581002", "0467-558 1001", "010-12345678-801", "0467-5581001 转 801 分机",
    "工作日8:30-17:00，0467-5581001；其他时间12345", "值班手机：138 0000 0000", "电话：0451-82000000 传真：0451-82000001",
    "政务服务中心一楼1-5号窗口，电话：0467-5820000", "400-0467-123",
)  # fmt: skip


def test_a_telephone_is_known_among_labels_notes_and_extensions() -> None:
    rows = [{"channel": "2", "value": one} for one in PHONES]
    assert list(findings({"consult": rows}, only={"contacts_well_formed"})) == []


@pytest.mark.parametrize("said", ["咨询电话：5581001", "0467-558100", "1380000000", "三楼302室", "见附件", "0467"])
def test_what_cannot_be_dialled_from_elsewhere_is_told(said: str) -> None:
    rows = [{"channel": "2", "value": said}]
    assert [one.path for one in findings({"consult": rows}, only={"contacts_well_formed"})] == ["consult[0].value"]


def test_a_telephone_with_words_around_it_is_taken_and_the_words_kept() -> None:
    said, record = "（0467）5581001（综合窗口）", Record(1, "1")
    Builder(record).put("consult_phone", said)
    assert record.values == {"consult_phone": "0467-5581001", "consult": [{"channel": "2", "value": said}]}
    assert not record.notes


def test_an_item_of_a_decisions_annex_stands_with_its_number_and_is_no_article() -> None:
    row = {"title": "《设定行政许可的决定》（国务院令第412号）", "article": "附件第172项"}
    page = read(1, {"legal_bases": [row], "materials": []})
    cell = cited("《设定行政许可的决定》（国务院令第412号）附件第172项")
    assert page.values["legal_bases"] == cell.bases
    assert cell.bases[0]["document_number"] == "国务院令第412号；附件第172项"
    assert not cell.left
    assert not {one.slip for one in page.notes} & {"article_unreadable"}


def test_each_way_to_complain_has_its_row() -> None:
    said = "1.电话：0467-5821234\n2.信函：虎林市解放街1号，邮编158400"
    record = read(1, {"supervision": said, "materials": [], "legal_bases": []})
    assert [one["channel"] for one in record.values["complaint"]] == ["2", "5"]
    assert list(findings(record.values, only={"contacts_well_formed"})) == []


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("食品安全法(2021年修正)第三十五条", ["食品安全法"]),
        ("1.水法第七条\n2.根据城乡规划法第四十条", ["水法", "城乡规划法"]),
        ("依照本条例第三条办理", []),
        ("本法第五条", []),
    ],
)
def test_a_law_without_marks_counts_before_its_article(said: str, titles: list[str]) -> None:
    assert [one["title"] for one in cited(said).bases] == titles


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        ("exercise_level", "2", "省本级 自治区级"),
        ("exercise_level", "3", "设区的市级 地市级 市（州）级 市本级 州"),
        ("exercise_level", "4", "县（市、区）级 旗县级 县、区级"),
        ("exercise_level", "5", "镇级 乡镇（街道）级 镇街级 乡（镇、街道）"),
        ("exercise_level", "6", "社区级 村（居）级"),
        ("item_type", "10", "其他权力 其他行政职权"),
        ("item_type", "20", "公共服务事项"),
        ("handling_kind", "1", "即办"),
    ],
)
def test_a_level_and_a_type_are_known_by_the_words_that_offices_write(key: str, code: str, said: str) -> None:
    assert {one: word_code(ELEMENTS[key], one) for one in said.split()} == dict.fromkeys(said.split(), code)


@pytest.mark.parametrize("said", ["市、县级", "省级、市级", "市县", "乡村级", "省、市、区级"])
def test_words_of_several_levels_are_none_of_them(said: str) -> None:
    assert word_code(ELEMENTS["exercise_level"], said) is None
