"""What every test may use."""

import pytest

pytest_plugins = ["tests.servers", "tests.platform"]
pytest.register_assert_rewrite("tests.journeys.assertions")

WHOLE = {"sqlite_template", "postgres_template", "any_platform"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that puts the whole platform together is marked so: `make unit` leaves it to `make test`."""
    for item in items:
        if WHOLE & set(getattr(item, "fixturenames", ())):
            item.add_marker("platform")
