"""Quality rules (质检): one file each, with the clause it stands on, how to mend it, and its own examples.

A rule is pure: it takes an item's elements and yields what it finds. The file's name is the rule's id.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from shared import plugins

Values = Mapping[str, Any]
Severity = Literal["block", "warn", "hint"]


@dataclass(frozen=True)
class Found:
    """One place where a rule does not hold: the path of the element, and what is wrong there."""

    path: str
    zh: str
    en: str


@dataclass(frozen=True)
class Rule:
    """A rule of quality inspection."""

    zh: str
    en: str
    severity: Severity
    clause: str
    cure_zh: str
    cure_en: str
    check: Callable[[Values], Iterable[Found]]
    passes: list[dict[str, Any]] = field(default_factory=list)
    fails: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    """What a rule found in an item."""

    rule: str
    severity: Severity
    path: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str
    clause: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule, by id."""
    return plugins.load(sys.modules[__name__], "RULE")


def findings(values: Values) -> Iterator[Finding]:
    """Everything that the rules find in an item's elements."""
    for name, rule in rules().items():
        for found in rule.check(values):
            yield Finding(name, rule.severity, found.path, found.zh, found.en, rule.cure_zh, rule.cure_en, rule.clause)
