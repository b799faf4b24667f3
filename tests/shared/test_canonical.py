"""The one way to write a value: the same bytes as ever, so that old hashes still hold."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.canonical import canonical, digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXTS
VALUES = st.recursive(PLAIN, lambda one: st.lists(one, max_size=4) | st.dictionaries(TEXTS, one, max_size=4))


@given(VALUES)
def test_the_bytes_are_those_of_plain_json_with_sorted_keys(value: Any) -> None:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert canonical(value) == plain


def test_values_deeper_than_the_fast_writer_goes_are_written_too() -> None:
    deep: Any = "底"
    for _ in range(300):
        deep = [deep]
    assert canonical(deep) == b"[" * 300 + '"底"'.encode() + b"]" * 300


def test_a_hash_of_long_ago_still_holds() -> None:
    value = {"b": [1, None, True], "a": '第十条\n\u001b"', "ä": {"é": "", "Z": -7}}
    assert digest(value) == "255c9e6f5507e9ce9e93ed7a97e24d51d4aadcf683af925cfcd7cda3178907e4"
