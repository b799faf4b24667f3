"""What a body takes, is asked about or leaves, and what a handling item has from its implementation item, as decisions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.merging import Conflict, three_way
from services.catalog.domain.policies import GROUPS, Policies, demand_governed, led, planned
from shared.problems import Refused

KEYS = ("legal_limit", "name", "scope", "service_objects", "conditions", "fee_basis")
VALUES = st.sampled_from(["甲", "甲。", "乙", "甲\n乙", "丙"])
RECORDS = st.dictionaries(st.sampled_from(KEYS), VALUES)
SAID: Any = st.dictionaries(st.sampled_from(sorted(GROUPS)), st.sampled_from(["auto", "ask", "never"]))


@given(RECORDS, RECORDS, RECORDS, SAID)
def test_each_change_from_above_is_taken_asked_or_left_and_nothing_twice(
    base: dict[str, Any], upper: dict[str, Any], own: dict[str, Any], said: Policies
) -> None:
    plan = planned((base, upper, own), said)
    whole = three_way(base, upper, own)
    disputed = {conflict.path.partition("[")[0] for conflict in whole.conflicts}
    asked = ({*plan.merge.taken} | {c.path.partition("[")[0] for c in plan.merge.conflicts}) - {*plan.at_once}
    assert not {*plan.at_once} & {*plan.declined}
    assert not asked & {*plan.declined}
    assert {*plan.at_once, *plan.declined} | asked == {*whole.taken} | disputed
    assert not {*plan.at_once} & disputed, "what both changed is a person's to decide"
    assert plan.asks is bool(asked)
    assert not {*plan.declined} & {"legal_limit", "name"}, "the catalogue's own is never left out"
    now = plan.now()
    for key in KEYS:
        assert now.get(key) == (whole.values.get(key) if key in plan.at_once else own.get(key))


@given(RECORDS, RECORDS, RECORDS)
def test_who_is_to_be_asked_is_asked_about_all(
    base: dict[str, Any], upper: dict[str, Any], own: dict[str, Any]
) -> None:
    plan = planned((base, upper, own), None)
    assert (plan.at_once, plan.declined, plan.merge.values) == ((), (), three_way(base, upper, own).values)


@given(RECORDS, RECORDS, RECORDS, RECORDS)
def test_a_handling_item_comes_to_say_of_the_catalogue_what_its_implementation_item_says(
    base: dict[str, Any], upper: dict[str, Any], own: dict[str, Any], above: dict[str, Any]
) -> None:
    merge = three_way(*led((base, upper, own), above, ()))
    for key in ("legal_limit", "name"):
        assert merge.values.get(key) == above.get(key)
        assert key not in {conflict.path.partition("[")[0] for conflict in merge.conflicts}
    assert merge.values.get("scope") == three_way(base, upper, own).values.get("scope")


def test_what_was_approved_for_the_handling_item_itself_is_its_own_text() -> None:
    texts: Any = ({"legal_limit": 20}, {"legal_limit": 5}, {"legal_limit": 15})
    merge = three_way(*led(texts, {"legal_limit": 5}, {"legal_limit"}))
    assert merge.conflicts == [Conflict("legal_limit", 20, 5, 15)]


@pytest.mark.parametrize(
    ("path", "choice", "refused"),
    [
        ("legal_limit", "upper", False),
        ("legal_limit", "own", True),
        ("legal_limit", {"value": 5}, True),
        ("name", "own", False),
        ("name", {"value": "丁"}, True),
        ("scope", {"value": "丁"}, False),
    ],
)
def test_a_locked_element_is_decided_by_what_is_above_or_was_approved(path: str, choice: Any, *, refused: bool) -> None:
    conflicts, allowed = [Conflict(path, "甲", "乙", "丙")], {"name"}
    if refused:
        with pytest.raises(Refused) as why:
            demand_governed(conflicts, {path: choice}, allowed)
        assert [fault.path for fault in why.value.faults] == [path]
    else:
        demand_governed(conflicts, {path: choice}, allowed)
