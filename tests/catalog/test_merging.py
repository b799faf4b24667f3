"""Three texts into one: nothing that only one side changed is ever lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.merging import Conflict, decided, only_wording, three_way
from shared.problems import Malformed

NAMES = ["申请书[正本].copies]", "证明", "协议", "order"]
KEYS = st.sampled_from(["scope", "conditions", "note", "rights", "materials"])
ROWS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(NAMES), "copies": st.integers(0, 3)}),
    max_size=4,
    unique_by=lambda row: row["name"],
)
TEXTS = st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1, max_size=4).map("\n".join)


def record() -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(KEYS, st.none(), max_size=5).flatmap(
        lambda d: st.fixed_dictionaries({key: ROWS if key == "materials" else TEXTS for key in d})
    )


@given(record(), record())
def test_what_only_the_upper_side_changed_is_taken(base: dict[str, Any], upper: dict[str, Any]) -> None:
    merge = three_way(base, upper, base)
    assert not merge.conflicts
    assert merge.values == upper


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


def phones(*numbers: str) -> list[dict[str, Any]]:
    return [{"channel": "2", "value": number} for number in numbers]


def test_a_row_that_both_gave_another_name_is_a_conflict_and_not_two_rows() -> None:
    base, upper, own = ({"consult": phones(number, "12345")} for number in ("1", "2", "3"))
    merge = three_way(base, upper, own)
    assert merge.conflicts == [Conflict("consult[1]", phones("1")[0], phones("2")[0], phones("3")[0])]
    assert merge.values == own
    assert decided(merge, {"consult[1]": "upper"}) == ({"consult": phones("2", "12345")}, [])
    other = {"consult": [{"channel": "1", "value": "大厅"}, *phones("12345")]}
    both = three_way(base, upper, other)
    assert (both.conflicts, len(both.values["consult"])) == ([], 3), "another row in its place is no other name of it"


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


LIST = "（一）有场所\n（二）有资金\n（三）有人员"


def listed(*changed: tuple[str, str]) -> dict[str, Any]:
    text = LIST
    for old, new in changed:
        text = text.replace(old, new)
    return {"conditions": text}


def test_two_who_touch_different_paragraphs_never_meet() -> None:
    upper, own = listed(("场所", "固定场所")), listed(("资金", "自有资金"), ("人员", "人员\n（四）有制度"))
    merge = three_way(listed(), upper, own)
    assert merge.conflicts == []
    assert merge.values == listed(("场所", "固定场所"), ("资金", "自有资金"), ("人员", "人员\n（四）有制度"))


def test_a_paragraph_that_both_changed_is_asked_for_by_its_number_and_the_others_are_merged() -> None:
    upper, own = listed(("场所", "固定场所"), ("人员", "专职人员")), listed(("场所", "经营场所"), ("资金", "自有资金"))
    merge = three_way(listed(), upper, own)
    (conflict,) = merge.conflicts
    assert conflict == Conflict("conditions[¶1]", "（一）有场所", "（一）有固定场所", "（一）有经营场所")
    rest = ("资金", "自有资金"), ("人员", "专职人员")
    for choice, said in [("upper", "固定场所"), ("own", "经营场所"), ({"value": "（一）有场地"}, "场地")]:
        assert decided(merge, {"conditions[¶1]": choice}) == (listed(("场所", said), *rest), [])
    with pytest.raises(Malformed):
        decided(merge, {"conditions[¶1]": {"value": 1}})


def test_a_paragraph_that_one_dropped_and_the_other_left_is_gone() -> None:
    dropped, own = listed(("（二）有资金\n", "")), listed(("人员", "人员\n（四）有制度"))
    merge = three_way(listed(), dropped, own)
    assert (merge.values, merge.conflicts) == (listed(("（二）有资金\n", ""), ("人员", "人员\n（四）有制度")), [])


@pytest.mark.parametrize(("upper", "alone"), [("甲乙。", True), ("甲、乙", False), ("甲乙丙", False), ("甲乙", False)])
def test_wording_is_what_ends_a_line_and_the_like(upper: str, *, alone: bool) -> None:
    assert only_wording({"scope": "甲乙"}, {"scope": upper}) is alone


def rows(*names: str, **copies: int) -> dict[str, Any]:
    return {"materials": [{"name": name, "copies": copies.get(name, 1)} for name in names]}


def names(values: dict[str, Any]) -> list[str]:
    return [row["name"] for row in values["materials"]]


@given(record(), record(), record())
def test_choosing_the_upper_text_gives_each_row_and_cell_that_stood_in_conflict_as_above(
    base: dict[str, Any], upper: dict[str, Any], own: dict[str, Any]
) -> None:
    merge = three_way(base, upper, own)
    values, _ = decided(merge, {c.path: "upper" for c in merge.conflicts})
    assert three_way(upper, upper, values).values == values
    above = {row["name"]: row for row in upper.get("materials", [])}
    here = {row["name"]: row for row in values.get("materials", [])}
    for conflict in merge.conflicts:
        if conflict.path == "materials.order":
            assert [n for n in here if n in above] == [n for n in above if n in here]
        elif conflict.path.startswith("materials["):
            name = next(n for n in NAMES if conflict.path.startswith(f"materials[{n}]"))
            assert here.get(name) == above.get(name)
        elif "¶" in conflict.path:
            assert conflict.upper is None or conflict.upper in values[conflict.path.partition("[")[0]]
        else:
            assert values.get(conflict.path) == upper.get(conflict.path)


@pytest.mark.parametrize("name", ["申请书[正本]", "申请书].copies", "[", "]", "申请书"])
def test_upper_is_taken_for_a_cell_and_for_a_row_whatever_its_name(name: str) -> None:
    three = [rows("别的", name, **{name: copies}) for copies in (1, 2, 3)]
    cell = three_way(*three)
    assert [c.path for c in cell.conflicts] == [f"materials[{name}].copies"]
    assert decided(cell, {f"materials[{name}].copies": "upper"}) == (three[1], [])
    assert decided(cell, {f"materials[{name}].copies": "own"}) == (three[2], [])
    assert decided(cell, {f"materials[{name}].copies": {"value": 7}}) == (rows("别的", name, **{name: 7}), [])
    gone = three_way(three[0], three[1], rows("别的"))
    assert decided(gone, {f"materials[{name}]": "upper"}) == (three[1], [])
    gone = three_way(three[0], rows("别的"), three[2])
    assert decided(gone, {f"materials[{name}]": "upper"}) == (rows("别的"), [])


def test_a_value_for_the_whole_element_stands_for_all_that_was_asked_in_it() -> None:
    merge = three_way(rows("甲", "乙"), rows("甲", "乙", 甲=2, 乙=2), rows("甲", "乙", 甲=3, 乙=3))
    assert decided(merge, {"materials": {"value": rows("丙")["materials"]}}) == (rows("丙"), [])
    assert decided(merge, {"materials": "upper"}) == (rows("甲", "乙", 甲=2, 乙=2), [])


@pytest.mark.parametrize(
    "choices", [{"materials[甲].copes": "upper"}, {"note": "own"}, {"materials": "theirs"}, {"materials": {}}]
)
def test_a_choice_for_no_conflict_or_of_no_known_form_is_named(choices: dict[str, Any]) -> None:
    merge = three_way(rows("甲"), rows("甲", 甲=2), rows("甲", 甲=3))
    with pytest.raises(Malformed) as refused:
        decided(merge, choices)
    assert [fault.path for fault in refused.value.faults] == list(choices)


@pytest.mark.parametrize(
    ("base", "upper", "own", "merged"),
    [
        ("受审批办", "受初审批办", "受审批办", "受初审批办"),
        ("受审批办", "初受审批办结", "受审批公办", "初受审批公办结"),
        ("受审办", "受甲乙审办", "受丙审办", "受甲乙丙审办"),
        ("受审批办", "受批审办", "受审批公办", "受批公审办"),
        ("受审批办", "受审批公办", "办受审批", "办受审批公"),
        ("受审批办", "批审受办", "批审受办", "批审受办"),
        ("受审批办", "受批办", "办批审受", "办批受"),
    ],
)
def test_the_order_of_rows_is_of_the_side_that_moved_them_and_a_new_row_stays_behind_its_predecessor(
    base: str, upper: str, own: str, merged: str
) -> None:
    own_values = rows(*own)
    own_values["materials"][own.index("受")]["original"] = True
    merge = three_way(rows(*base), rows(*upper), own_values)
    assert merge.conflicts == []
    assert names(merge.values) == list(merged)
    assert merge.values["materials"][merged.index("受")] == {"name": "受", "copies": 1, "original": True}


def test_rows_that_both_moved_differently_are_asked_for() -> None:
    merge = three_way(rows(*"受审批办"), rows(*"审受批新办"), rows(*"受审办批"))
    (conflict,) = merge.conflicts
    assert conflict.path == "materials.order"
    assert (conflict.base, conflict.upper, conflict.own) == (list("受审批办"), list("审受批新办"), list("受审办批"))
    assert decided(merge, {})[1] == ["materials.order"]
    for choice, order in [
        ("upper", "审受批新办"),
        ("own", "受审办批新"),
        ({"value": list("办批审受")}, "办批新审受"),
    ]:
        values, left = decided(merge, {"materials.order": choice})
        assert (names(values), left) == (list(order), [])
    for wrong in ("受审", ["受", "受"], ["没有的"]):
        with pytest.raises(Malformed):
            decided(merge, {"materials.order": {"value": wrong}})
