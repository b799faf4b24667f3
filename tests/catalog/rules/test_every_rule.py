"""Each rule is proven by its own examples, and the sample world by every rule."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.catalog.rules import BadRule, Context, Rule, Waivable, findings, rules, sound
from shared.elements import ELEMENTS
from shared.world import story, world

TODAY = date(2026, 11, 22)
each = pytest.mark.parametrize("name", rules())


@each
@pytest.mark.clause("G59")
def test_its_passing_examples_pass_and_its_failing_ones_fail(name: str) -> None:
    rule = rules()[name]
    assert [example for example in rule.passes if rule.tried(example)] == []
    assert [example for example in rule.fails if not rule.tried(example)] == []


@each
def test_what_it_finds_is_told_in_two_languages_at_an_element_or_a_code(name: str) -> None:
    rule = rules()[name]
    codes = {"code", "basic_code", "handling_code", "credit_code"}
    for found in (one for failing in rule.fails for one in rule.tried(failing)):
        assert found.path.split("[")[0].split(".")[0] in ELEMENTS.keys() | codes
        assert found.zh
        assert found.en


def test_there_are_enough_of_them_and_of_each_severity() -> None:
    count = Counter(rule.severity for rule in rules().values())
    assert count.total() >= 45
    assert min(count["block"], count["warn"], count["hint"]) >= 10


def test_a_rule_without_examples_or_words_does_not_load() -> None:
    words = {"zh": "名", "en": "name", "clause": "A16", "cure_zh": "改", "cure_en": "mend"}
    whole: dict[str, Any] = words | {
        "severity": "block",
        "passes": [{}],
        "fails": [{}],
        "waivable": Waivable("因", "why"),
    }
    assert sound("one", Rule(**whole)).zh == "名"
    wrongs: tuple[dict[str, Any], ...] = (
        {"passes": []},
        {"fails": []},
        {"severity": "fatal"},
        {"cure_zh": ""},
        {"clause": ""},
        {"waivable": None},
        {"waivable": Waivable("", "why")},
    )
    for wrong in wrongs:
        with pytest.raises(BadRule):
            sound("one", Rule(**whole | wrong))


def test_what_the_law_orders_and_what_cannot_be_is_never_waived() -> None:
    never = {name for name, rule in rules().items() if rule.waivable and not rule.waivable.may}
    law = {"promise_within_statutory", "material_has_article", "six_questions", "uncounted_from_closed_list"}
    impossible = {"steps_within_promise", "internal_flow_within_limit", "code_sound", "planned_dates_agree"}
    assert law | impossible | {"cancelled_not_asked", "platform_or_decision", "fee_has_basis"} <= never
    assert never < {name for name, rule in rules().items() if rule.severity == "block"}, "the others may be"


def test_nothing_blocks_the_sample_world_nor_the_story() -> None:
    blocked = []
    for item in world().items.values():
        if item.state == "online":
            base = world().base_items[item.base].elements
            told = {"code": item.code, "basic_code": item.code[19:31], "credit_code": item.code[:18]}
            context = Context(base=base, today=TODAY, item=told)
            blocked += [(item.key, f.rule, f.zh) for f in findings(item.elements, context) if f.severity == "block"]
    blocked += [
        ("story", f.rule, f.zh) for f in findings(story().complete, Context(today=TODAY)) if f.severity == "block"
    ]
    assert blocked == []


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.sampled_from(["1", "working_day", "《法》第一条", "受理"])  # fmt: skip
keys = st.sampled_from(["name", "limit", "unit", "number", "title", "kind", "stage", "basis", "period", "value", "submission", "text", "uncounted", "article", "role", "level"])  # fmt: skip
anything = st.recursive(
    scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(keys, one, max_size=4), max_leaves=8
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ELEMENTS)), anything, max_size=12))
@example({key: {"unit": "on_the_spot", "number": [1]} for key in ("legal_limit", "promised_limit")})
def test_no_shape_of_values_makes_a_rule_stumble(values: dict[str, Any]) -> None:
    for found in findings(values, Context(base=values, today=TODAY, siblings=[values], item=values)):
        assert found.zh
