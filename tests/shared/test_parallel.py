"""Chunks over several processes: in order, a few at a time, and a fault of one is a fault of the whole."""

import os
from collections.abc import Iterator
from itertools import count

import pytest

from shared.parallel import WAITING, Beside, EndedTooSoonError, in_chunks, over


def counted(taken: list[int], most: int) -> Iterator[list[int]]:
    for number in range(most):
        taken.append(number)
        yield [number, 1]


def test_chunks_hold_everything_once_and_in_order() -> None:
    assert list(in_chunks(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]


def test_results_come_in_the_order_of_the_chunks_however_many_processes_there_are() -> None:
    for processes in (1, 2):
        assert list(over(sum, counted([], 40), alone=5, processes=processes)) == list(range(1, 41))


def test_a_short_file_starts_no_process_and_a_long_one_is_read_only_as_fast_as_it_is_worked_on() -> None:
    taken: list[int] = []
    results = iter(over(sum, counted(taken, 1_000), alone=5, processes=2))
    assert [next(results) for _ in range(5)] == [1, 2, 3, 4, 5]
    assert len(taken) == 5
    next(results)
    assert len(taken) <= 5 + WAITING * 2 + 2
    del results


def test_what_a_process_cannot_do_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no number"):
        list(over(int, iter(["1", "no number"]), alone=1, processes=2))


def halves(most: int) -> Iterator[float]:
    """Fails at 3, as a reader might."""
    for number in range(most):
        yield 6 / (3 - number)


def endless(start: int) -> Iterator[int]:
    yield from count(start)


def dying(_: int) -> Iterator[int]:
    yield 1
    os._exit(9)


def test_what_is_read_beside_comes_in_order_and_ends() -> None:
    assert list(Beside(halves, 3)) == [2, 3, 6]


def test_what_goes_wrong_beside_is_raised_here_after_what_went_well() -> None:
    read = Beside(halves, 5)
    assert [next(read) for _ in range(3)] == [2, 3, 6]
    with pytest.raises(ZeroDivisionError):
        next(read)


def test_a_process_that_dies_is_said_to_have_died() -> None:
    read = Beside(dying, 1)
    assert next(read) == 1
    with pytest.raises(EndedTooSoonError):
        next(read)


def test_whoever_drops_the_reading_leaves_no_process_behind() -> None:
    read = Beside(endless, 5)
    assert next(read) == 5
    ended = read.close
    del read
    assert not ended.alive
