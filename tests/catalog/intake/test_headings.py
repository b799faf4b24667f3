"""What headings mean: with a note in brackets behind them, and where no other heading of the sheet means the same."""

from typing import Any

import pytest

from services.catalog.intake import SLIPS, Record, Unreadable
from services.catalog.intake.headings import code_meant, meant
from tests.catalog.intake.test_office_sheets import book, code, read
from tests.catalog.intake.test_other_shapes import read as read_file
from tests.catalog.intake.test_other_shapes import slips


@pytest.mark.parametrize(
    ("heading", "key"),
    [("基本编码（12位）", "basic_code"), ("实施编码（31位）", "code"), ("实施编码(必填)", "code"), ("基本编码【国家】", "basic_code"), ("实施编码31位", "code"),
     ("基本编码\n（12位）", "basic_code"), ("事项实施编码", "code"), ("国家基本编码", "basic_code"), ("国家基本目录代码", "basic_code"), ("目录编码", "basic_code"),
     ("业务办理项编码（33位）", "handling_code"), ("统一社会信用代码（18位）", "credit_code"), ("事项编码", "code"), ("事项编码（12位）", "basic_code"),
     ("编码（31位）", "code"), ("国家编码（12位）", "basic_code"),
     ("编码", None), ("国家编码", None), ("实施编码（原）", None), ("实施编码（旧系统）", None), ("基本编码（主项）", None), ("地方目录编码", None), ("编码（20位）", None),
     ("实施编码说明", None), ("编码规则（12位）", None), ("邮政编码（6位）", None)],
)  # fmt: skip
def test_a_code_is_known_whatever_stands_in_brackets_behind_it(heading: str, key: str | None) -> None:
    assert code_meant(heading) == key
    assert not (key and meant(heading))


HEAD = ["序号", "职权类型", "职权名称", "实施依据", "实施单位", "办公地址", "办公时间", "收费依据及标准", "申请材料目录", "审批条件", "必须现场办理原因"]  # fmt: skip
ROW = [1, "行政许可", "食品小作坊许可", "《食品安全法》第三十六条", "县市场监管局", "中心大街1号", "周一至周五", "不收费", "1.申请书 2.身份证", "有场所", "须核验原件"]  # fmt: skip
READ = {
    "item_type": "01", "name": "食品小作坊许可", "implementing_body": "县市场监管局", "office_hours": "周一至周五", "charges": False,
    "conditions": "有场所", "visits_reason": "须核验原件", "places": [{"name": "中心大街1号", "address": "中心大街1号"}],
    "materials": [{"name": "申请书"}, {"name": "身份证"}],
}  # fmt: skip


def test_the_headings_of_a_list_of_powers_are_understood_in_a_sheet_and_as_keys() -> None:
    (record,), taken = read(book(["某局权责清单"], HEAD, ROW))
    assert {key: record.values.get(key) for key in READ} == READ
    assert record.values["legal_bases"][0]["article"] == 36
    assert not slips(taken)
    raw = "{" + ", ".join(f'"{name}": "{cell}"' for name, cell in zip(HEAD[1:], ROW[1:], strict=True)) + "}"
    (line,), _ = read_file(raw.encode())
    assert {key: line.values.get(key) for key in READ} == READ


def one(head: list[str], row: list[Any]) -> tuple[Record, set[str]]:
    (record,), taken = read(book(head, row))
    return record, slips(record, taken)


def test_a_second_word_means_nothing_where_another_heading_means_the_same() -> None:
    record, told = one(["权力事项", "事项名称", "实施主体", "实施单位", "环节名称", "依据", "责任单位"],
                       ["大项", "甲", "县水务局", "水政科", "受理", "《水法》第七条", "窗口"])  # fmt: skip
    assert (record.values["name"], record.values["implementing_body"]) == ("甲", "县水务局")
    assert record.leftover["权力事项"] == "大项"
    assert record.leftover["实施单位"] == "水政科"
    assert record.values["steps"] == [{"name": "受理", "office": "窗口"}]
    assert "unknown_column" in told
    two, told = one(["事项类型", "权力名称", "职权名称"], ["行政许可", "甲", "乙"])
    assert (two.values["name"], two.leftover["职权名称"]) == ("甲", "乙")
    assert "double_column" not in told


def test_headings_of_which_all_are_second_words_are_headings_where_they_name_the_item() -> None:
    sheet = [
        ["实施单位：县水务局", "办公时间：周一"],
        ["职权名称", "职权类型", "实施单位"],
        ["取水许可", "行政许可", "县水务局"],
    ]
    (record,), _ = read(book(*sheet))
    assert (record.row, record.values["name"], record.values["item_type"]) == (3, "取水许可", "01")
    with pytest.raises(Unreadable):
        read(book(["实施单位", "办公时间", "审批条件"], ["县水务局", "周一", "无"]))


def test_a_sheet_without_a_column_for_names_is_told_with_its_cure() -> None:
    head, row = ["叫法", "实施编码", "事项类型"], ["取水许可", code(1), "行政许可"]
    _, told = one(head, row)
    assert ("no_name_column" in told, SLIPS["no_name_column"].severity) == (True, "warn")
    assert "事项名称" in SLIPS["no_name_column"].cure_zh
    for name in ("事项名称", "职权名称", "子项名称", "业务办理项名称"):
        assert "no_name_column" not in one([name, *head[1:]], row)[1]
    assert (
        "no_name_column" not in one(["编码", "实施主体", "区划", "事项类型"], [code(1), "某局", "某县", "行政许可"])[1]
    )


def test_headings_in_traditional_characters_mean_the_same() -> None:
    record, told = one(
        ["事項名稱", "實施編碼", "職權類型", "承諾辦結時限", "申請材料"],
        ["甲", code(1), "行政許可", "5個工作日", "申請書"],
    )
    assert record.values.keys() >= {"name", "item_type", "promised_limit", "materials"}
    assert (record.item["code"], "no_name_column" in told) == (code(1), False)


def test_a_sheet_whose_headings_stand_below_each_other_is_told_how_to_write_it() -> None:
    with pytest.raises(Unreadable) as told:
        read(book(["事项名称", "取水许可"], ["事项类型", "行政许可"], ["实施编码", code(1)]))
    assert "转置" in told.value.zh


def test_an_answer_holds_items_whose_keys_are_second_words_and_is_none_for_a_list_under_such_a_key() -> None:
    item = '{"职权名称": "甲", "职权类型": "行政许可"}'
    for answer in (
        f'{{"code": 0, "data": {{"list": [{item}, {item}]}}}}',
        f'{{"实施单位": "某局", "权力事项": [{item}, {item}]}}',
    ):
        records, _ = read_file(answer.encode())
        assert [record.values.get("name") for record in records] == ["甲", "甲"]
