"""A list that names its items in columns of main items and sub-items: the sub-item, if none the main item, is the name."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.catalog.intake.headings import meant
from services.cli import app
from tests.catalog.intake.test_office_sheets import book, read
from tests.catalog.intake.test_other_shapes import read as read_file

HEAD = ["序号", "主项名称", "子项名称", "事项类型", "行使层级", "实施主体"]


def row(number: int, main: str, sub: str) -> list[Any]:
    return [number, main, sub, "公共服务", "县级", "鸡东县水务局"]


@pytest.mark.parametrize(
    ("heading", "key"),
    [("主项", "main_item_name"), ("大项名称", "main_item_name"), ("事项名称（主项）", "main_item_name"), ("权力事项主项名称", "main_item_name"),
     ("子项", "sub_item_name"), ("小项", "sub_item_name"), ("事项名称（子项名称）", "sub_item_name"), ("子项事项名称", "sub_item_name"), ("項目名稱（子項）", "sub_item_name"),
     ("事项名称（含子项）", "name"), ("子项数", None), ("主项/子项", None), ("是否有子项", None)],
)  # fmt: skip
def test_main_items_and_their_parts_are_known_by_their_headings(heading: str, key: str | None) -> None:
    assert meant(heading) == key


@pytest.mark.clause("C23")
def test_an_item_without_a_name_has_that_of_its_sub_item_or_else_of_its_main_item() -> None:
    rows = [row(1, "取水许可", "变更"), row(2, "采砂许可", "无"), row(3, "采砂许可", "")]
    records, taken = read(book(HEAD, *rows))
    assert [one.values["name"] for one in records] == ["变更", "采砂许可", "采砂许可"]
    assert [one.item["name"] for one in records] == ["变更", "采砂许可", "采砂许可"]
    assert ["sub_item_name" in one.values for one in records] == [True, False, False]
    assert taken.notes == []
    keys = [dict(zip(HEAD, one, strict=True)) for one in rows]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in keys)
    assert [one.values["name"] for one in read_file(lines.encode())[0]] == ["变更", "采砂许可", "采砂许可"]
    (named,), _ = read(book(["事项名称", "子项名称", "事项类型"], ["取水许可", "变更", "行政许可"]))
    assert (named.values["name"], named.values["sub_item_name"]) == ("取水许可", "变更")


def test_the_rules_on_names_see_such_items_and_parts_of_different_items_may_be_called_alike(tmp_path: Path) -> None:
    rows = [row(1, "取水登记", "变更"), row(2, "采砂登记", "变更"), row(3, "户外广告审批", ""), row(4, "取水登记", "变更"), row(5, "排水登记（省级权限）", "")]  # fmt: skip
    (tmp_path / "a.xlsx").write_bytes(book(HEAD, *rows))
    found = json.loads(CliRunner().invoke(app, ["inspect", str(tmp_path / "a.xlsx"), "--json"]).stdout)
    assert [(one["row"], one["rule"]) for one in found if one["element"] == "name"] == [
        (4, "disguised_approval"),
        (5, "one_name_one_item"),
        (6, "name_level_agrees"),
    ]


def test_the_rows_below_an_item_that_only_its_main_item_names_are_its_own() -> None:
    rows = [["取水许可", "变更", "申请书"], ["", "", "身份证"], ["采砂许可", "", "采砂表"], ["", "", "采砂图"]]
    records, _ = read(book(["主项", "子项", "材料名称"], *rows))
    assert [(one.values["name"], len(one.values["materials"])) for one in records] == [("变更", 2), ("采砂许可", 2)]
