"""A new element is one place: in a copy of the tree only its definition is added, and all else follows."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.elements import load

ROOT = Path(__file__).parents[2]
HERE = Path("tests/house/newcomers")
AGREE = "test_the_page_the_definitions_and_the_routing_say_the_same_of_every_element_in_every_place"
WALKED = [f"{HERE}/walk.py", "tests/guide/formats/test_every_element.py", f"tests/review/test_matrix.py::{AGREE}"]
CACHES = shutil.ignore_patterns("__pycache__")


@pytest.mark.slow
@pytest.mark.clause("B29")
@pytest.mark.clause("C51")
@pytest.mark.clause("G34")
def test_a_new_element_is_saved_exported_audited_shown_compared_and_documented_from_its_definition_alone(
    tmp_path: Path,
) -> None:
    for folder in ("shared", "services", "tests", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=CACHES)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    handling = tmp_path / "shared" / "elements" / "definitions" / "handling.toml"
    handling.write_text(
        handling.read_text("utf-8") + "\n" + (ROOT / HERE / "elements.toml").read_text("utf-8"), "utf-8"
    )
    walked = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *WALKED],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert walked.returncode == 0, walked.stdout[-6_000:] + walked.stderr[-2_000:]


def entry(**changes: Any) -> dict[str, Any]:
    """A definition as its file has it; a change to None takes a line out."""
    (first, *_) = tomllib.loads((ROOT / HERE / "elements.toml").read_text("utf-8"))["element"]
    return {key: value for key, value in (first | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("change", "found"),
    [({"aspect": None}, "names no aspect"), ({"aspect": "nobody"}, "aspects.*nobody"),
     ({"sections": None}, "names no sections of the guide"), ({"sections": ["nowhere"]}, "nowhere"),
     ({"profiles": ["nobody"]}, "nobody"), ({"owner": "nobody"}, "nobody"),
     ({"sheets": {"napkin": {"zh": "栏", "at": 1}}}, "napkin")],
    ids=["no aspect", "unknown aspect", "no sections", "unknown section", "unknown profile", "unknown owner", "unknown sheet"],
)  # fmt: skip
def test_a_definition_that_would_be_left_out_somewhere_is_refused(change: dict[str, Any], found: str) -> None:
    assert load.element_of(entry(), "handling").key == "new_text"
    with pytest.raises(ValueError, match=found):
        load.element_of(entry(**change), "handling")


def test_a_column_of_the_exchange_tables_that_two_elements_claim_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [load.element_of(entry(key=key, exchange=["task_name"]), "handling") for key in ("one", "other")]
    monkeypatch.setattr(load, "_elements", lambda: iter(two))
    with pytest.raises(ValueError, match="in the exchange tables as task_name"):
        load.elements.__wrapped__()
