"""What an element meets from its first save to the guide. Runs in a copy of the tree whose definitions have newcomers.

`tests/house/test_newcomers.py` makes the copy and runs this file in it; nothing but the definitions is different there.
"""

import hashlib
import io
import json
import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from services.catalog import intake
from services.catalog.intake import Source, headings
from services.catalog.sheets import catalogue, confirmation_form, statistics
from services.documents import elements as page
from services.review.domain import matrices, matrix_for
from shared import elements
from shared.elements import ELEMENTS, Kind
from shared.world import story
from shared.xlsx import read
from tests.catalog.inout.dumped import row, sql
from tests.platform import AUDITORS, Platform

NEW = [one["key"] for one in tomllib.loads(Path(__file__).with_name("elements.toml").read_text("utf-8"))["element"]]
OWN = [key for key in NEW if ELEMENTS[key].layer == "list"]
ABOVE = {"new_above": "目录里的新字", "new_above_limit": {"number": 7, "unit": "working_day"}}
INFORMANT, DESK = "jidong-market-informant", "/catalog/v1/desk"
FILE = b"%PDF-1.4 newcomer"
ATTACHED = {
    "name": "新表.pdf", "media_type": "application/pdf", "size": len(FILE), "sha256": hashlib.sha256(FILE).hexdigest(),
}  # fmt: skip
VALUES: dict[Kind, Any] = {
    Kind.TEXT: "新字", Kind.LONG_TEXT: "新的长文", Kind.TEXTS: ["新一", "新二"], Kind.INTEGER: 41, Kind.BOOLEAN: True,
    Kind.CHOICE: "1", Kind.CHOICES: ["1", "2"], Kind.LIMIT: {"number": 43, "unit": "working_day"}, Kind.MONEY: "47.50",
    Kind.DATE: "2026-02-03", Kind.TABLE: [{"name": "新行", "inside": "不能外传"}],
    Kind.BASES: [{"kind": "establishing", "title": "新设条例", "article": 53, "insert": 0}], Kind.ATTACHMENT: ATTACHED,
    Kind.ATTACHMENTS: [ATTACHED], Kind.URL: "https://new.example.gov.cn/59", Kind.PHONE: "0467-6161616",
    Kind.EMAIL: "new@example.gov.cn",
}  # fmt: skip
GIVEN = {key: VALUES[ELEMENTS[key].type] for key in OWN} | {"new_inside": "绝不公开"}
SIGNS = ["新字", "新的长文", "新一", "41", "43", "47.50", "新行", "新设条例", "新表.pdf", "new.example.gov.cn/59", "0467-6161616", "new@example"]  # fmt: skip


async def filled(platform: Platform) -> dict[str, Any]:
    """The story's item with a value for every newcomer."""
    story().base.elements.update(ABOVE)
    item = await platform.filled()
    sent = await platform.ask(
        "POST", f"{DESK}/attachments", INFORMANT, content=FILE, params={"name": ATTACHED["name"]},
        headers={"Content-Type": "application/pdf"},
    )  # fmt: skip
    assert sent.status_code < 300, sent.text
    return dict((await platform.save(item["item_id"], item["edition"], GIVEN))["item"])


async def test_a_newcomer_is_saved_checked_and_asked_for(platform: Platform) -> None:
    item = await filled(platform)
    path = f"{DESK}/items/{item['item_id']}"
    shown = (await platform.ask("GET", path, INFORMANT)).json()["elements"]
    assert {key: shown[key] for key in NEW} == GIVEN | ABOVE
    for key in OWN:
        answer = await platform.ask(
            "PATCH", f"{path}/elements", INFORMANT, headers={"If-Match": f'"{item["edition"]}"'}, json={"elements": {key: {"x": 1}}},
        )  # fmt: skip
        assert answer.status_code == 422, key
        assert key in answer.text
    locked = {"elements": {"new_above": "自己改的"}}
    answer = await platform.ask(
        "PATCH", f"{path}/elements", INFORMANT, headers={"If-Match": f'"{item["edition"]}"'}, json=locked
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "locked")
    asked = {key for key in OWN if "guide" in ELEMENTS[key].profiles}
    assert asked <= set(elements.missing(story().complete, "guide"))
    assert not asked & set(elements.missing(story().complete | GIVEN, "guide"))


