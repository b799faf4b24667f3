"""From when to when what a source lays down is in force: each case is judged by what was in force on its day (G60)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.catalog.domain.gates import case_kinds
from services.notify.domain import duty_kinds
from services.review.domain import matrices, matrix_for
from shared.elements import ELEMENTS, PROFILES, TABLES, demanded, faults
from shared.elements.load import element_of
from shared.force import Force, force_in
from shared.world import story
from tests.catalog.test_life import CENTRE, INFORMANT
from tests.platform import Platform

pytestmark = pytest.mark.clause("G60")
SAID = "2022-07-19"
EVE, DAY = datetime(2022, 7, 18, 4, tzinfo=UTC), datetime(2022, 7, 18, 16, tzinfo=UTC)
"""Noon of the day before in China, and the first instant of the day on which the measures are in force."""
BEFORE_JIXI = datetime(2018, 6, 14, 4, tzinfo=UTC)


def test_both_days_are_included_and_a_span_that_ends_before_it_begins_is_refused() -> None:
    force = force_in({"valid_from": "2022-07-19", "valid_to": "2027-07-18"})
    days = ("2022-07-18", "2022-07-19", "2027-07-18", "2027-07-19")
    assert [force.on(date.fromisoformat(day)) for day in days] == [False, True, True, False]
    assert (force.on(None), Force().on(date(1949, 10, 1)), force_in({}).on(None)) == (False, True, True)
    with pytest.raises(ValueError, match="lies before"):
        force_in({"valid_from": "2022-07-19", "valid_to": "2022-07-18"})


def test_whatever_rests_on_the_measures_says_from_when() -> None:
    """Duties, courses of cases, matrices, profiles and code tables: each says the day of its own source."""
    ruled = [(one.clause, one.force) for one in duty_kinds().values()]
    ruled += [(one.clause, one.force) for one in case_kinds().values()]
    assert {force.told()["valid_from"] for clause, force in ruled if clause.startswith("004")} == {SAID}
    assert {one.id: one.force.told()["valid_from"] for one in matrices()} == {
        "jixi": "2018-06-15",
        "jinchang": SAID,
        "default": None,
    }
    assert PROFILES["jinchang14"].force.told()["valid_from"] == SAID
    schemes = [scheme for table in TABLES.values() for scheme in table.schemes.values()]
    days = {
        "鸡政办综〔2018〕55号": "2018-06-15",
        "忻政发〔2012〕9号": "2012-04-17",
        "黑煤人事发〔2018〕235号": "2018-09-23",
    }
    for scheme in schemes:
        if scheme.zh in days | {"金昌动态调整管理办法": SAID}:
            said = {code.force.told()["valid_from"] for code in scheme.codes.values()}
            assert said == {(days | {"金昌动态调整管理办法": SAID})[scheme.zh]}, scheme


@pytest.mark.parametrize(("region", "on", "name"), [
    ("620302", date(2022, 7, 18), "default"), ("620302", date(2022, 7, 19), "jinchang"),
    ("230321", date(2018, 6, 14), "default"), ("230321", date(2018, 6, 15), "jixi"),
])  # fmt: skip
def test_the_matrix_of_a_place_decides_from_its_day(region: str, on: date, name: str) -> None:
    assert matrix_for(region, on).id == name


def test_a_profile_is_demanded_from_its_day() -> None:
    assert demanded("230321", date(2022, 7, 18)) == ()
    assert demanded("140902", date(2022, 7, 18)) == ("xinzhou4", "xinzhou6")
    assert demanded("140902", date(2022, 7, 19)) == ("jinchang14", "xinzhou4", "xinzhou6")


def test_an_element_says_from_when_it_is_one() -> None:
    raw: dict[str, Any] = {
        "key": "x",
        "zh": "甲",
        "en": "A",
        "type": "text",
        "publicity": "internal",
        "aspect": "service",
    }
    raw |= {"profiles": [], "valid_from": "2027-01-01"}
    assert element_of(raw, "help").force == Force(date(2027, 1, 1))


async def claimed(platform: Platform, at: datetime) -> dict[str, Any]:
    platform.clock.at = at
    item = await platform.claimed()
    await platform.settle()
    return item


@pytest.mark.parametrize(("at", "kinds"), [(EVE, []), (DAY, ["elements_same_day"])], ids=["the day before", "the day"])
async def test_a_clock_starts_only_while_its_clause_is_in_force(
    platform: Platform, at: datetime, kinds: list[str]
) -> None:
    await claimed(platform, at)
    duties = (await platform.ask("GET", "/notify/v1/duties", INFORMANT)).json()
    assert [duty["kind"] for duty in duties] == kinds


@pytest.mark.parametrize(("at", "status"), [(EVE, 422), (DAY, 201)], ids=["the day before", "the day"])
async def test_a_case_opens_only_while_the_clause_of_its_course_is_in_force(
    platform: Platform, at: datetime, status: int
) -> None:
    item = await claimed(platform, at)
    body = {"kind": "cancel_repealed", "ground": "设定依据已废止"}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/cases", INFORMANT, json=body)
    assert answer.status_code == status
    assert answer.json().get("code") == ("not_in_force" if status == 422 else None)


async def test_the_fourteen_are_asked_of_a_submission_from_their_day(platform: Platform) -> None:
    item = await claimed(platform, EVE)
    path = f"/catalog/v1/desk/items/{item['item_id']}"
    assert (await platform.ask("GET", path, INFORMANT)).json()["missing"] == {}
    platform.clock.at = DAY
    assert "promised_limit" in (await platform.ask("GET", path, INFORMANT)).json()["missing"]["jinchang14"]


@pytest.mark.parametrize(("at", "name", "parts"), [
    (BEFORE_JIXI, "default", {"staffing", "legality"}),
    (DAY, "jixi", {"department", "staffing", "legality", "government_office"}),
], ids=["before", "after"])  # fmt: skip
async def test_an_audit_has_the_offices_of_the_day_of_its_submission_and_keeps_them(
    platform: Platform, at: datetime, name: str, parts: set[str]
) -> None:
    item = await claimed(platform, at)
    own = {key: value for key, value in story().complete.items() if ELEMENTS[key].layer != "catalogue"}
    values = {key: value for key, value in own.items() if not faults({key: value}, on=at.date())}
    saved = await platform.save(item["item_id"], item["edition"], values)
    await platform.submit(saved["item"])
    audit = (await platform.ask("GET", f"/review/v1/items/{item['item_id']}/audit", "jidong-market-checker")).json()
    assert (audit["matrix"], {part["part"] for part in audit["parts"]}) == (name, parts)
    platform.clock.at = DAY.replace(year=2026)
    later = (await platform.ask("GET", f"/review/v1/items/{item['item_id']}/audit", "jidong-market-checker")).json()
    assert {part["part"] for part in later["parts"]} == parts


async def test_a_code_is_taken_only_while_it_is_in_force_and_stays_where_it_was_said_in_time(
    platform: Platform,
) -> None:
    item = await claimed(platform, EVE)
    path = f"/catalog/v1/desk/items/{item['item_id']}/elements"
    said = {"linked_lists": [{"list": "1", "code": "甲-1"}]}
    refused = await platform.ask("PATCH", path, INFORMANT, headers={"If-Match": '"1"'}, json={"elements": said})
    assert (refused.status_code, refused.json()["faults"][0]["code"]) == (422, "not_current")
    platform.clock.at = DAY
    await platform.save(item["item_id"], 1, said)
    platform.clock.at = EVE
    await platform.save(item["item_id"], 2, said | {"plain_name": "集市登记"})


async def test_a_record_whose_code_is_in_force_no_more_does_not_pass_the_test_stage(
    platform: Platform, approved: dict[str, Any]
) -> None:
    await platform.stage(approved["item_id"], "inspection")
    platform.clock.at = BEFORE_JIXI
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{approved['item_id']}/test", CENTRE)
    told = answer.json()
    assert (told["passed"], told["item"]["state"]) == (False, "returned")
    assert "local_kind" in [found["path"] for found in told["findings"]]
