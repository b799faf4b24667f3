"""What a rule is: what it may know, what it finds, and the words it stands on."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, Literal

Values = Mapping[str, Any]
Severity = Literal["block", "warn", "hint"]
SEVERITIES = ("block", "warn", "hint")


@dataclass(frozen=True)
class Found:
    """One place where a rule does not hold: the path of the element, what is wrong there, and a cure of its own if it has one."""

    path: str
    zh: str
    en: str
    cure_zh: str = ""
    cure_en: str = ""


@dataclass(frozen=True)
class Context:
    """What a rule may know beside the elements.

    `base` is the catalogue's item. `siblings` are other items that share the code or the name, and `item` is this one,
    both by what is no element: code, basic_code, handling_code, credit_code, name, office, region, layer, item_number, and
    `table`, its row in the summary table. `online` is what the public has of it, and `above` what
    the public has of the implementation item that a handling item is part of; `adjusted` in `item` are the elements of
    the catalogue that were approved for it alone, `ahead` the catalogue's edition that it has not merged yet,
    `entrusted_by` the organ that entrusts the body with it by a case of the platform, `cancelled_above` the code of the
    catalogue's item where that is cancelled.
    """

    base: Values | None = None
    siblings: Sequence[Values] = ()
    today: date | None = None
    item: Values = field(default_factory=dict)
    online: Values | None = None
    above: Values | None = None


NOWHERE = Context()


@dataclass(frozen=True)
class Case:
    """An example that needs more than the elements."""

    values: Values
    context: Context


Example = Values | Case


@dataclass(frozen=True)
class Waivable:
    """When the data centre may waive a blocking rule for an item; or why it may not."""

    zh: str
    en: str
    may: bool = True


def silent(_: Values) -> Iterable[Found]:
    """The check of a rule that looks in another way."""
    return ()


@dataclass(frozen=True)
class Rule:
    """A rule of quality inspection.

    `check` sees the elements alone, `compare` their context too, `each` one of those that are there and no other: of
    those that `of` names, or any.
    """

    zh: str
    en: str
    severity: Severity
    clause: str
    cure_zh: str
    cure_en: str
    check: Callable[[Values], Iterable[Found]] = silent
    compare: Callable[[Values, Context], Iterable[Found]] | None = None
    each: Callable[[str, Any], Iterable[Found]] | None = None
    of: Collection[str] = ()
    passes: Sequence[Example] = ()
    fails: Sequence[Example] = ()
    waivable: Waivable | None = None

    def finds(self, values: Values, context: Context = NOWHERE) -> Iterable[Found]:
        """Where the rule does not hold."""
        if self.each:
            looked = (one for one in values.items() if not self.of or one[0] in self.of)
            return chain.from_iterable(self.each(key, value) for key, value in looked)
        return self.compare(values, context) if self.compare else self.check(values)

    def tried(self, example: Example) -> list[Found]:
        """What the rule finds in one of its examples."""
        case = case_of(example)
        return list(self.finds(case.values, case.context))


def case_of(example: Example) -> Case:
    """An example with its context."""
    return example if isinstance(example, Case) else Case(example, NOWHERE)


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
    """The rule, if it may run: two titles, a cure, a clause, a severity, and examples of both kinds.

    A rule that blocks says whether it can be waived, and why.
    """
    words = (rule.zh, rule.en, rule.cure_zh, rule.cure_en, rule.clause)
    if not all(words) or rule.severity not in SEVERITIES:
        raise BadRule(f"rule {name} lacks words, a clause or a severity")
    if not rule.passes or not rule.fails:
        raise BadRule(f"rule {name} has no passing or no failing example")
    if rule.severity == "block" and not (rule.waivable and rule.waivable.zh and rule.waivable.en):
        raise BadRule(f"rule {name} blocks and does not say whether it can be waived")
    return rule
