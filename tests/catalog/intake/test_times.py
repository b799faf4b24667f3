"""Times as dumps write them: each is told rightly, or is none; none stops a load."""

from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.catalog.intake.times import Moment, moment

LIKE_DATES = st.text(alphabet="0123456789 -/.:TZz+年月日时分秒点上下午AMPamJNFEBO,〇一二三十号", max_size=40)
PART, MARK = (
    st.integers(0, 99).map(str),
    st.sampled_from(["", " ", "T", "-", ":", "上午", " PM", "Z", "+08", "-12:00", "+99:99"]),
)
BUILT = st.builds(
    lambda year, mo, d, at, parts: f"{year:04}-{mo:02}-{d:02}{at}{':'.join(parts[:3])}{parts[3]}",
    st.integers(0, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
    MARK,
    st.tuples(PART, PART, PART, MARK),
)


@given(st.one_of(st.text(max_size=60), LIKE_DATES, BUILT))
@example("9999-12-31T23:59:59Z")
@example("9999-12-31 24:00:00")
@example("0001-01-01T00:00:00+14:00")
@example("0000-00-00 00:00:00")
@example("01-ANF-20")
@example("9999999999999")
def test_any_text_is_a_moment_or_none_and_stops_nothing(said: str) -> None:
    found = moment(said)
    assert found is None or isinstance(found, Moment)


@pytest.mark.parametrize(
    ("said", "day", "clock"),
    [
        ("2026年10月1日 上午8时30分", date(2026, 10, 1), time(8, 30)),
        ("2026年10月1日下午8时30分", date(2026, 10, 1), time(20, 30)),
        ("2026-10-01T08:30:00+08", date(2026, 10, 1), time(8, 30)),
        ("2026-10-01T20:30:00-05", date(2026, 10, 2), time(9, 30)),
        ("2026-12-31 24:00:00", date(2027, 1, 1), time()),
        ("2026-10-01T20:30:00Z", date(2026, 10, 2), time(4, 30)),
        ("0001-01-01 00:00:00", date(1, 1, 1), time()),
        ("01-OCT-26", date(2026, 10, 1), None),
        ("9999-12-31T23:59:59", date(9999, 12, 31), time(23, 59, 59)),
    ],
)
def test_a_moment_is_told_as_it_is_written(said: str, day: date, clock: time | None) -> None:
    assert moment(said) == Moment(day, clock)


@pytest.mark.parametrize(
    "said", ["9999-12-31T23:59:59Z", "9999-12-31 24:00:00", "2026-10-01 24:00:01", "01-ANF-20", "2026-13-01"]
)
def test_what_is_no_moment_here_is_none(said: str) -> None:
    assert moment(said) is None
