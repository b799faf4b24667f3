import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.elements import ELEMENTS, canonical, digest, internal_view, public_view
from tests.shared.elements.records import RECORDS, Values, full

CANARY = "CANARY-7f3a"


def planted(values: Values) -> Values:
    """The same record with a canary in every internal element, internal column and unknown key."""
    bad = values | {key: CANARY for key, one in ELEMENTS.items() if not one.public} | {"unknown": CANARY}
    for key, one in ELEMENTS.items():
        hidden = {column.key: CANARY for column in one.columns if not column.public} | {"unknown": CANARY}
        if one.public and one.columns and isinstance(bad.get(key), list):
            bad[key] = [row | hidden for row in bad[key]]
    return bad


@pytest.mark.clause("C51")
@given(RECORDS)
@settings(max_examples=100, deadline=None)
def test_no_canary_in_an_internal_field_reaches_the_public(values: Values) -> None:
    shown = json.dumps(public_view(planted(values)), ensure_ascii=False)
    assert CANARY not in shown


@pytest.mark.clause("C51")
def test_no_canary_of_the_full_record_reaches_the_public_and_all_stay_inside() -> None:
    bad = planted(full())
    assert CANARY not in json.dumps(public_view(bad))
    inside = json.dumps(internal_view(bad))
    hidden = [one for one in ELEMENTS.values() if not one.public and one.type == "text"]
    assert inside.count(CANARY) >= len(hidden) + 6


@pytest.mark.clause("C51")
@given(
    st.sampled_from(sorted(ELEMENTS)), st.sampled_from([{"x": CANARY}, [{"x": CANARY}], [[CANARY]], {"none": [CANARY]}])
)
@settings(deadline=None)
def test_what_does_not_have_the_shape_of_the_definition_is_not_shown(key: str, value: Any) -> None:
    assert CANARY not in json.dumps(public_view({key: value}))


@pytest.mark.clause("C27")
@pytest.mark.clause("C28")
@pytest.mark.clause("C43")
@pytest.mark.parametrize(
    "key",
    ["own_hall", "public_hall", "internal_flow", "contacts", "form_filler", "form_filler_phone", "platform_exception"],
)
def test_internal_elements_are_not_public(key: str) -> None:
    assert key not in public_view(full())
    assert key in internal_view(full())


@pytest.mark.clause("C29")
@pytest.mark.clause("C30")
@pytest.mark.clause("C31")
@pytest.mark.clause("C45")
@pytest.mark.parametrize("key", ["consult_phone", "consult_email", "postal_address", "flow_chart"])
def test_what_the_form_shows_on_the_internet_is_public(key: str) -> None:
    assert public_view(full())[key] == full()[key]


def test_the_handler_of_a_step_stays_inside_and_the_step_does_not() -> None:
    steps = [{k: v for k, v in step.items() if k != "withheld"} for step in full()["steps"]]
    (step,) = public_view({"steps": steps})["steps"]
    assert "handler" not in step
    assert {"name", "office", "limit", "uncounted"} <= step.keys()


@pytest.mark.clause("E27")
def test_a_step_that_is_withheld_shows_why_and_nothing_else() -> None:
    (step,) = public_view({"steps": [full()["steps"][0] | {"withheld": "2"}]})["steps"]
    assert step == {"name": "依法不公开（商业秘密）", "withheld": "2"}


def test_an_explicit_none_is_shown_and_null_is_not() -> None:
    assert public_view({"faqs": {"none": "尚无"}, "visits": None}) == {"faqs": {"none": "尚无"}}


@given(RECORDS)
@settings(max_examples=50, deadline=None)
def test_a_view_is_a_copy_and_a_view_of_a_view_is_the_same(values: Values) -> None:
    before = canonical(values)
    view = public_view(values)
    assert public_view(view) == view
    for value in view.values():
        if isinstance(value, list):
            value.clear()
    assert canonical(values) == before


@given(RECORDS, st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_canonical_form_does_not_depend_on_order_or_composition(values: Values, chance: Any) -> None:
    keys = list(values)
    chance.shuffle(keys)
    shuffled = {key: values[key] for key in keys}
    assert canonical(shuffled) == canonical(values)
    assert canonical(json.loads(canonical(values))) == canonical(values)
    apart = json.loads(unicodedata.normalize("NFD", json.dumps(values, ensure_ascii=False)))
    if unicodedata.is_normalized("NFC", json.dumps(values, ensure_ascii=False)):
        assert digest(apart) == digest(values)


def test_a_digest_of_some_elements_does_not_move_with_the_others() -> None:
    one, other = {"name": "甲", "visits": 1}, {"name": "甲", "visits": 2}
    assert digest(one, ["name"]) == digest(other, ["name"])
    assert digest(one, ["name", "visits"]) != digest(other, ["name", "visits"])
    assert digest(one) != digest(other)
    assert digest({"name": "甲", "visits": None}) == digest({"name": "甲"})
    assert len(digest({})) == 64
