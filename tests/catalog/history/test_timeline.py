"""Any sequence of publications and corrections answers every pair of instants as a plain log of assertions does."""

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.history import NOTHING, Stretch, assigned

LAST = 30
INSTANTS = st.integers(1, LAST)


@dataclass(frozen=True)
class Said:
    """At an instant it was said: this edition holds from here to there."""

    edition: int
    start: int
    end: int | None
    at: int


def at_(number: int | None) -> str | None:
    return None if number is None else f"{number:04}"


@st.composite
def sequences(draw: st.DrawFn) -> list[Said]:
    said, now = [], 0
    for edition in range(1, draw(st.integers(1, 9)) + 1):
        now += draw(st.integers(1, 3))
        match draw(st.sampled_from(["online", "suspend", "correct"])):
            case "online":
                said.append(Said(edition, now, None, now))
            case "suspend":
                said.append(Said(NOTHING, now, None, now))
            case _:
                start = draw(st.integers(0, now - 1))
                end = draw(st.integers(start + 1, now))
                said.append(Said(draw(st.integers(0, edition)), start, end, now))
    return said


def told(log: list[Said], on: int, known: int) -> int:
    """The independent model: the last assertion known then that speaks of that instant."""
    about = [s for s in log if s.at <= known and s.start <= on and (s.end is None or on < s.end)]
    return about[-1].edition if about else NOTHING


def kept(log: list[Said]) -> list[Stretch]:
    rows: list[Stretch] = []
    for said in log:
        at = f"{said.at:04}"
        held = [row for row in rows if row.known_to is None]
        closed, opened = assigned(held, said.edition, f"{said.start:04}", at_(said.end), at)
        rows = [replace(row, known_to=at) if row in closed else row for row in rows] + opened
    return rows


@given(sequences())
def test_every_pair_of_instants_is_answered_as_the_log_says(log: list[Said]) -> None:
    rows = kept(log)
    for on in range(LAST):
        for known in range(LAST):
            found = [r.edition for r in rows if r.known(f"{known:04}") and r.covers(f"{on:04}")]
            assert found == [told(log, on, known)] * bool(told(log, on, known))


@given(sequences(), INSTANTS)
def test_what_was_known_is_never_changed_by_what_is_learnt_later(log: list[Said], known: int) -> None:
    earlier = [said for said in log if said.at <= known]
    for on in range(LAST):
        before = [r.edition for r in kept(earlier) if r.known(f"{known:04}") and r.covers(f"{on:04}")]
        after = [r.edition for r in kept(log) if r.known(f"{known:04}") and r.covers(f"{on:04}")]
        assert before == after