def renamed(form: bytes, row: str) -> bytes:
    """The form with another name of the row of the new table."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as book, zipfile.ZipFile(out, "w") as other:
        for name in book.namelist():
            other.writestr(name, book.read(name).replace("新行".encode(), row.encode()))
    return out.getvalue()


async def test_a_newcomer_has_its_column_its_field_and_comes_back(platform: Platform) -> None:
    item = await filled(platform)
    head, line = (
        row.values for row in read((await platform.ask("GET", f"{DESK}/exports/items.xlsx", INFORMANT)).content).rows
    )
    told_of = dict(zip(head, line, strict=False))
    assert all(told_of[ELEMENTS[key].zh] for key in NEW)
    form = await platform.ask("GET", f"{DESK}/items/{item['item_id']}/form.xlsx", INFORMANT)
    (entry,) = confirmation_form.read(form.content).entries
    taken = {key: value for key, value in GIVEN.items() if not ELEMENTS[key].type.startswith("attachment")}
    assert {key: entry.elements[key] for key in taken} == taken | {"new_table": [{"name": "新行"}]}
    for name, changed in (("新行", []), ("新行改名", ["new_table"])):
        answer = await platform.ask(
            "POST", f"{DESK}/items/{item['item_id']}/form", INFORMANT, content=renamed(form.content, name),
            headers={"Content-Type": form.headers["content-type"], "If-Match": f'"{item["edition"]}"'},
        )  # fmt: skip
        assert (answer.status_code, answer.json().get("changed")) == (200, changed), answer.text
    shown = (await platform.ask("GET", f"{DESK}/items/{item['item_id']}", INFORMANT)).json()["elements"]
    assert shown["new_table"] == [{"name": "新行改名", "inside": "不能外传"}]
    labels = [str(value) for found in read(form.content).rows for value in found.values]
    assert "新设内部栏\n（只供内部）" in labels
    assert (
        labels.index("自有受理厅\n（内部使用不公开）")
        < labels.index("新设内部栏\n（只供内部）")
        < labels.index("业务咨询电话\n（互联网公示）")
    )
    (base,) = catalogue.read(catalogue.write([(story().base.basic_code, story().base.elements)])).entries
    assert {key: base.elements[key] for key in ABOVE} == ABOVE
    (told,) = statistics.read(statistics.write([story().complete | {"on_platform": True} | ABOVE])).entries
    assert {key: told.elements[key] for key in ABOVE} == ABOVE


async def test_a_newcomer_is_told_to_who_builds_a_form(platform: Platform) -> None:
    told = {one["key"]: one for one in (await platform.ask("GET", "/catalog/v1/elements")).json()["elements"]}
    assert {key: (told[key]["zh"], told[key]["type"], told[key]["layer"]) for key in NEW} == {
        key: (ELEMENTS[key].zh, ELEMENTS[key].type, ELEMENTS[key].layer) for key in NEW
    }


def test_a_newcomer_is_read_from_its_column_of_the_exchange_tables() -> None:
    data = sql(row("11230300990000017L3000119001000", new_word=GIVEN["new_text"]))
    (record,) = intake.read([Source("a.sql", lambda: io.BytesIO(data))]).records
    assert record.values["new_text"] == GIVEN["new_text"]


async def test_a_newcomer_is_audited_by_the_office_of_its_aspect(platform: Platform) -> None:
    item = await filled(platform)
    await platform.submit(item)
    matrix = matrix_for(item["region"], date(2026, 11, 23))
    for key in NEW:
        mine = {rule.id for rule in matrix.auditors_of(key)}
        assert mine == {rule.id for rule in matrix.parts if ELEMENTS[key].aspect in rule.aspects} != set()
        for part, who in AUDITORS.items():
            audit = (await platform.ask("GET", f"/review/v1/items/{item['item_id']}/audit", who)).json()
            (state,) = (p for p in audit["parts"] if p["part"] == part)
            assert (key in state["elements"]) == (part in mine), (key, part)
            assert (key in audit["elements"]) == (ELEMENTS[key].public or part in mine)


async def test_a_newcomer_is_public_or_not_and_told_in_the_guide(platform: Platform) -> None:
    item = await platform.approve(await platform.submit(await filled(platform)))
    online = await platform.stage(item["item_id"], "inspection", "test", "publication", "online")
    code = online["code"] if "code" in online else item["code"]
    record = (await platform.ask("GET", f"/catalog/v1/items/{code}")).json()
    jsonschema.validate(record["elements"], elements.jsonschema())
    assert {key for key in NEW if key in record["elements"]} == {key for key in NEW if ELEMENTS[key].public}
    rows = read((await platform.ask("GET", "/catalog/v1/exports/items.xlsx")).content).rows
    head = next(iter(rows)).values
    assert {one.zh in head for one in map(ELEMENTS.__getitem__, NEW) if one.public} == {True}
    found = (await platform.ask("GET", "/catalog/v1/search", params={"q": "新设条例"})).json()
    assert [hit["code"] for hit in found["items"]] == [code]
    guide = (await platform.ask("GET", f"/guide/v1/guides/{code}.md")).text
    plain = re.sub(r"\\", "", guide)
    assert [sign for sign in [*SIGNS, "目录里的新字"] if sign not in plain] == []
    for told in (json.dumps(record, ensure_ascii=False), guide, str(head)):
        assert "绝不公开" not in told
        assert "不能外传" not in told
        assert "新设内部事项" not in told


def test_a_newcomers_heading_is_understood_in_the_sheets_of_others() -> None:
    read_as = {key: headings.meant(ELEMENTS[key].zh) for key in NEW if ELEMENTS[key].type is not Kind.ATTACHMENT}
    assert read_as == {key: key for key in read_as}


def test_a_newcomer_is_compared_by_its_meaning() -> None:
    longer = {
        "new_limit": {"number": 60, "unit": "working_day"},
        "new_integer": 50,
        "new_boolean": False,
        "new_money": "50.00",
    }
    found = elements.changes({key: GIVEN[key] for key in longer}, longer)
    assert {change.path.partition(".")[0] for change in found if change.kind == "worse"} == set(longer)
    back = elements.changes(longer, {key: GIVEN[key] for key in longer})
    assert {change.kind for change in back} == {"better"}


def test_a_newcomer_is_documented() -> None:
    told = page.page()
    for key in NEW:
        (row,) = (line for line in told.splitlines() if line.startswith(f"| `{key}` |"))
        for matrix in matrices():
            assert page.auditors(matrix, key) in row


@pytest.mark.parametrize("matrix", matrices(), ids=lambda m: m.id)
def test_a_newcomer_is_audited_everywhere(matrix: Any) -> None:
    assert all(matrix.auditors_of(key) for key in NEW)
