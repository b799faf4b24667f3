import time

from shared.hosting.shelf import Kept, Shelf

LATER, NEVER = 60.0, 0.0


def kept(size: int = 10) -> Kept:
    return Kept(b"x" * size, b'"tag"')


def test_an_answer_is_given_again_until_its_time_is_over() -> None:
    for seconds, given in ((LATER, True), (-1.0, False)):
        shelf = Shelf(seconds)
        shelf.keep("/a", kept(), shelf.generation)
        assert (shelf.get("/a") is not None) is given


def test_a_change_forgets_all_answers_and_those_being_read() -> None:
    shelf = Shelf(LATER)
    before = shelf.generation
    shelf.keep("/a", kept(), before)
    shelf.clear()
    shelf.keep("/b", kept(), before)
    assert shelf.get("/a") is None
    assert shelf.get("/b") is None


def test_an_unchanged_version_makes_old_answers_good_again() -> None:
    shelf = Shelf(NEVER)
    shelf.confirm(7, 0.0)
    shelf.keep("/a", kept(), shelf.generation)
    time.sleep(0.001)
    assert shelf.get("/a") is None
    shelf.confirm(7, time.monotonic() + LATER)
    assert shelf.get("/a") is not None


def test_another_version_forgets_all() -> None:
    shelf = Shelf(LATER)
    shelf.confirm(7, time.monotonic())
    shelf.keep("/a", kept(), shelf.generation)
    shelf.confirm(8, time.monotonic())
    assert shelf.get("/a") is None


def test_a_confirmation_counts_from_the_moment_it_was_asked() -> None:
    shelf = Shelf(1.0)
    shelf.confirm(7, time.monotonic() - 2)
    shelf.keep("/a", kept(), shelf.generation)
    held = shelf.get("/a")
    assert held is not None
    held.until = 0.0
    assert shelf.get("/a") is None


def test_a_full_shelf_begins_anew_and_takes_nothing_larger_than_itself() -> None:
    shelf = Shelf(LATER, room=4000)
    for name in ("/a", "/b"):
        shelf.keep(name, kept(1000), shelf.generation)
    assert shelf.get("/a")
    assert shelf.get("/b")
    shelf.keep("/c", kept(1000), shelf.generation)
    assert shelf.get("/a") is None
    assert shelf.get("/c")
    shelf.keep("/d", kept(5000), shelf.generation)
    assert shelf.get("/d") is None


def test_the_same_answer_again_takes_no_more_room() -> None:
    shelf = Shelf(LATER, room=4000)
    shelf.keep("/a", kept(1000), shelf.generation)
    for _ in range(10):
        shelf.keep("/b", kept(1000), shelf.generation)
    assert shelf.get("/a")
