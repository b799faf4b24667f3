"""docs/rules.md: the rules of quality inspection, from the files that are the rules."""

from services.catalog.rules import Rule, rules
from services.catalog.rules._sources import force_of
from services.documents.clauses import register
from services.documents.markdown import head, table
from shared.force import ALWAYS

SEVERITIES = {"block": "不予通过", "warn": "警告", "hint": "提示"}


def page() -> str:
    """The whole page."""
    said = "*block* sends the item back, *warn* and *hint* are shown. A rule is one file with its own examples, and speaks while its source is in force. The data centre may waive a rule that blocks for one item, with reason and end, where the rule says so: not what the law orders, nor what cannot be."
    rows = [
        (f"[`{name}`](../services/catalog/rules/{name}.py)", f"{r.zh}\n{r.en}", f"{r.severity} {SEVERITIES[r.severity]}", _clause(r.clause), _since(r.clause), f"{r.cure_zh}\n{r.cure_en}", _waivable(r))
        for name, r in rules().items()
    ]  # fmt: skip
    top = head("质检规则 / Quality rules", said)
    return f"{top}\n{len(rows)} rules.\n\n" + table(
        ("id", "规则", "severity", "clause", "since", "cure", "豁免 waiver"), rows
    )


def _waivable(rule: Rule) -> str:
    told = rule.waivable
    return f"{'可' if told.may else '不可'}：{told.zh}\n{'may' if told.may else 'never'}: {told.en}" if told else ""


def _since(clause: str) -> str:
    force = force_of(clause)
    return "" if force == ALWAYS else force.since.isoformat() + (f" – {force.until}" if force.until else "")


def _clause(clause: str) -> str:
    known = register().get(clause)
    return f"{clause} ({known.source} {known.article})" if known else clause
