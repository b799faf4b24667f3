"""What a change from above or an undo mends stands no more when it is in, and no night is waited for."""

import pytest

from services.catalog.commands import mending
from tests.catalog.inout.dumped import JIXI, MARKET, code_of, row
from tests.catalog.inout.support import INFORMANT, then
from tests.catalog.inout.test_a_second_directory import kept
from tests.catalog.inout.test_loads import CENTRE, by_code, load
from tests.catalog.quality.test_seen_at_once import get
from tests.catalog.test_from_above import held, limit, merge, policy
from tests.platform import Platform

pytestmark = pytest.mark.clause("G14")
OWN = code_of(MARKET, 4)
BESIDE, BY_TEXT = "limits_within_catalogue", {"promise_within_statutory", "units_differ"}
"""Of a promise that is longer than what the catalogue says; and longer, in another unit, than what the item itself says."""
VAGUE = "符合有关部门规定的其他条件"


async def standing(platform: Platform, item_id: str, state: str = "open", who: str = INFORMANT) -> set[str]:
    return {one["rule"] for one in (await get(platform, "findings", who, item=item_id, state=state))["findings"]}


async def overrun(platform: Platform) -> str:
    """A loaded item whose promise is too long, and its findings."""
    await load(platform, row(OWN, promise_day=60), apply=True)
    item, _ = await by_code(platform, OWN)
    assert BY_TEXT | {BESIDE} <= await standing(platform, item.item_id)
    return str(item.item_id)


async def test_what_is_taken_from_above_at_once_mends_text_and_place(any_platform: Platform) -> None:
    item_id = await overrun(any_platform)
    assert (await policy(any_platform, "limits", "auto")).status_code == 200
    await kept(any_platform, legal_limit=limit(90))
    assert (await held(any_platform, item_id))["elements"]["legal_limit"] == limit(90)
    assert await standing(any_platform, item_id, "closed") == BY_TEXT | {BESIDE}
    assert not await standing(any_platform, item_id) & (BY_TEXT | {BESIDE})
    assert await any_platform.faults_of_trails() == []


async def test_what_a_body_is_asked_about_mends_by_itself_only_what_the_catalogue_stands_beside(
    platform: Platform,
) -> None:
    item_id = await overrun(platform)
    await kept(platform, legal_limit=limit(90))
    assert await standing(platform, item_id, "closed") == {BESIDE}
    assert (await merge(platform, item_id)).status_code == 200
    assert await standing(platform, item_id, "closed") == BY_TEXT | {BESIDE}


async def test_what_an_undo_takes_back_is_wrong_no_more(any_platform: Platform) -> None:
    await load(any_platform, row(OWN), apply=True)
    item, _ = await by_code(any_platform, OWN)
    made = await load(any_platform, row(OWN, task_version=2, accept_condition=VAGUE), apply=True)
    assert "no_catch_all" in await standing(any_platform, item.item_id)
    before = await standing(any_platform, item.item_id)
    assert (await then(any_platform, made, "undo", CENTRE))["state"] == "applied"
    assert await standing(any_platform, item.item_id, "closed") == {"no_catch_all"}
    assert await standing(any_platform, item.item_id) == before - {"no_catch_all"}


async def test_all_bodies_whose_item_a_change_above_mends_are_come_to_in_turns(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = OWN, code_of(JIXI, 3)
    await load(platform, *(row(code, promise_day=60) for code in codes), apply=True)
    items = [(await by_code(platform, code))[0].item_id for code in codes]
    assert all([BESIDE in await standing(platform, one, who=CENTRE) for one in items])
    monkeypatch.setattr(mending, "TURN", 1)
    await kept(platform, legal_limit=limit(90))
    assert [await standing(platform, one, "closed", CENTRE) for one in items] == [{BESIDE}] * 2
