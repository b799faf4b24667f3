"""Serials go up, never wrap, never come back, and warn before the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codes import Exhausted, Serials


@given(st.integers(1, 3))
def test_every_number_is_given_once_and_then_none(width: int) -> None:
    serials, last, given_out = Serials(width), 0, []
    while last < serials.last:
        last = serials.allocate(last)
        given_out.append(serials.format(last))
    assert len(set(given_out)) == 10**width - 1
    assert given_out == sorted(given_out)
    with pytest.raises(Exhausted) as caught:
        serials.allocate(last)
    assert caught.value.cause == "serials_exhausted"


def test_the_warning_comes_at_ninety_percent() -> None:
    serials = Serials(3)
    assert [n for n in (0, 899, 900, 999) if serials.nearly_full(n)] == [900, 999]
    assert serials.left(900) == 99


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_a_number_outside_the_width_is_not_written(number: int) -> None:
    with pytest.raises(ValueError, match="1–999"):
        Serials(3).format(number)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="负"):
        Serials(3).allocate(-1)
    with pytest.raises(ValueError, match="一位"):
        Serials(0)
