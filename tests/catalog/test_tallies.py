"""The catalogue and the bodies held against each other; the numbers of a 情况说明 against the summary table."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain.statement import KINDS, Statement, counted, mistakes
from services.catalog.sheets import statistics
from shared.unit import Actor
from shared.world import story
from shared.xlsx import read
from tests.catalog.inout.support import INFORMANT, LINE, then, upload
from tests.platform import Platform

CENTRE, CITY_CENTRE = "jidong-data-inspection", "jixi-data-inspection"
BASIC = story().base.basic_code


async def matching(platform: Platform, side: str, who: str = CENTRE) -> dict[str, dict[str, Any]]:
    page = await platform.ask("GET", "/catalog/v1/desk/matching", who, params={"side": side, "limit": 200})
    assert page.status_code == 200, page.text
    return {row["code"]: row for row in page.json()["items"]}


@pytest.mark.clause("A04")
async def test_what_nobody_claimed_and_what_the_catalogue_does_not_have_is_listed(any_platform: Platform) -> None:
    await any_platform.hand_down()
    (row,) = (await matching(any_platform, "catalogue")).values()
    assert (row["code"], row["why_zh"], row["offered"]) == (BASIC, "无人认领", 1)
    assert (await matching(any_platform, "catalogue", INFORMANT)).keys() == {BASIC}
    assert await matching(any_platform, "catalogue", "jidong-coal-informant") == {}
    item = await any_platform.claimed()
    assert await matching(any_platform, "catalogue") == {}
    assert (await matching(any_platform, "catalogue", "hulin-data-inspection")).keys() == {BASIC}
    assert await matching(any_platform, "bodies") == {}
    body = {"kind": "cancel", "reason": "依据废止"}
    await any_platform.ask("POST", f"/catalog/v1/catalogue/{BASIC}/cancellation", LINE, json=body)
    (row,) = (await matching(any_platform, "bodies", CITY_CENTRE)).values()
    assert (row["code"], row["why"]) == (item["code"], "cancelled")
    assert (await matching(any_platform, "bodies", "jidong-coal-informant")) == {}


@pytest.mark.clause("A04")
async def test_an_item_that_the_catalogue_does_not_have_is_listed(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        held = await store.load(unit.connection, claimed["item_id"])
        await store.replace(unit.connection, held, replace(held, basic_code="230799001001", turn=9))
    row = (await matching(any_platform, "bodies"))[claimed["code"]]
    assert (row["why"], row["why_zh"], row["catalogue_name"]) == ("no_base", "目录中没有", None)


@pytest.mark.clause("A05")
async def test_an_item_under_another_name_than_the_catalogues_is_listed_with_both(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        held = await store.load(unit.connection, claimed["item_id"])
        await store.replace(unit.connection, held, type(held)(**{**vars(held), "name": "=市场登记", "turn": 9}))
    row = (await matching(platform, "bodies"))[claimed["code"]]
    assert (row["why"], row["name"], row["catalogue_name"]) == (
        "other_name",
        "=市场登记",
        story().base.elements["name"],
    )
    path = "/catalog/v1/desk/exports/matching"
    sheet = await platform.ask("GET", f"{path}.xlsx", CENTRE, params={"side": "bodies"})
    assert [r.at(3) for r in read(sheet.content).rows] == ["事项名称", "=市场登记"]
    text = (await platform.ask("GET", f"{path}.csv", CENTRE, params={"side": "bodies"})).content.decode("utf-8-sig")
    assert [line[2] for line in csv.reader(io.StringIO(text))] == ["事项名称", "'=市场登记"], "no formula runs"


async def statement(platform: Platform, who: str = INFORMANT) -> Any:
    return (await platform.ask("GET", "/catalog/v1/desk/statement", who)).json()


async def filed(platform: Platform, item: dict[str, Any], **said: Any) -> None:
    """The summary table with the item, applied."""
    row = {"item_number": "7", "name": item["name"], "item_type": item["item_type"], "on_standard_platform": True}
    made = await upload(platform, "statistics", statistics.write([row | said]), INFORMANT)
    made = await then(platform, made, "application", INFORMANT)
    assert made["state"] == "applied", made


@pytest.mark.clause("C20")
@pytest.mark.clause("C09")
@pytest.mark.clause("C10")
async def test_the_statement_is_counted_from_the_items_and_held_against_the_summary_table(
    any_platform: Platform,
    claimed: dict[str, Any],
) -> None:
    told = await statement(any_platform)
    assert (told["total"], told["inside"], told["outside"], told["table"]) == (1, 1, 0, False)
    assert (told["signatures"], told["mistakes"]) == (["单位主要领导"], [])
    assert len(told["kinds"]) == 11
    await filed(any_platform, claimed, on_platform=True)
    assert (await statement(any_platform))["mistakes"] == []
    edition = (await any_platform.desk(claimed["item_id"]))["edition"]
    out = {"on_platform": False, "exclusion_reason": "涉密"}
    await any_platform.save(claimed["item_id"], edition, out)
    told = await statement(any_platform)
    assert (told["outside"], told["reason"], told["signatures"]) == (1, "涉密", ["单位主要领导", "主管市级领导"])
    assert [(m["rule"], m["field"]) for m in told["mistakes"]] == [("C20", "inside"), ("C20", "outside")]
    given = {"total": 1, "kinds": {told["kinds"][0]["code"]: 2}, "inside": 1, "outside": 1}
    found = await any_platform.ask("POST", "/catalog/v1/desk/statement/check", INFORMANT, json=given)
    assert {m["rule"] for m in found.json()} == {"C09", "C10", "C11", "C20"}


@pytest.mark.clause("C20")
@pytest.mark.clause("C24")
async def test_inspection_holds_an_item_against_its_row_in_the_summary_table(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    await filed(any_platform, filled, on_platform=True)
    edition = (await any_platform.desk(filled["item_id"]))["edition"]
    change = {"item_number": "8", "on_standard_platform": False}
    saved = (await any_platform.save(filled["item_id"], edition, change))["item"]
    approved = await any_platform.approve(await any_platform.submit(saved))
    answer = await any_platform.ask("POST", f"/catalog/v1/desk/items/{approved['item_id']}/inspection", CENTRE)
    found = {(f["rule"], f["path"]) for f in answer.json()["findings"]}
    assert {("item_number_agrees", "item_number"), ("form_as_table", "on_standard_platform")} <= found
    assert answer.json()["passed"] is False


def test_kinds_follow_the_national_type_where_the_local_one_is_not_said() -> None:
    found = counted([{"item_type": "01"}, {"item_type": "07"}, {"local_kind": "06"}, {"item_type": "20"}, {}])
    assert {KINDS[code].zh: n for code, n in found.kinds.items() if n} == {
        "行政许可": 1,
        "行政确认": 1,
        "年检": 1,
        "其他类行政权力": 1,
        "公共服务": 1,
    }
    assert list(mistakes(found, found)) == []
    other = Statement(5, found.kinds, 4, 1, "涉密")
    assert {one.field for one in mistakes(other, found)} == {"inside", "outside"}


@pytest.mark.clause("A11")
@pytest.mark.parametrize("item_type", ["07", "20"], ids=["power", "public service"])
async def test_powers_and_public_services_alike_go_through_the_comparison(platform: Platform, item_type: str) -> None:
    code = f"{BASIC[:2]}{item_type}{BASIC[4:]}"
    await platform.put_base(code, {**story().base.elements, "item_type": item_type})
    handed = await platform.ask("POST", f"/catalog/v1/catalogue/{code}/hand-down", LINE, json={"offices": []})
    assert handed.status_code == 200, handed.text
    assert (await matching(platform, "catalogue"))[code]["item_type"] == item_type
    offers = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["offers"]
    base_id = next(offer["base_id"] for offer in offers if offer["code"] == code)
    item = (await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", INFORMANT)).json()
    assert code not in await matching(platform, "catalogue")
    body = {"kind": "cancel", "reason": "依据废止"}
    await platform.ask("POST", f"/catalog/v1/catalogue/{code}/cancellation", LINE, json=body)
    row = (await matching(platform, "bodies"))[item["code"]]
    assert (row["why"], row["item_type"]) == ("cancelled", item_type)


@pytest.mark.clause("A04")
@pytest.mark.clause("A06")
async def test_a_main_item_is_neither_missed_nor_owed_and_its_sub_items_are(any_platform: Platform) -> None:
    main, sub = "23073102000Y", "230731020001"
    for code in (main, sub):
        await any_platform.put_base(code, story().base.elements)
    assert (await matching(any_platform, "catalogue")).keys() == {sub}
    path = f"/catalog/v1/catalogue/{sub}/hand-down"
    assert (await any_platform.ask("POST", path, LINE, json={"offices": []})).is_success
    (offer,) = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["offers"]
    claim = f"/catalog/v1/desk/offers/{offer['base_id']}/claim"
    assert (await any_platform.ask("POST", claim, INFORMANT)).is_success
    ought = (await any_platform.ask("GET", "/catalog/v1/desk/holdings", INFORMANT)).json()
    assert ([row["basic_code"] for row in ought["items"]], ought["rate"]) == ([sub], 1.0)
