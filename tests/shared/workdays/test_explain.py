"""The shapes that the command line prints."""

import json
from datetime import date

from shared.workdays import explain_add, explain_between


def test_adding_prints_date_doubt_and_working() -> None:
    found = explain_add(date(2026, 9, 30), 1)
    assert set(found) == {"date", "provisional", "working"}
    assert (found["date"], found["provisional"]) == ("2026-10-08", False)
    assert found["working"][1] == {"date": "2026-10-01", "counted": False, "why": "国庆节放假，不计"}
    assert json.loads(json.dumps(found)) == found


def test_the_working_is_to_be_had_in_english() -> None:
    found = explain_add(date(2026, 9, 30), 1, english=True)
    assert found["working"][1]["why"] == "holiday (National Day), not counted"


def test_between_prints_days_and_doubt() -> None:
    assert explain_between(date(2026, 9, 28), date(2026, 10, 12)) == {"days": 6, "provisional": False}
    assert explain_between(date(2026, 10, 12), date(2026, 9, 28)) == {"days": -6, "provisional": False}
    assert explain_between(date(2026, 12, 31), date(2027, 1, 4)) == {"days": 1, "provisional": True}
