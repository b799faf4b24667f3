"""Three texts into one: nothing that only one side changed is ever lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.merging import decided, only_wording, three_way

KEYS = st.sampled_from(["scope", "conditions", "note", "rights", "materials"])
ROWS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(["申请书", "证明", "协议"]), "copies": st.integers(0, 3)}),
    max_size=3,
    unique_by=lambda row: row["name"],
)
TEXTS = st.sampled_from(["甲", "乙", "丙"])


def record() -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(KEYS, st.none(), max_size=5).flatmap(
        lambda d: st.fixed_dictionaries({key: ROWS if key == "materials" else TEXTS for key in d})
    )


@given(record(), record())
def test_what_only_the_upper_side_changed_is_taken(base: dict[str, Any], upper: dict[str, Any]) -> None:
    merge = three_way(base, upper, base)
    assert not merge.conflicts
    assert _sorted(merge.values) == _sorted(upper)


@given(record(), record())
def test_what_only_the_body_changed_stays(base: dict[str, Any], own: dict[str, Any]) -> None:
    merge = three_way(base, base, own)
    assert (merge.values, merge.taken, merge.conflicts) == (own, [], [])


@given(record(), record(), record())
def test_choosing_the_upper_text_everywhere_leaves_no_own_edit_of_untouched_keys_lost(
    base: dict[str, Any], upper: dict[str, Any], own: dict[str, Any]
) -> None:
    merge = three_way(base, upper, own)
    values, left = decided(merge, {c.path: "upper" for c in merge.conflicts})
    assert not left
    for key in own.keys() | base.keys():
        if base.get(key) == upper.get(key):
            assert values.get(key) == own.get(key)


@given(record(), record(), record())
def test_an_undecided_conflict_is_named(base: dict[str, Any], upper: dict[str, Any], own: dict[str, Any]) -> None:
    merge = three_way(base, upper, own)
    assert decided(merge, {})[1] == [c.path for c in merge.conflicts]
    assert decided(merge, {c.path: "own" for c in merge.conflicts})[1] == []


def test_two_who_touch_different_rows_and_cells_never_meet() -> None:
    base = {"materials": [{"name": "申请书", "copies": 1}, {"name": "证明", "copies": 1}]}
    upper = {"materials": [{"name": "申请书", "copies": 1, "original": True}, {"name": "证明", "copies": 2}]}
    own = {"materials": [{"name": "申请书", "copies": 3}, {"name": "证明", "copies": 1}, {"name": "协议", "copies": 1}]}
    merge = three_way(base, upper, own)
    assert merge.conflicts == []
    assert merge.values["materials"] == [
        {"name": "申请书", "copies": 3, "original": True},
        {"name": "证明", "copies": 2},
        {"name": "协议", "copies": 1},
    ]


@pytest.mark.parametrize(("upper", "alone"), [("甲，乙。", True), ("甲乙丙", False), ("甲乙", False)])
def test_wording_is_punctuation_and_the_like(upper: str, *, alone: bool) -> None:
    assert only_wording({"scope": "甲乙"}, {"scope": upper}) is alone


def _sorted(values: dict[str, Any]) -> dict[str, Any]:
    return {k: sorted(v, key=str) if isinstance(v, list) else v for k, v in values.items()}
