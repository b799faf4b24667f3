"""A row without what its table requires is told before any audit, not first by the test before publishing."""

from typing import Any

import pytest

from services.catalog.rules import Inspection, findings
from shared.elements import ELEMENTS, faults
from tests.catalog.quality.test_standing import CHECKER, INFORMANT
from tests.platform import Platform

TABLES = {one.key: {c.key for c in one.columns if c.required} for one in ELEMENTS.values()}
SHORT = {"related_items": [{"relation": "1"}], "results": [{"kind": "10"}], "cases": [{}]}
PLACES = {"related_items[0].name", "results[0].name", "cases[0].name"}


@pytest.mark.parametrize("key", [key for key, required in TABLES.items() if required])
def test_what_a_row_of_any_table_lacks_is_found_whether_looked_at_alone_or_among_many(key: str) -> None:
    values: dict[str, Any] = {key: [{}]}
    asked = {one.path for one in faults(values, partial=False) if one.path.startswith(f"{key}[")}
    assert asked == {f"{key}[0].{column}" for column in TABLES[key]}
    for found in (findings(values), Inspection(None).of(values)):
        assert {one.path for one in found if (one.rule, one.severity) == ("element_shape", "block")} == asked


def test_an_inspection_finds_all_that_the_test_before_publishing_does_but_what_the_platform_writes() -> None:
    asked, found = ({one.path for one in looked} for looked in (faults({}, partial=False), findings({})))
    assert asked - found == {"implementing_body_code"}


@pytest.mark.clause("G13")
async def test_a_draft_may_lack_what_a_row_requires_and_is_not_submitted_so(any_platform: Platform) -> None:
    platform = any_platform
    item = await platform.filled()
    whole = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", INFORMANT)).json()["elements"]
    short = (await platform.save(item["item_id"], item["edition"], SHORT))["item"]
    path = f"/catalog/v1/desk/items/{item['item_id']}"
    shown = (await platform.ask("GET", f"{path}/check", INFORMANT)).json()
    told = {one["path"]: one for one in shown["findings"] if one["rule"] == "element_shape"}
    assert (shown["passed"], set(told)) == (False, PLACES)
    no = await submission(platform, short)
    assert (no.status_code, no.json()["code"]) == (422, "elements")
    assert {one["path"] for one in no.json()["faults"]} == PLACES
    assert all(one["cure_zh"] for one in no.json()["faults"])
    await platform.submit((await platform.save(item["item_id"], short["edition"], restored(whole)))["item"])


async def test_of_the_fourteen_too_the_cell_that_is_missing_is_named(
    platform: Platform, filled: dict[str, Any]
) -> None:
    rows = [{"kind": "1", "body": "鸡东县人民政府"}, {"kind": "2"}]
    short = (await platform.save(filled["item_id"], filled["edition"], {"remedies": rows, "faqs": None}))["item"]
    no = (await submission(platform, short)).json()
    assert (no["code"], {one["path"] for one in no["faults"]}) == ("incomplete", {"remedies[1].body", "faqs"})


async def submission(platform: Platform, item: dict[str, Any]) -> Any:
    headers = {"If-Match": f'"{item["edition"]}"'}
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/submission", CHECKER, headers=headers)


def restored(whole: dict[str, Any]) -> dict[str, Any]:
    return {key: whole.get(key) for key in SHORT}
