"""The campaign of a place: its own timetable for the steps everyone has, and results filed above before they are used."""

from typing import Any

import pytest

from tests.platform import Platform

COUNTY, CITY, NEIGHBOUR = "jidong-government-auditor", "jixi-government-auditor", "hulin-government-auditor"
INFORMANT, CHECKER = "jidong-market-informant", "jidong-market-checker"
PLAN = {"round_1": "2026-08-31", "round_2": "2026-09-30", "filing": "2026-10-31"}
PAPER = {
    "document_number": "鸡东政办发〔2026〕12号",
    "receiving_body": "鸡西市人民政府办公室",
    "filed_on": "2026-10-20",
}


async def timetable(platform: Platform, region: str, who: str = COUNTY) -> dict[str, Any]:
    steps = (await platform.ask("GET", f"/review/v1/timetables/{region}", who)).json()
    return {step["step"]: (step["due_on"], step["set_by"]) for step in steps}


async def plan(platform: Platform, region: str, who: str, **days: str) -> Any:
    return await platform.ask("PUT", f"/review/v1/timetables/{region}", who, json=days)


@pytest.mark.clause("B30")
async def test_a_county_sets_its_own_days_and_has_its_citys_where_it_sets_none(any_platform: Platform) -> None:
    assert (await plan(any_platform, "230300", CITY, **PLAN)).status_code == 200
    assert (await timetable(any_platform, "230321"))["round_1"] == ("2026-08-31", "230300")
    assert (await plan(any_platform, "230321", COUNTY, round_1="2026-08-15")).status_code == 200
    assert await timetable(any_platform, "230321") == {
        "round_1": ("2026-08-15", "230321"),
        "round_2": ("2026-09-30", "230300"),
        "filing": ("2026-10-31", "230300"),
        "use": (None, None),
    }
    assert (await timetable(any_platform, "230381", NEIGHBOUR))["round_1"] == ("2026-08-31", "230300")


@pytest.mark.clause("B30")
async def test_an_audit_and_the_work_list_show_the_days_of_the_items_place(platform: Platform) -> None:
    await plan(platform, "230300", CITY, **PLAN)
    await plan(platform, "230321", COUNTY, round_1="2026-08-15")
    item = await platform.submitted()
    audit = (await platform.ask("GET", f"/review/v1/items/{item['item_id']}/audit", CHECKER)).json()
    assert audit["due_on"] == "2026-08-15"
    (work,) = (await platform.ask("GET", "/review/v1/work", "jidong-legality-auditor")).json()
    assert work["due_on"] == "2026-08-15"
    remark = {"element": "conditions", "text": "有兜底条款", "cites": "第四条"}
    await platform.verdict(item["item_id"], "legality", "jidong-legality-auditor", "returned", remark)
    for part, who in {"department": "jidong-market-lawyer", "staffing": "jidong-staffing-auditor"}.items():
        await platform.verdict(item["item_id"], part, who, "passed")
    await platform.verdict(item["item_id"], "government_office", COUNTY, "passed")
    await platform.submit(await platform.desk(item["item_id"]))
    audit = (await platform.ask("GET", f"/review/v1/items/{item['item_id']}/audit", CHECKER)).json()
    assert (audit["round"], audit["due_on"]) == (2, "2026-09-30")


@pytest.mark.clause("B30")
@pytest.mark.parametrize(
    ("who", "days", "status"),
    [
        (CITY, {"round_1": "2026-08-31"}, 403),
        (NEIGHBOUR, {"round_1": "2026-08-31"}, 403),
        (CHECKER, {"round_1": "2026-08-31"}, 403),
        (COUNTY, {"round_1": "2026-09-30", "round_2": "2026-08-31"}, 422),
        (COUNTY, {"round_1": "2026-02-30"}, 422),
    ],
    ids=["the city", "a neighbour", "a body", "out of order", "a day that is none"],
)
async def test_a_timetable_is_its_places_own_and_goes_forward(
    platform: Platform, who: str, days: dict[str, str], status: int
) -> None:
    assert (await plan(platform, "230321", who, **days)).status_code == status
    assert (await timetable(platform, "230321"))["round_1"] == (None, None)


