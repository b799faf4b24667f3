"""A refusal to claim has a reason, an auditor and an end (U6); until then the item is one that ought to be claimed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.catalog.test_life import CENTRE, CHECKER, INFORMANT, LEGALITY, STAFFING
from tests.platform import Platform

pytestmark = pytest.mark.clause("G05")


async def refused(platform: Platform) -> tuple[str, str]:
    """An offer that the county's body refused: the catalogue item and the body."""
    base_id = await platform.hand_down()
    until = (platform.clock.at.date() + timedelta(days=300)).isoformat()
    no = {"reason": "本县无此类市场", "evidence": "三定方案", "expires_on": until}
    answer = await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/refusal", INFORMANT, json=no)
    assert answer.status_code == 204, answer.text
    await platform.settle()
    return base_id, platform.world.offices["jidong-market"].credit_code


async def audited(platform: Platform, base_id: str, office: str, who: str = STAFFING, **given: str) -> Any:
    path = f"/catalog/v1/desk/refusals/{base_id}/{office}/audit"
    answer = await platform.ask("POST", path, who, json={"verdict": "agreed", **given})
    await platform.settle()
    return answer


async def listed(platform: Platform, who: str, **given: str) -> list[dict[str, Any]]:
    return list((await platform.ask("GET", "/catalog/v1/desk/refusals", who, params=given)).json())


async def test_the_reform_office_agrees_and_it_is_read_who_did(any_platform: Platform) -> None:
    base_id, office = await refused(any_platform)
    (row,) = await listed(any_platform, STAFFING, audit="waiting")
    assert (row["office"], row["reason"], row["evidence"]) == (office, "本县无此类市场", "三定方案")
    assert (await audited(any_platform, base_id, office, note="三定方案确无此职责")).status_code == 204
    (row,) = await listed(any_platform, INFORMANT)
    assert (row["audit"], row["audited_by"], row["audit_note"]) == ("agreed", STAFFING, "三定方案确无此职责")
    assert await listed(any_platform, CENTRE, audit="waiting") == []
    again = await audited(any_platform, base_id, office)
    assert (again.status_code, again.json()["code"]) == (409, "no_refusal")
    assert await listed(any_platform, "hulin-market-informant") == []
    assert await any_platform.faults_of_trails() == []


async def test_what_the_reform_office_does_not_agree_to_is_put_before_the_body_again(any_platform: Platform) -> None:
    base_id, office = await refused(any_platform)
    silent = await audited(any_platform, base_id, office, verdict="rejected")
    assert (silent.status_code, silent.json()["code"]) == (422, "note")
    answer = await audited(any_platform, base_id, office, verdict="rejected", note="权责清单中有此项")
    assert answer.status_code == 204, answer.text
    assert await listed(any_platform, STAFFING) == []
    told = (await any_platform.ask("GET", "/notify/v1/inbox", INFORMANT)).json()
    assert [one["kind"] for one in told].count("handed_down") == 2, "the body is asked again"
    claim = await any_platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", INFORMANT)
    assert claim.status_code == 201, claim.text


@pytest.mark.parametrize("who", [LEGALITY, CHECKER, "hulin-staffing-auditor", "jixi-staffing-auditor"])
async def test_only_the_reform_office_of_the_bodys_own_level_audits_a_refusal(platform: Platform, who: str) -> None:
    base_id, office = await refused(platform)
    assert (await audited(platform, base_id, office, who)).status_code == 403


async def test_a_refusal_that_ended_or_was_taken_back_waits_for_no_audit(platform: Platform) -> None:
    base_id, office = await refused(platform)
    await platform.ask("DELETE", f"/catalog/v1/desk/offers/{base_id}/refusal", INFORMANT)
    assert (await audited(platform, base_id, office)).status_code == 409
    assert await listed(platform, STAFFING) == []


async def test_a_refusal_that_was_agreed_to_lowers_the_rate_no_more_until_it_ends(any_platform: Platform) -> None:
    async def stand() -> Any:
        held = (await any_platform.ask("GET", "/catalog/v1/desk/holdings", INFORMANT)).json()
        (row,) = held["items"]
        return row["state"], row["audit"], held["rate"]

    base_id, office = await refused(any_platform)
    assert await stand() == ("refused", "waiting", 0.0)
    assert (await audited(any_platform, base_id, office)).status_code == 204
    assert await stand() == ("refused", "agreed", None)
    any_platform.clock.pass_(days=301)
    assert await stand() == ("refusal_ended", "agreed", 0.0)
