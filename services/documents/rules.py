"""docs/rules.md: the rules of quality inspection, from the files that are the rules."""

from services.catalog.rules import rules
from services.documents.clauses import register
from services.documents.markdown import head, table

SEVERITIES = {"block": "不予通过", "warn": "警告", "hint": "提示"}


def page() -> str:
    """The whole page."""
    said = "*block* sends the item back, *warn* and *hint* are shown. A rule is one file with its own examples."
    rows = [
        (f"[`{name}`](../services/catalog/rules/{name}.py)", f"{r.zh}\n{r.en}", f"{r.severity} {SEVERITIES[r.severity]}", _clause(r.clause), f"{r.cure_zh}\n{r.cure_en}")
        for name, r in rules().items()
    ]  # fmt: skip
    top = head("质检规则 / Quality rules", said)
    return f"{top}\n{len(rows)} rules.\n\n" + table(("id", "规则", "severity", "clause", "cure"), rows)


def _clause(clause: str) -> str:
    known = register().get(clause)
    return f"{clause} ({known.source} {known.article})" if known else clause
