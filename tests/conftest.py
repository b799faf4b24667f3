"""What every test may use."""

import pytest

pytest_plugins = ["tests.servers", "tests.platform"]
pytest.register_assert_rewrite("tests.journeys.assertions")
