"""The life of an item is data; whatever the data does not allow is refused with 409 and changes nothing."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import update

from services.catalog import tables
from services.catalog.domain import AVAILABILITY_ZH, STATES_ZH, Item, moved, transitions
from shared.problems import Conflict
from tests.platform import Platform

CENTRE, CHECKER, INFORMANT = "jidong-data-inspection", "jidong-market-checker", "jidong-market-informant"
PAIRS = [(state, does) for state in STATES_ZH for does in transitions()]
FORBIDDEN = [(state, does) for state, does in PAIRS if state not in transitions()[does].allowed]
ALLOWED = [(state, does) for state, does in PAIRS if state in transitions()[does].allowed]
NUMBERS = {"head": 1, "submitted": 1, "approved": 1, "online": 1, "turn": 5}
ROUTES: dict[str, tuple[str, str, str, Any]] = {
    "save": (INFORMANT, "PATCH", "elements", {"elements": {"plain_name": "另一个名称"}}),
    "submit": (CHECKER, "POST", "submission", None),
    "inspect": (CENTRE, "POST", "inspection", None),
    "test": (CENTRE, "POST", "test", None),
    "publish": (CENTRE, "POST", "publication", None),
    "go_online": (CENTRE, "POST", "online", None),
    "reject": (CENTRE, "POST", "rejection", {"reason": "目测有误"}),
    "suspend": (CENTRE, "POST", "withdrawal", {"does": "suspend", "reason": "暂停"}),
    "resume": (CENTRE, "POST", "withdrawal", {"does": "resume", "reason": "恢复"}),
}


HIDDEN = [
    (availability, does)
    for does, step in transitions().items()
    for availability in AVAILABILITY_ZH
    if step.public_from and availability not in step.public_from
]


def at(state: str, availability: str = "none") -> Item:
    given: dict[str, Any] = dict.fromkeys((f.name for f in fields(Item)), "x") | NUMBERS
    given |= {"state": state, "availability": availability, "layer": "implementation", "parent_id": None}
    return Item(**given)


@pytest.mark.parametrize(("state", "does"), ALLOWED)
def test_an_allowed_step_leads_where_the_data_says(state: str, does: str) -> None:
    step = transitions()[does]
    before = at(state, next(iter(step.public_from), "none"))
    after = moved(before, does, "2026-11-22T00:00:00.000000Z")
    assert (after.state, after.turn) == (state if state in step.keeps else step.to, 6)
    assert after.availability == (step.public_to or before.availability)


@pytest.mark.parametrize(("state", "does"), FORBIDDEN)
def test_a_step_that_is_not_in_the_data_is_refused(state: str, does: str) -> None:
    with pytest.raises(Conflict) as refused:
        moved(at(state), does, "2026-11-22T00:00:00.000000Z")
    assert refused.value.extra == {"state": state, "needs": list(transitions()[does].allowed)}


@pytest.mark.parametrize(("availability", "does"), HIDDEN)
def test_a_step_that_the_public_has_nothing_for_is_refused(availability: str, does: str) -> None:
    step = transitions()[does]
    for state in step.allowed:
        with pytest.raises(Conflict) as refused:
            moved(at(state, availability), does, "2026-11-22T00:00:00.000000Z")
        assert refused.value.extra == {"availability": availability, "needs": list(step.public_from)}


@pytest.mark.clause("G13")
@pytest.mark.parametrize("does", ROUTES)
async def test_over_http_every_other_state_answers_409(platform: Platform, filled: dict[str, Any], does: str) -> None:
    who, method, route, body = ROUTES[does]
    db = platform.host.runtimes["catalog"].db
    for state in (s for s, d in FORBIDDEN if d == does):
        async with db.writing() as connection:
            forced = {"state": state, "approved": filled["edition"], "online": filled["edition"]}
            this = tables.items.c.item_id == filled["item_id"]
            await connection.execute(update(tables.items).where(this).values(forced))
        answer = await platform.ask(
            method,
            f"/catalog/v1/desk/items/{filled['item_id']}/{route}",
            who,
            headers={"If-Match": f'"{filled["edition"]}"'},
            json=body,
        )
        assert (state, answer.status_code) == (state, 409)
        assert answer.json()["code"] == "wrong_state"
        held = await platform.desk(filled["item_id"])
        assert (held["state"], held["edition"]) == (state, filled["edition"])


def test_every_step_names_its_clause_and_who_does_it() -> None:
    assert all(step.clause and step.by and step.zh for step in transitions().values())


def test_every_state_can_be_reached_and_only_a_cancelled_item_has_no_way_on() -> None:
    reached = {step.to for step in transitions().values()}
    assert set(STATES_ZH) - reached <= {"catalogued", "compiling"}
    ends = {s for s in STATES_ZH if not any(s in step.allowed for step in transitions().values())}
    assert ends == {"catalogued", "cancelled"}
