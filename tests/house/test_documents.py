"""The documents tell the truth: generated ones are fresh, links lead somewhere, words have a row in the glossary."""

import ast
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from services.cli import app
from services.documents import clauses, events, glossary, made, write
from services.documents.markdown import DATA, ROOT, cells_of
from services.documents.proofs import proofs
from services.guide.domain import State
from services.registry import SERVICES
from services.review.domain import Verdict
from shared.events import ALL, TOPICS
from shared.settings import Settings

PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)")
NAMED = re.compile(r"`((?:services|shared|tests|tools|deploy|docs)/[\w./*{},-]+)`")
HEADINGS = ["## Context", "## Decision", "## Consequences", "## Alternatives", "## Enforced by"]


def test_the_generated_documents_are_fresh() -> None:
    assert write(check=True) == [], "run `make docs` and look at the difference"


@pytest.mark.slow
def test_a_document_that_is_not_fresh_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("services.documents.ROOT", tmp_path)
    names = [name for name, _ in made()]
    assert write(check=True) == names
    assert list(tmp_path.iterdir()) == []
    assert write() == names
    assert write(check=True) == []
    (tmp_path / "docs" / "rules.md").write_text("other words", "utf-8")
    assert write(check=True) == ["docs/rules.md"]


@pytest.mark.parametrize(
    "page", [*PAGES, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: str(p.relative_to(ROOT))
)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [(page.parent / link).resolve() for link in LINK.findall(text)]
    assert [str(link) for link in links if not link.exists()] == []


@pytest.mark.parametrize("page", [*PAGES[:3], *DECISIONS], ids=lambda p: str(p.relative_to(ROOT)))
def test_files_that_are_named_are_there(page: Path) -> None:
    named = [name.rstrip("/") for name in NAMED.findall(page.read_text("utf-8"))]
    assert [name for name in named if not ("{" in name or list(ROOT.glob(name)) or _files(name))] == []


@pytest.mark.parametrize("page", [*PAGES[:3], *DECISIONS], ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_that_are_named_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= targets
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"`shixiang ([a-z]+)", text)) <= known


def test_the_walk_names_functions_that_are_there() -> None:
    """Each `room` `function` of ARCHITECTURE.md's walk is looked up in the room's own text."""
    rows = [row for row in cells_of((ROOT / "ARCHITECTURE.md").read_text("utf-8")) if row[0].isdigit()]
    steps = [step for row in rows for step in re.findall(r"`(\w+/[\w/.]+)` ((?:`\w+`(?:, )?)+)", row[2])]
    assert len(rows) >= 8
    assert len(steps) >= 2 * len(rows)
    for room, functions in steps:
        there = {name for path in _files(room) for name in _defined(path)}
        assert [name for name in re.findall(r"`(\w+)`", functions) if name not in there] == [], room


def _files(room: str) -> list[Path]:
    """The files of a room: one, or those of the package of its name."""
    path = ROOT / room
    return [path] if path.is_file() else [*path.parent.glob(f"{path.name}.py"), *path.glob("*.py")]


def _defined(path: Path) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, kinds)}


def test_decisions_are_numbered_and_have_their_five_parts() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    assert len(DECISIONS) >= 16
    for path in DECISIONS:
        text = path.read_text("utf-8")
        assert [line for line in text.splitlines() if line.startswith("## ")] == HEADINGS, path.name
        decision = text.partition("## Decision\n\n")[2].partition("\n\n##")[0]
        assert decision.startswith("> "), f"{path.name}: the decision is one line that can be quoted"
        assert "\n> " not in decision, f"{path.name}: the decision is one line that can be quoted"
        assert len(text.splitlines()) <= 60, f"{path.name}: one page"


def test_every_word_of_the_code_has_a_row_in_the_glossary() -> None:
    rows = cells_of(glossary.PATH.read_text("utf-8"))
    for title, words in glossary.declared():
        for zh, code, _ in words:
            assert any(row[0] == zh and row[1] == code for row in rows), f"{title}: {zh} {code}"
    written = " ".join(row[1] for row in rows)
    states = {*get_args(State), *get_args(Verdict)}
    assert [word for word in (*sorted(states),) if f"`{word}`" not in written] == []


def test_a_word_stands_for_one_thing_in_the_hand_written_half() -> None:
    rows = cells_of(glossary.PATH.read_text("utf-8").partition(glossary.MARK)[0])[1:]
    assert len({row[0] for row in rows}) == len(rows)
    assert all(len(row) in (2, 3) and re.search(r"[一-鿿]", row[0]) for row in rows)


def test_every_setting_has_its_meaning() -> None:
    meanings = tomllib.loads((DATA / "settings.toml").read_text("utf-8"))
    assert set(meanings) == set(Settings.model_fields)
    assert all(one["zh"] and one["en"] for one in meanings.values())


def test_the_register_has_every_clause_once() -> None:
    found = list(clauses.register())
    assert len(found) == 304
    counts = {"A": 35, "B": 46, "C": 52, "D": 33, "E": 44, "F": 34, "G": 60}
    assert found == [f"{key}{n:02}" for key, count in counts.items() for n in range(1, count + 1)]
    assert all(one.kind and set(one.kind) <= set("RDWNS/") for one in clauses.register().values())


def test_tests_and_answers_speak_of_clauses_that_there_are() -> None:
    known = set(clauses.register())
    assert sorted(set(proofs(ROOT / "tests")) - known) == []
    assert sorted(set(clauses.answers()) - known) == []


def test_a_clause_is_open_until_something_says_otherwise() -> None:
    answered = next(iter(clauses.answers()))
    assert clauses.state_of("Z99", {}) == "open"
    assert clauses.state_of(answered, {}) == "built, no test"
    assert clauses.state_of("Z99", {"Z99": ["tests/test_it.py::test_it"]}) == "proven"
    ruled = next(one for one in clauses.standing() if one not in clauses.answers())
    assert clauses.state_of(ruled, {}) == "in part"


def test_proofs_are_read_from_the_marks(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    text = """
import pytest
pytestmark = [pytest.mark.clause(f"C{n}") for n in range(21, 23)]
@pytest.mark.clause("G30", "G51")
def test_one(): ...
class TestTwo:
    @pytest.mark.clause("A16")
    async def test_three(self): ...
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.clause("B25"))])
def test_four(x): ...
"""
    (folder / "test_it.py").write_text(text, "utf-8")
    assert proofs(folder) == {
        "A16": ["tests/test_it.py::TestTwo::test_three"],
        "B25": ["tests/test_it.py::test_four"],
        "C21": ["tests/test_it.py"],
        "C22": ["tests/test_it.py"],
        "G30": ["tests/test_it.py::test_one"],
        "G51": ["tests/test_it.py::test_one"],
    }


def test_the_page_of_events_tells_who_says_and_hears() -> None:
    page = events.page()
    for event in ALL:
        assert f"## {event.type}\n" in page
        assert event.topic in TOPICS
        assert [s.name for s in SERVICES if event in s.says] == events.sayers(event)
