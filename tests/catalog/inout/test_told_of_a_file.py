"""What is told of a file or a row is told whole, or it is said that there is more."""

from typing import Any

import pytest

from services.catalog.domain import demand_sound
from services.catalog.domain.inout import SHOWN, differences, faults_of, listed
from shared.clock import day, now
from shared.elements import ELEMENTS
from shared.problems import Malformed, Refused


def told(count: int, severity: str) -> list[dict[str, Any]]:
    return [{"code": f"{severity}{n}", "severity": severity} for n in range(count)]


def test_what_is_told_of_a_file_is_not_cut_unseen_and_what_keeps_it_out_stands_first() -> None:
    few = told(SHOWN - 1, "note") + told(1, "fault")
    assert listed(few) == few
    many = listed(told(SHOWN, "note") + told(3, "fault"))
    assert [one["code"] for one in many[:3]] == ["fault0", "fault1", "fault2"]
    assert (len(many), many[-1]["code"], many[-1]["severity"]) == (SHOWN + 1, "more_faults", "note")
    assert listed(told(SHOWN + 1, "fault"))[-1]["severity"] == "fault"


def test_every_difference_of_a_row_is_told() -> None:
    rows = [{"name": f"材料{n}"} for n in range(ELEMENTS["materials"].max)]
    after = [one | {"copies": 1, "necessity": "1"} for one in rows]
    assert len(differences({"materials": rows}, {"materials": after})) == 2 * len(rows)


def test_every_fault_of_an_element_is_told_and_that_there_are_more() -> None:
    values = {"materials": [{"name": "材料", "copies": "x"} for _ in range(150)] + [{"name": 7}] * 50 + [{}]}
    with pytest.raises(Malformed) as caught:
        demand_sound(values, values, day(now()))
    found = [one["code"] for one in faults_of(caught.value, 1, {}, "load")]
    assert (len(found), found[-1]) == (SHOWN + 1, "more_faults")


def test_what_a_row_is_refused_for_ends_without_a_stop_since_its_cure_follows() -> None:
    (fault,) = faults_of(Refused("主项尚未拆分完毕。", "It still stands whole.", "not_split_yet"), 1, {}, "load")
    assert (fault["message_zh"], fault["message_en"]) == ("主项尚未拆分完毕", "It still stands whole")
