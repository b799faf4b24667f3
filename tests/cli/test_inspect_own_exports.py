"""`shixiang inspect` finds in the platform's own workbooks what it finds in the same items as JSON Lines."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services import inspector, inspector_forms
from services.catalog.domain.wholecells import told, written
from services.catalog.intake import Record, Source
from services.catalog.sheets import catalogue, export, statistics
from shared.elements import ELEMENTS, Kind, of_sheet
from shared.world import story
from shared.xlsx import address, read_all, write
from tests.catalog.inout.support import SETS, upload
from tests.platform import Platform

EXPORTS = "/catalog/v1/{}exports/items.{}"
TODAY = date(2026, 11, 23)
ODD: dict[str, Any] = {
    "legal_bases": [
        {"kind": "implementing", "title": "某办法", "article": 3, "insert": 0, "text": "依《某法》第二条\n《某令》第一条办理"},
        {"kind": "establishing", "title": "某法", "article": 3, "insert": 0, "version_date": "2020-01-01", "text": " 空格 "},
    ],
    "exercise_levels": ["4", "5"],
    "service_objects": ["1", "不在表中"],
    "legal_limit": {"number": 5, "unit": "working_day", "note": "不含公示"},
    "promised_limit": {"number": None, "unit": "on_the_spot"},
    "joint_bodies": ["甲局、乙局", "丙局"],
    "conditions": '[{"像":"JSON"}]\n第二行',
    "faqs": {"none": "没有人问过"},
    "consult": [{"channel": "2", "value": "0467-1"}],
    "materials": [{"name": "其他材料", "basis": "没有", "copies": 0}, {"name": "无"}],
    "visits": 3,
    "charges": False,
    "item_type": "99",
}  # fmt: skip
"""Values that words alone do not say, and some that no rule lets pass."""


def findings(path: Path, data: bytes, first: int = 1) -> Counter[tuple[int, str, str, str, str]]:
    """What is found, by the number of the item."""
    path.write_bytes(data)
    lines = inspector.inspect(path, TODAY, 1).lines
    return Counter((one.row - first + 1, one.rule, one.element, one.severity, one.message) for one in lines)


def on_the_form(path: str) -> bool:
    """Whether the confirmation form has a place for the value; of a file it has the name, of a table some columns."""
    root, _, column = path.partition("[")
    known = {"materials": ("name", "original", "file_types", "upload_required"), "fees": ("name",)}
    element, shown = ELEMENTS.get(root), {one.key for one in of_sheet("jixi_form")}
    column = column.partition("].")[2]
    in_part = not column or column in known.get(root, (column,))
    return element is not None and root in shown and element.type is not Kind.ATTACHMENT and in_part


def taken(path: Path) -> list[Record]:
    return list(inspector_forms.read([Source(path.name, lambda: path.open("rb"))]).records)


def records(path: Path) -> list[dict[str, Any]]:
    return [one.values for one in taken(path)]


async def test_an_exported_workbook_and_the_exported_lines_have_the_same_findings(
    platform: Platform, online: dict[str, Any], tmp_path: Path
) -> None:
    for desk, who in (("", ""), ("desk/", "jidong-market-informant")):
        lines, book = [(await platform.ask("GET", EXPORTS.format(desk, n), who)).content for n in ("jsonl", "xlsx")]
        found = findings(tmp_path / "items.jsonl", lines)
        assert found
        assert findings(tmp_path / "items.xlsx", book, 2) == found
        (own,) = records(tmp_path / "items.xlsx")
        assert own == json.loads(lines)["elements"]
        assert own["name"] == online["name"]
        assert taken(tmp_path / "items.xlsx")[0].item == {
            key: said for key, said in taken(tmp_path / "items.jsonl")[0].item.items() if said
        }


def test_odd_items_too_have_the_same_findings_and_values(tmp_path: Path) -> None:
    items = [story().complete | ODD, {"name": "只有名称"}, {}, story().complete | {"name": "另一事项"}]
    codes = ["11230321990001220042307310" + f"{n:05d}" for n in range(len(items))]
    pairs = list(zip(codes, items, strict=True))
    lines = "".join(json.dumps({"code": c, "elements": v}, ensure_ascii=False) + "\n" for c, v in pairs)
    rows = [export.line(code, "某局", "某县", values, internal=True) for code, values in pairs]
    found = findings(tmp_path / "a.jsonl", lines.encode())
    assert findings(tmp_path / "a.xlsx", write(export.header(internal=True), rows), 2) == found
    assert records(tmp_path / "a.xlsx") == items
    assert {"no_catch_all", "element_shape", "material_has_article"} <= {rule for _, rule, *_ in found}


@pytest.mark.parametrize("key", ODD)
def test_a_cell_of_an_export_says_its_value_again(key: str) -> None:
    assert told(ELEMENTS[key], written(ELEMENTS[key], ODD[key])) == ODD[key]


def test_what_words_say_whole_stands_in_words() -> None:
    assert written(ELEMENTS["exercise_levels"], ["4", "5"]) == "县级、镇(乡、街道)级"
    assert written(ELEMENTS["promised_limit"], {"number": 5, "unit": "working_day"}) == "5工作日"
    assert written(ELEMENTS["charges"], value=False) == "否"


def test_a_cell_whose_json_is_cut_is_told_and_taken_for_no_name(tmp_path: Path) -> None:
    line = export.line("1123032199000122004230731000000", "某局", "某县", story().complete, internal=True)
    head = export.header(internal=True)
    at = head.index(ELEMENTS["materials"].zh)
    line[at] = str(line[at])[:50]
    found = findings(tmp_path / "a.xlsx", write(head, [line]), 2)
    assert [(rule, element) for _, rule, element, severity, _ in found if "json" in rule] == [("json_cut", "materials")]
    (own,) = records(tmp_path / "a.xlsx")
    assert "materials" not in own


def test_what_a_person_wrote_into_an_export_is_read_as_in_any_sheet(tmp_path: Path) -> None:
    head = export.header(internal=True)
    line = export.line("1123032199000122004230731000000", "某局", "某县", story().complete, internal=True)
    line[head.index(ELEMENTS["legal_limit"].zh)] = "十个工作日"
    line[head.index(ELEMENTS["materials"].zh)] = "申请书\n身份证明"
    line[head.index(ELEMENTS["conditions"].zh)] = None
    findings(tmp_path / "a.xlsx", write([*head, "备用列"], [[*line, "看不懂"]]), 2)
    (own,) = records(tmp_path / "a.xlsx")
    assert own["legal_limit"] == {"number": 10, "unit": "working_day"}
    assert [one["name"] for one in own["materials"]] == ["申请书", "身份证明"]
    assert "conditions" not in own
    notes = inspector.inspect(tmp_path / "a.xlsx", TODAY, 1).unplaced
    assert ["备用列" in one.zh for one in notes] == [True]


@pytest.mark.parametrize("kind", ["catalogue", "statistics"])
def test_the_catalogue_sheet_and_the_statistics_table_have_the_findings_of_their_elements(
    kind: str, tmp_path: Path
) -> None:
    keys = {one.key for one in of_sheet(kind)}
    long = {
        "kind": "establishing",
        "title": "某办法",
        "article": 3,
        "insert": 0,
        "text": "向工商行政管理部门申请，见《某令》第一条",
    }
    values = story().complete | {"legal_bases": [long, long], "legal_limit": {"number": None, "unit": "on_the_spot"}}
    values |= {"on_platform": True, "on_standard_platform": True, "online_approval": False}
    values = {key: value for key, value in values.items() if key in keys}
    told = {"code": story().base.basic_code, "elements": values}
    found = findings(tmp_path / "a.jsonl", json.dumps(told, ensure_ascii=False).encode())
    own = {one: n for one, n in found.items() if one[2].split("[")[0] in keys}
    data = catalogue.write([(story().base.basic_code, values)]) if kind == "catalogue" else statistics.write([values])
    assert findings(tmp_path / "a.xlsx", data, 2) == own
    (read,) = records(tmp_path / "a.xlsx")
    assert values.keys() <= read.keys() | {"main_item_name"}


async def test_the_confirmation_form_is_read_as_the_item_that_it_is_and_its_cells_are_marked(
    platform: Platform, filled: dict[str, Any], tmp_path: Path
) -> None:
    fees = [{"name": "其他费用", "standard": "每人200元", "amount": "200"}]
    materials = [{"name": "其他材料", "basis": "没有", "copies": 0}, {"name": "申请书", "original": True}]
    odd = {"conditions": "无", "charges": True, "fees": fees, "fee_basis": "《某办法》", "materials": materials}
    await platform.save(filled["item_id"], filled["edition"], odd)
    path, who = f"/catalog/v1/desk/items/{filled['item_id']}", "jidong-market-informant"
    told, page = (await platform.ask("GET", path, who)).json(), await platform.ask("GET", f"{path}/form.xlsx", who)
    lines = json.dumps({"elements": told["elements"]}, ensure_ascii=False).encode()
    shown = {one[1:] for one in findings(tmp_path / "a.jsonl", lines) if on_the_form(one[2])}
    found = findings(tmp_path / "form.xlsx", page.content, 1)
    assert {one[1:] for one in found if one[1] != "sheet"} == shown
    assert {"no_catch_all", "empty_phrase"} <= {rule for rule, *_ in shown}
    (own,) = records(tmp_path / "form.xlsx")
    assert (own["name"], own["legal_bases"]) == (told["elements"]["name"], told["elements"]["legal_bases"])
    report = inspector.inspect(tmp_path / "form.xlsx", TODAY, 1)
    assert (report.items, report.shape) == (1, "xlsx")
    form, *_, listed = read_all(inspector.save(report, tmp_path / "marked.xlsx").read_bytes())
    cells = {address(row.number, at): cell for row in form.rows for at, cell in enumerate(row.values, 1)}
    marked = {str(row.at(2)): str(row.values) for row in listed.rows if row.at(2) in cells}
    assert {cells[at] for at, said in marked.items() if "兜底" in said} == {"其他材料"}


async def test_a_form_that_is_sent_as_a_dump_changes_nothing_and_says_where_it_belongs(
    platform: Platform, filled: dict[str, Any]
) -> None:
    item, who = filled, "jidong-market-informant"
    form = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/form.xlsx", who)).content
    made = await upload(platform, "dump", form, who, apply=True)
    assert (made["state"], made["done"]) == ("failed", 0)
    (told,) = (await platform.ask("GET", f"{SETS}/{made['set_id']}/rows", who)).json()
    assert "流程确认单" in told["faults"][0]["message_zh"]


async def test_an_item_with_more_materials_than_a_cell_holds_is_exported_whole(
    platform: Platform, filled: dict[str, Any], tmp_path: Path
) -> None:
    one = {"necessity": "1", "format": "1", "basis": "《中华人民共和国行政许可法》第二十九条" + "须载明的内容" * 120}
    many = [{"name": f"材料第{n}号"} | one for n in range(60)]
    await platform.save(filled["item_id"], filled["edition"], {"materials": many})
    path = tmp_path / "items.xlsx"
    path.write_bytes((await platform.ask("GET", EXPORTS.format("desk/", "xlsx"), "jidong-market-informant")).content)
    (own,) = records(path)
    assert own["materials"] == many
    inspector.save(inspector.inspect(path, TODAY, 1), tmp_path / "marked.xlsx")
    (marked,) = records(tmp_path / "marked.xlsx")
    assert marked["materials"] == many


def test_a_catalogue_sheet_with_long_articles_comes_in_as_it_went_out() -> None:
    bases = [
        {"kind": "establishing", "title": "某法", "article": n, "insert": 0, "text": "条文内容" * 2000}
        for n in range(1, 6)
    ]
    values = {
        key: one for key, one in story().base.elements.items() if key in {one.key for one in of_sheet("catalogue")}
    }
    (entry,) = catalogue.read(catalogue.write([(story().base.basic_code, values | {"legal_bases": bases})])).entries
    assert (entry.sound, entry.elements["legal_bases"]) == (True, bases)
