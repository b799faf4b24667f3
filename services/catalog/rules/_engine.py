"""Holds the rules in force against items: against one, or against many with a memory of what was looked at before."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, cast

from services.catalog.rules._looked import Looked
from services.catalog.rules._model import NOWHERE, Context, Finding, Found, Rule, Values, case_of, sound
from services.catalog.rules._sources import force_of
from shared import plugins
from shared.elements import Fault, Memory, Seen, faults_of

REMEMBERED = 4_096
"""So many different answers of rules that look at the same elements are kept: more than a county has items."""


Told = tuple[int, Finding]
"""A finding with the place of its rule among all."""


@dataclass(frozen=True, eq=False, slots=True)
class Named:
    """A rule with its id and its place among all."""

    place: int
    name: str
    rule: Rule

    def told(self, found: Iterable[Found]) -> Iterator[Told]:
        """What it found, in words of its own and of the rule."""
        rule = self.rule
        for at in found:
            words = Finding(self.name, rule.severity, at.path, at.zh, at.en, rule.cure_zh, rule.cure_en, rule.clause)
            yield self.place, words


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule, by id."""
    return {name: sound(name, rule) for name, rule in plugins.load(sys.modules[__package__], "RULE").items()}


@cache
def _named() -> Sequence[Named]:
    return [Named(place, name, rule) for place, (name, rule) in enumerate(rules().items())]


@lru_cache(64)
def _in_force(on: date | None) -> Sequence[Named]:
    """The rules whose source is in force on a day."""
    return [one for one in _named() if force_of(one.rule.clause).on(on)]


def findings(values: Values, context: Context = NOWHERE) -> Iterator[Finding]:
    """Everything that the rules in force on the day find in an item's elements."""
    looked = Looked(values)
    for one in _in_force(context.today):
        for _, finding in one.told(one.rule.finds(looked, context)):
            yield finding


class Beside:
    """A context that remembers whether a rule saw more of it than the day."""

    def __init__(self, context: Context) -> None:
        self._context, self.today, self.seen = context, context.today, False

    def __getattr__(self, name: str) -> Any:
        self.seen = True
        return getattr(self._context, name)


Asked = frozenset[str] | None
"""The elements that a rule asked for; None where it saw all of them, or what is beside them."""


def asks(one: Named, looked: Looked, context: Context) -> tuple[list[Told], Asked]:
    """What a rule finds, and what it asked for to find it."""
    looked.forget()
    beside = Beside(context)
    told = list(one.told(one.rule.finds(looked, cast("Context", beside))))
    return told, None if looked.whole or beside.seen else frozenset(looked.asked)


@cache
def _learned(one: Named) -> Asked:
    """What a rule asks for in its own examples."""
    asked: frozenset[str] = frozenset()
    for case in map(case_of, (*one.rule.passes, *one.rule.fails)):
        _, more = asks(one, Looked(case.values), case.context)
        if more is None:
            return None
        asked |= more
    return asked


class Group:
    """Rules that ask for the same elements, and what they said of those that they have seen."""

    def __init__(self, asked: frozenset[str], rules: Sequence[Named]) -> None:
        self.asked, self.rules = asked, rules
        self.key: Callable[[Mapping[str, Any]], Any] = itemgetter(*sorted(asked)) if asked else bool
        self.said: Callable[[Any], list[list[Told]]] = lru_cache(REMEMBERED)(lambda _: [])
        """For what they see the one thing that they said, in a list that is empty until they have."""


class Inspection:
    """The rules in force on a day, over any number of items: what they found in values, they are not asked again.

    On what a rule's answer depends is learned from its examples and from each look of its own: where all that it ever
    asked for is the same, so is what it finds. Rules that see what is beside the elements are always asked.
    """

    def __init__(self, today: date | None) -> None:
        self._today, self._memory = today, Memory(REMEMBERED)
        named = _in_force(today)
        self._each = [one for one in named if one.rule.each]
        self._asked = {one: _learned(one) for one in named if not one.rule.each}
        self._groups: list[Group] = []
        self._group()

    def _group(self) -> None:
        """Put the rules together that ask for the same; those that stay together remember what they said."""
        together: dict[Asked, list[Named]] = {}
        for one, asked in self._asked.items():
            together.setdefault(asked, []).append(one)
        self._always = together.pop(None, [])
        before = {group.asked: group for group in self._groups}
        self._groups = [
            before[asked] if asked in before and before[asked].rules == rules else Group(asked, rules)
            for asked, rules in together.items()
            if asked is not None
        ]
        self._memory.know(key for group in self._groups for key in group.asked)

    def of(
        self, values: Values, *, base: Values | None = None, siblings: Sequence[Values] = (), item: Values | None = None
    ) -> tuple[list[Fault], list[Finding]]:
        """What the definitions and the rules find in an item: as `faults` and `findings` tell it."""
        seen = self._memory.seen(values)
        looked, context = Looked(values), Context(base, siblings, self._today, item or {})
        told: list[Told] = []
        for group in self._groups:
            said = group.said(group.key(seen))
            if not said:
                said.append(self._ask(group, looked, context))
            told += said[0]
        for one in self._always:
            told += one.told(one.rule.finds(looked, context))
        for key, value in values.items():
            told += self._of_one(key, value, seen.get(key) or Seen())
        told.sort(key=itemgetter(0))
        return faults_of(values, seen), [finding for _, finding in told]

    def _ask(self, group: Group, looked: Looked, context: Context) -> list[Told]:
        told: list[Told] = []
        for one in group.rules:
            found, asked = asks(one, looked, context)
            told += found
            if asked is None or not asked <= group.asked:
                self._asked[one] = None if asked is None else asked | group.asked
        if any(self._asked[one] != group.asked for one in group.rules):
            self._group()
        return told

    def _of_one(self, key: str, value: Any, seen: Seen) -> list[Told]:
        if seen.said is None:
            seen.said = [told for one in self._each if one.rule.each for told in one.told(one.rule.each(key, value))]
        said: list[Told] = seen.said
        return said
