"""What every test may use."""

import gc
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# No test is held against a clock; the rest is as Hypothesis has it, which where CI is set is the same examples each time.
settings.register_profile("house", settings(), deadline=None)
settings.load_profile("house")
pytest_plugins = ["tests.servers", "tests.platform"]
pytest.register_assert_rewrite("tests.journeys.assertions")

gc.set_threshold(20_000, 50, 100)  # as ordinary, less often: an eighth of the time of all tests went into it
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # httpx looks for it along the whole path at each request
WHOLE = {"sqlite_template", "postgres_template", "any_platform"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that puts the whole platform together is marked so: `make unit` leaves it to `make test`."""
    for item in items:
        if WHOLE & set(getattr(item, "fixturenames", ())):
            item.add_marker("platform")
    items.sort(key=_longest_first(items))


def _longest_first(items: list[pytest.Item]) -> Callable[[pytest.Item], int]:
    """Modules that break servers, then other slow ones, then the rest: what is quick fills the time that those wait."""
    ranks: dict[Path, int] = {}
    for item in items:
        rank = 0 if item.get_closest_marker("faults") else 1 if item.get_closest_marker("slow") else 2
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    return lambda item: ranks[item.path]
