"""Quality rules (质检): one file each, with the clause it stands on, how to mend it, and its own examples.

A rule is pure: it takes an item's elements, and what it may know beside them, and yields what it finds. The file's
name is the rule's id. A rule without a passing and a failing example does not load.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from services.catalog.rules._sources import force_of
from services.catalog.rules._watched import Watched
from shared import plugins

Values = Mapping[str, Any]
Severity = Literal["block", "warn", "hint"]
SEVERITIES = ("block", "warn", "hint")


class Prepared(dict[str, Any]):
    """The elements of an item while all rules look at it; `tables` keeps what one rule has listed for the next."""

    __slots__ = ("tables",)

    def __init__(self, values: Values) -> None:
        super().__init__(values)
        self.tables: dict[str, Sequence[tuple[str, Values]]] = {}


@dataclass(frozen=True)
class Found:
    """One place where a rule does not hold: the path of the element, and what is wrong there."""

    path: str
    zh: str
    en: str


@dataclass(frozen=True)
class Context:
    """What a rule may know beside the elements.

    `base` is the catalogue's item. `siblings` are other items that share the code or the name, and `item` is this one,
    both by what is no element: code, basic_code, handling_code, credit_code, name, office, layer, item_number, and
    `table`, its row in the summary table.
    """

    base: Values | None = None
    siblings: Sequence[Values] = ()
    today: date | None = None
    item: Values = field(default_factory=dict)


NOWHERE = Context()


@dataclass(frozen=True)
class Case:
    """An example that needs more than the elements."""

    values: Values
    context: Context


Example = Values | Case


def silent(_: Values) -> Iterable[Found]:
    """The check of a rule that compares."""
    return ()


@dataclass(frozen=True)
class Rule:
    """A rule of quality inspection; `check` sees the elements alone, `compare` their context too."""

    zh: str
    en: str
    severity: Severity
    clause: str
    cure_zh: str
    cure_en: str
    check: Callable[[Values], Iterable[Found]] = silent
    compare: Callable[[Values, Context], Iterable[Found]] | None = None
    passes: Sequence[Example] = ()
    fails: Sequence[Example] = ()

    def finds(self, values: Values, context: Context = NOWHERE) -> Iterable[Found]:
        """Where the rule does not hold."""
        return self.compare(values, context) if self.compare else self.check(values)

    def tried(self, example: Example) -> list[Found]:
        """What the rule finds in one of its examples."""
        case = example if isinstance(example, Case) else Case(example, NOWHERE)
        return list(self.finds(case.values, case.context))


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


class BadRule(ValueError):
    """A file offers a rule that may not run."""


def sound(name: str, rule: Rule) -> Rule:
    """The rule, if it may run: two titles, a cure, a clause, a severity, and examples of both kinds."""
    words = (rule.zh, rule.en, rule.cure_zh, rule.cure_en, rule.clause)
    if not all(words) or rule.severity not in SEVERITIES:
        raise BadRule(f"rule {name} lacks words, a clause or a severity")
    if not rule.passes or not rule.fails:
        raise BadRule(f"rule {name} has no passing or no failing example")
    return rule


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule, by id."""
    return {name: sound(name, rule) for name, rule in plugins.load(sys.modules[__name__], "RULE").items()}


@cache
def _asking() -> Sequence[tuple[str, Rule, frozenset[str] | None]]:
    """Every rule with what it needs."""
    return [(name, rule, needs(rule)) for name, rule in rules().items()]


@lru_cache(64)
def _in_force(on: date | None) -> Sequence[tuple[str, Rule, frozenset[str] | None]]:
    """The rules whose source is in force on a day."""
    return [asking for asking in _asking() if force_of(asking[1].clause).on(on)]


def needs(rule: Rule) -> frozenset[str] | None:
    """The elements without which a rule finds nothing, learned by asking it about none; None where it must always look."""
    empty = Watched()
    if rule.compare or any(True for _ in rule.check(empty)) or empty.asked is None:
        return None
    return frozenset(empty.asked)


def findings(values: Values, context: Context = NOWHERE) -> Iterator[Finding]:
    """Everything that the rules in force on the day find in an item's elements."""
    prepared, there = Prepared(values), values.keys()
    for name, rule, asked in _in_force(context.today):
        if asked is not None and asked.isdisjoint(there):
            continue
        for found in rule.compare(prepared, context) if rule.compare else rule.check(prepared):
            yield Finding(name, rule.severity, found.path, found.zh, found.en, rule.cure_zh, rule.cure_en, rule.clause)
