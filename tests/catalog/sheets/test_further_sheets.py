"""Rows on a further sheet are read, or told by the sheet's name, at every door: none is left out without a word."""

import io
from typing import Any

import pytest

from services.catalog import intake
from services.catalog.intake import Source
from services.catalog.sheets import confirmation_form, offices, statistics
from services.catalog.sheets.offices import UnreadableError
from services.player import XLSX
from shared.world import world
from shared.xlsx import CellValue, Page, Row, annotate_all, read, write
from tests.catalog.inout.support import INFORMANT, rows_of, upload
from tests.catalog.sheets.test_confirmation_form import FORM
from tests.platform import Platform

INSTRUCTION = write(["填表说明", "请逐行填写"], [["办理条件", "不得留空"], ["不纳入网上审批原因", "不纳入的必填"]])
ROWS = [
    {"item_number": str(n), "name": f"事项{n}", "item_type": "01", "on_standard_platform": True, "on_platform": True}
    for n in (1, 2, 3)
]
BODY = world().offices["jidong-market"]


def book(**sheets: bytes) -> bytes:
    """The first sheets of some workbooks, as sheets of one."""
    return annotate_all([Page(name, list(read(data).rows)) for name, data in sheets.items()], [])


def table(*rows: dict[str, Any]) -> bytes:
    return statistics.write(rows)


def bodies(*codes: str) -> bytes:
    head = ["机构名称", "统一社会信用代码", "行政区划代码", "机构类型"]
    rows: list[list[CellValue]] = [[BODY.name, code, BODY.region, "实施机构"] for code in codes]
    return write(head, rows)


def noted(data: bytes) -> bytes:
    """The table with a note under it."""
    (*rows,) = read(data).rows
    note = Row(len(rows) + 1, ("注：此表由各单位填写",))
    return annotate_all([Page("表", [*rows, note])], [])


def test_a_statistics_table_on_a_further_sheet_is_told_by_its_name() -> None:
    outcome = statistics.read(book(一=table(ROWS[0]), 二=noted(table(*ROWS[1:])), 空=table(), 说明=INSTRUCTION))
    assert [entry.row for entry in outcome.entries] == [2]
    told = [(one.code, one.sheet, one.severity, "2 行" in one.message_zh) for one in outcome.faults]
    assert told == [("further_sheet", "二", "fault", True)]


@pytest.mark.parametrize("second", [FORM, {"materials": FORM["materials"]}], ids=["a form", "a table of materials"])
def test_a_form_on_a_further_sheet_is_told_by_its_name(second: dict[str, Any]) -> None:
    whole = confirmation_form.write(second)
    alone = confirmation_form.read(book(一=confirmation_form.write(FORM), 说明=INSTRUCTION))
    assert [(entry.elements, entry.sound) for entry in alone.entries] == [(FORM, True)]
    outcome = confirmation_form.read(book(一=confirmation_form.write(FORM), 二=whole, 说明=INSTRUCTION))
    assert [entry.sound for entry in outcome.entries] == [False]
    assert [(one.code, one.sheet) for one in outcome.faults] == [("further_sheet", "二")]


def test_bodies_on_a_further_sheet_are_told_by_its_name_and_none_is_registered() -> None:
    assert len(offices.read(book(一=bodies(BODY.credit_code), 空=bodies(), 说明=INSTRUCTION))) == 1
    with pytest.raises(UnreadableError, match="工作表“二”还有 2 行数据"):
        offices.read(book(一=bodies(BODY.credit_code), 二=bodies("甲", "乙")))


@pytest.mark.clause("C16")
async def test_a_body_that_uploads_a_table_on_two_sheets_hears_of_the_second(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    row = ROWS[0] | {"name": claimed["name"], "item_type": claimed["item_type"]}
    data = book(一=table(row), 二=table(*ROWS[1:]))
    made = await upload(platform, "statistics", data, INFORMANT, apply=True)
    told = [f for one in await rows_of(platform, made["set_id"], INFORMANT) for f in one["faults"]]
    assert ("further_sheet", "二") in {(one["code"], one["sheet"]) for one in told}
    assert made["state"] == "ready"


@pytest.mark.clause("C21")
async def test_a_form_file_with_two_forms_changes_nothing_and_names_the_second(
    platform: Platform, filled: dict[str, Any]
) -> None:
    path = f"/catalog/v1/desk/items/{filled['item_id']}"
    held = (await platform.ask("GET", path, INFORMANT)).json()["elements"]
    own = confirmation_form.write(held | {"conditions": "另一条件"})
    headers = {"Content-Type": XLSX, "If-Match": f'"{filled["edition"]}"'}
    both = book(一=own, 二=confirmation_form.write(FORM))
    answer = await platform.ask("POST", f"{path}/form", INFORMANT, headers=headers, content=both)
    assert (answer.status_code, "further_sheet") == (422, answer.json()["faults"][0]["code"]), answer.text
    assert answer.json()["faults"][0]["path"] == "二"
    assert (await platform.desk(filled["item_id"]))["edition"] == filled["edition"]


def test_an_inspection_reads_the_table_of_every_sheet() -> None:
    data = book(一=table(ROWS[0]), 二=table(*ROWS[1:]), 说明=INSTRUCTION)
    taken = intake.read([Source("表.xlsx", lambda: io.BytesIO(data))])
    assert [record.values["name"] for record in taken.records] == ["事项1", "事项2", "事项3"]
    assert taken.sheets == ("一", "二")
