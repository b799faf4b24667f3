"""Quality rules (质检): one file each, with the clause it stands on, how to mend it, and its own examples.

A rule is pure: it takes an item's elements, and what it may know beside them, and yields what it finds. The file's
name is the rule's id. A rule without a passing and a failing example does not load.
"""

from services.catalog.rules._engine import Inspection, findings, inspected, rules
from services.catalog.rules._model import (
    SEVERITIES,
    BadRule,
    Case,
    Context,
    Finding,
    Found,
    Rule,
    Severity,
    Values,
    Waivable,
    sound,
)

__all__ = [
    "SEVERITIES",
    "BadRule",
    "Case",
    "Context",
    "Finding",
    "Found",
    "Inspection",
    "Rule",
    "Severity",
    "Values",
    "Waivable",
    "findings",
    "inspected",
    "rules",
    "sound",
]
