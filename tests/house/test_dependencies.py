"""What runs in production brings only what it uses; the two locks agree."""

import functools
import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from services.documents.markdown import ROOT

UNDER_OTHERS = {"cramjam"}
"""aiokafka packs and unpacks with it, if it is there."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED = sorted({re.split(r"[\[<>=~!]", one, maxsplit=1)[0] for one in PROJECT["dependencies"]})
OWNERS = functools.cache(packages_distributions)
CODE = "\n".join(path.read_text("utf-8") for part in ("services", "shared") for path in (ROOT / part).rglob("*.py"))


def modules(distribution: str) -> set[str]:
    """The names by which a distribution is imported."""
    plain = distribution.lower().replace("_", "-")
    return {name for name, owners in OWNERS().items() if plain in {o.lower().replace("_", "-") for o in owners}}


@pytest.mark.parametrize("distribution", [name for name in NEEDED if name not in UNDER_OTHERS])
def test_what_is_needed_at_run_time_is_used_there(distribution: str) -> None:
    assert any(re.search(rf"\b{re.escape(name)}\b", CODE) for name in modules(distribution)), distribution


def _locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_the_lock_of_production_is_a_part_of_the_lock_of_development() -> None:
    run, everything = _locked("requirements-run.txt"), _locked("requirements.txt")
    assert {re.sub("[._]", "-", name.lower()) for name in NEEDED} <= set(run)
    assert run.items() <= everything.items()
    assert len(run) < len(everything)
