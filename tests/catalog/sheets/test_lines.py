"""Lines of elements by code: what is wrong with one is told by what it is."""

import json
from typing import Any

import pytest

from services.catalog.sheets import lines

CODE = "11230300990000017L3000119001000"


def read(line: bytes) -> tuple[str, bool, list[tuple[str, str]]]:
    """The code, whether the line goes in, and what is told."""
    outcome = lines.read(line)
    (entry,) = outcome.entries
    return entry.basic_code, entry.sound, [(one.code, one.severity) for one in outcome.faults]


def line(**told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def test_a_code_in_full_width_is_read_and_told() -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in CODE)
    assert read(line(code=wide, elements={"visits": 1})) == (CODE, True, [("wide_code", "note")])


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([1], "bad_keys"),
        ({"code": CODE}, "bad_keys"),
        ({"code": CODE, "elements": {"visits": 1}, "more": 1}, "bad_keys"),
        ({"code": 7, "elements": {"visits": 1}}, "no_code"),
        ({"code": "取水许可", "elements": {"visits": 1}}, "no_code"),
        ({"code": "１" * 41, "elements": {"visits": 1}}, "no_code"),
        ({"code": CODE, "elements": {}}, "no_elements"),
        ({"code": CODE, "elements": [1]}, "no_elements"),
        ({"code": CODE, "elements": {"visits": 1}, "edition": "1"}, "bad_edition"),
    ],
)
def test_json_that_is_no_line_of_ours_is_not_called_broken_json(told: Any, code: str) -> None:
    assert read(json.dumps(told, ensure_ascii=False).encode()) == ("", False, [(code, "fault")])


def test_what_is_no_json_is_called_so() -> None:
    assert read(b"{broken") == ("", False, [("bad_json", "fault")])
