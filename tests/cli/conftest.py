"""The command line with settings of a test: its own folder, its own databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from shared.settings import Settings, settings
from tests.platform import copy_of

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Run `shixiang` in this process; settings are given by name."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, **given: str) -> Result:
        with monkeypatch.context() as here:
            for name, value in given.items():
                here.setenv(f"SHIXIANG_{name.upper()}", value)
            settings.cache_clear()
            return CliRunner().invoke(app, words)

    yield invoke
    settings.cache_clear()


@pytest.fixture
def peopled(sqlite_template: Path, tmp_path: Path) -> Settings:
    """Migrated databases with bodies and accounts, in the folder of the test."""
    return copy_of(sqlite_template, tmp_path)


@pytest.fixture
def there(peopled: Settings) -> dict[str, str]:
    """The settings of `peopled`, as `run` takes them."""
    return {"database_url": peopled.database_url, "secrets_dir": str(peopled.secrets_dir), "log_level": "error"}