async def results(platform: Platform, who: str = COUNTY) -> list[str]:
    return [one["item_id"] for one in (await platform.ask("GET", "/review/v1/results", who)).json()]


async def file_(platform: Platform, kind: str, *items: str, who: str = COUNTY, **other: Any) -> Any:
    body = PAPER | {"kind": kind, "items": list(items)} | other
    answer = await platform.ask("POST", "/review/v1/filings", who, json=body)
    await platform.settle()
    return answer


async def told(platform: Platform) -> list[str]:
    inbox = (await platform.ask("GET", "/notify/v1/inbox", INFORMANT)).json()
    return [circular["body"] for circular in inbox if circular["kind"] == "filed"]


@pytest.mark.clause("B31")
async def test_results_are_collected_filed_for_the_record_and_may_be_put_to_use(
    any_platform: Platform, approved: dict[str, Any]
) -> None:
    assert await results(any_platform) == await results(any_platform, CITY) == [approved["item_id"]]
    made = await file_(any_platform, "for_record", approved["item_id"])
    assert (made.status_code, made.json()["state"]) == (201, "done")
    assert await results(any_platform) == []
    (kept,) = (await any_platform.ask("GET", "/review/v1/filings", CITY)).json()
    assert {name: kept[name] for name in PAPER} == PAPER
    assert kept["items"] == [approved["item_id"]]
    (body,) = await told(any_platform)
    assert "鸡东政办发〔2026〕12号" in body
    assert "投入应用" in body


@pytest.mark.clause("B31")
async def test_what_needs_approval_waits_for_its_answer(any_platform: Platform, approved: dict[str, Any]) -> None:
    made = (await file_(any_platform, "for_approval", approved["item_id"])).json()
    assert (made["state"], await told(any_platform), await results(any_platform)) == ("open", [], [])
    path = f"/review/v1/filings/{made['filing_id']}/answer"
    no = {"verdict": "refused", "document_number": "鸡政办函〔2026〕3号", "answered_on": "2026-10-25"}
    assert (await any_platform.ask("POST", path, COUNTY, json=no)).status_code == 422
    refused = await any_platform.ask("POST", path, COUNTY, json=no | {"note": "时限仍可压缩"})
    assert (refused.json()["state"], await results(any_platform)) == ("refused", [approved["item_id"]])
    again = (await file_(any_platform, "for_approval", approved["item_id"])).json()
    path = f"/review/v1/filings/{again['filing_id']}/answer"
    agreed = await any_platform.ask("POST", path, COUNTY, json=no | {"verdict": "agreed"})
    await any_platform.settle()
    assert (agreed.json()["state"], len(await told(any_platform))) == ("done", 1)
    twice = await any_platform.ask("POST", path, COUNTY, json=no | {"verdict": "agreed"})
    assert (twice.status_code, twice.json()["code"]) == (409, "closed")


@pytest.mark.clause("B31")
async def test_only_what_passed_in_ones_own_territory_is_filed_and_once(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    early = await file_(platform, "for_record", submitted["item_id"])
    assert (early.status_code, early.json()["code"]) == (409, "not_a_result")
    await platform.approve(submitted)
    other = await file_(platform, "for_record", submitted["item_id"], who=NEIGHBOUR)
    assert (other.status_code, other.json()["items"]) == (409, [submitted["item_id"]])
    assert (await file_(platform, "for_record", submitted["item_id"], filed_on="2026-02-30")).status_code == 422
    assert (await file_(platform, "for_record", submitted["item_id"], who=CHECKER)).status_code == 403
    assert (await file_(platform, "for_record", submitted["item_id"])).status_code == 201
    assert (await file_(platform, "for_record", submitted["item_id"])).status_code == 409


@pytest.mark.clause("B31")
async def test_the_next_edition_is_a_result_of_its_own(platform: Platform, online: dict[str, Any]) -> None:
    await file_(platform, "for_record", online["item_id"])
    saved = await platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await platform.approve(await platform.submit(saved["item"]))
    assert await results(platform) == [online["item_id"]]
