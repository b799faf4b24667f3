"""An inspection of many items asks a rule only about what it has not seen, and finds what each rule finds by itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.catalog.rules import (
    Case,
    Context,
    Finding,
    Found,
    Inspection,
    Rule,
    Values,
    _engine,
    findings,
    inspected,
    rules,
)
from shared.world import world

TODAY = date(2026, 11, 22)
WORDS: dict[str, Any] = {"zh": "名", "en": "n", "severity": "hint", "clause": "A16", "cure_zh": "改", "cure_en": "mend"}


def anew(values: Values, context: Context) -> list[Finding]:
    return list(findings(values, context))


@pytest.mark.parametrize("day", [TODAY, date(2019, 1, 1), date(2012, 1, 1), None])
def test_every_example_of_every_rule_is_found_anew_and_again(day: date | None) -> None:
    inspection = Inspection(day)
    examples = [one for rule in rules().values() for one in (*rule.passes, *rule.fails)]
    cases = [one if isinstance(one, Case) else Case(one, Context()) for one in examples]
    for case in cases * 2:
        context = replace(case.context, today=day)
        assert inspection.of(case.values, context) == anew(case.values, context)


ODD: list[Any] = [None, "", " ", "无", "XX", "待定", 0, 1, True, False, 1.0, [], {}, ["1", "2"], [1, True], {"none": "不涉及"}, {"none": ""},
       {"unit": "day"}, {"unit": "working_day", "number": 3}, [{"name": "其他材料"}], [[{}]], "2027-01-01", "\ud800", "x" * 6000]  # fmt: skip
POOL: dict[str, list[Any]] = {}
for _one in world().items.values():
    for _key, _value in _one.elements.items():
        POOL.setdefault(_key, []).append(_value)
changes = st.dictionaries(
    st.sampled_from([*sorted(POOL), "strange"]), st.tuples(st.integers(0, 40), st.sampled_from(ODD)), max_size=12
)
items = st.sampled_from([one.elements for one in world().items.values()])
SHARED = Inspection(TODAY)


@settings(max_examples=150, deadline=None)
@given(items, changes, st.sampled_from(["alone", "beside"]))
def test_what_is_remembered_of_other_items_changes_no_finding(
    held: Values, changed: dict[str, tuple[int, Any]], where: str
) -> None:
    values = dict(held)
    for key, (place, odd) in changed.items():
        values[key] = POOL[key][place] if place < len(POOL.get(key, ())) else odd
    context = Context(base=held, siblings=[held], today=TODAY, item=held) if where == "beside" else Context(today=TODAY)
    assert SHARED.of(values, context) == anew(values, context)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Values]:
    """One rule, whose answer hangs on more than its examples show; it tells what it was asked about."""
    told: list[Values] = []

    def check(values: Values) -> Iterator[Found]:
        told.append(values)
        if values.get("name") == "长" and values.get("note"):
            yield Found("note", "有", "there")

    rule = Rule(**WORDS, check=check, passes=[{}], fails=[{}])
    monkeypatch.setattr(_engine, "_in_force", lambda _: [_engine.Named(0, "one", rule)])
    return told


def test_a_rule_is_asked_again_only_where_something_that_it_looks_at_differs(asked: list[Values]) -> None:
    inspection = Inspection(TODAY)
    asked.clear()
    for place in ("甲", "乙", "丙"):
        assert inspection.of({"name": "短", "postal_address": place}) == []
    assert len(asked) == 1
    inspection.of({"name": "短小"})
    assert len(asked) == 2


def test_what_a_rule_looks_at_only_in_some_items_is_learned_when_it_does(asked: list[Values]) -> None:
    inspection = Inspection(TODAY)
    told = [inspection.of({"name": "长", "note": note}) for note in ("", "一", "", "二")]
    assert [bool(one) for one in told] == [False, True, False, True]


def test_true_and_one_and_one_point_nought_are_not_the_same_value() -> None:
    inspection = Inspection(TODAY)
    told = ["element_shape" in {one.rule for one in inspection.of({"visits": value})} for value in (1, True, 1.0, "1")]
    assert told == [False, True, True, True]


def test_where_nothing_was_ever_seen_before_nothing_is_kept(
    asked: list[Values], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_engine, "WEIGHED", 8)
    strange, known = Inspection(TODAY), Inspection(TODAY)
    for number in range(9):
        strange.of({"name": "长", "note": f"第{number}"})
        known.of({"name": "长", "note": "同"})
    asked.clear()
    for _ in range(2):
        assert strange.of({"name": "长", "note": "一"}) != []
    assert len(asked) == 2
    known.of({"name": "长", "note": "同"})
    assert len(asked) == 2


def test_a_rule_of_one_element_is_asked_once_of_its_absence_and_never_again_of_a_value(
    asked: list[Values],
) -> None:
    inspection = Inspection(TODAY)
    asked.clear()
    for values in ({"note": "一"}, {"note": "二"}, {"name": "短", "note": "一"}, {"name": "短"}, {}):
        assert inspection.of(values) == []
    assert len(asked) == 2


def test_a_rule_that_looks_at_each_element_looks_at_those_it_names() -> None:
    inspection = Inspection(TODAY)
    text = "（一）甲；\n（三）乙。"
    found = [
        {one.path for one in inspection.of({key: text}) if one.rule == "numbering_gap"}
        for key in ("note", "limit_note")
    ]
    assert found == [{"note"}, set()]
    assert {one.path for one in findings({"note": text, "limit_note": text}) if one.rule == "numbering_gap"} == {"note"}


def test_the_same_elements_under_the_same_circumstances_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Values] = []
    held = next(iter(world().items.values())).elements

    def counted(values: Values, context: Context) -> Iterator[Finding]:
        looks.append(values)
        return iter(anew(values, context))

    monkeypatch.setattr(_engine, "findings", counted)
    other = {**held, "name": "另一个名称"}
    here = Context(today=TODAY, siblings=[{"name": "甲"}], item={"code": "1"})
    elsewhere = [replace(here, today=date(2026, 11, 23)), replace(here, siblings=[]), replace(here, online=other)]
    for _ in range(2):
        assert list(inspected(dict(held), replace(here))) == anew(held, here)
        assert list(inspected(other, here)) == anew(other, here)
        assert [list(inspected(held, one)) for one in elsewhere] == [anew(held, one) for one in elsewhere]
    assert len(looks) == 5
