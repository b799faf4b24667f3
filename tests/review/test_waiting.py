"""Audits in good time (G10): whoever manages the items sees which audits wait longer than the limit, and for whom."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.review.domain import late_before
from shared.clock import BEIJING, day, moment
from shared.workdays import Calendar, add_working_days
from tests.platform import Platform

STAFFING, NEIGHBOUR = "jidong-staffing-auditor", "hulin-staffing-auditor"
INFORMANT, OTHER_BODY = "jidong-market-informant", "jidong-coal-informant"
pytestmark = pytest.mark.clause("G10")


async def waiting(platform: Platform, who: str = STAFFING, **params: Any) -> list[dict[str, Any]]:
    answer = await platform.ask("GET", "/review/v1/waiting", who, params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def set_day(platform: Platform, on: str, hour: int = 10, minute: int = 0) -> None:
    platform.clock.at = datetime.combine(date.fromisoformat(on), datetime.min.time(), BEIJING)
    platform.clock.pass_(minutes=60 * hour + minute)


async def test_an_audit_is_overdue_when_its_round_waits_longer_than_five_working_days(any_platform: Platform) -> None:
    """Submitted on Wednesday 18 November: the fifth working day after it is Wednesday 25 November."""
    set_day(any_platform, "2026-11-18")
    item = await any_platform.submitted()
    (one,) = await waiting(any_platform)
    assert (one["item_id"], one["until"], one["overdue"]) == (item["item_id"], "2026-11-25", False)
    assert (one["working_days"], one["clause"]) == (5, "004 第五条第一款")
    assert {office["part"] for office in one["offices"]} == {"department", "staffing", "legality"}
    set_day(any_platform, "2026-11-25", 23, 59)
    assert await waiting(any_platform, overdue=True) == []
    any_platform.clock.pass_(minutes=2)
    (late,) = await waiting(any_platform, overdue=True)
    assert (late["item_id"], late["overdue"]) == (item["item_id"], True)
    await any_platform.verdict(item["item_id"], "staffing", STAFFING, "passed")
    (still,) = await waiting(any_platform, overdue=True)
    assert {office["part"] for office in still["offices"]} == {"department", "legality"}
    assert await waiting(any_platform, after=f"{late['since']}/{late['audit_id']}") == []


async def test_what_is_decided_waits_no_more_and_a_new_round_has_its_own_days(platform: Platform) -> None:
    set_day(platform, "2026-11-18")
    item = await platform.submitted()
    remark = {"element": "conditions", "text": "有兜底条款", "cites": "第四条"}
    await platform.verdict(item["item_id"], "legality", "jidong-legality-auditor", "returned", remark)
    for part, who in {"department": "jidong-market-lawyer", "staffing": STAFFING}.items():
        await platform.verdict(item["item_id"], part, who, "passed")
    await platform.verdict(item["item_id"], "government_office", "jidong-government-auditor", "passed")
    set_day(platform, "2026-12-10")
    assert await waiting(platform) == []
    await platform.submit(await platform.desk(item["item_id"]))
    (again,) = await waiting(platform)
    assert (again["round"], again["until"], again["overdue"]) == (2, "2026-12-17", False)


@pytest.mark.usefixtures("submitted")
async def test_each_sees_the_waiting_audits_of_its_territory_a_body_its_own(platform: Platform) -> None:
    assert [len(await waiting(platform, who)) for who in (STAFFING, INFORMANT)] == [1, 1]
    assert [len(await waiting(platform, who)) for who in (NEIGHBOUR, OTHER_BODY)] == [0, 0]


@pytest.mark.parametrize("today", ["2026-10-08", "2026-10-10", "2026-11-25", "2026-02-24"])
def test_what_began_before_the_instant_is_late_and_what_began_at_it_is_not(today: str) -> None:
    on, calendar = date.fromisoformat(today), Calendar.official()
    edge = moment(late_before(5, on, calendar))
    assert add_working_days(day(edge - timedelta(seconds=1)), 5, calendar).date < on
    assert add_working_days(day(edge), 5, calendar).date >= on
