"""Documents made from the code and its data: written by `shixiang docs`, held fresh by `shixiang docs --check`."""

from collections.abc import Iterator
from pathlib import Path

from services.documents import clauses, contracts, elements, events, glossary, held, matrices, rules, settings, states
from services.documents.markdown import ROOT


class IncompatibleError(RuntimeError):
    """A stored event schema would have to break; only a new event type may differ that much (ADR 0010)."""


def made() -> Iterator[tuple[str, str]]:
    """Every generated document: its path from the root, and its text."""
    yield "docs/clauses.md", clauses.page()
    yield "docs/events.md", events.page()
    yield "docs/rules.md", rules.page()
    yield "docs/states.md", states.page()
    yield "docs/states.svg", states.drawing()
    yield "docs/settings.md", settings.page()
    yield "docs/tables.md", held.page()
    yield "docs/matrices.md", matrices.page()
    yield "docs/glossary.md", glossary.page()
    yield "docs/elements.md", elements.page()
    yield from contracts.made()


def write(*, check: bool = False) -> list[str]:
    """Write what is not fresh, or with `check` only look; returns what was or is not fresh."""
    broken = contracts.broken()
    if broken and not check:
        raise IncompatibleError("; ".join(broken))
    stale = [(ROOT / name, text) for name, text in made() if _differs(ROOT / name, text)]
    if not check:
        for path, text in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return [*broken, *(str(path.relative_to(ROOT)) for path, _ in stale)]


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text("utf-8") != text
