"""Holds the rules in force against items: against one, or against many with a memory of what was looked at before."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache, reduce
from itertools import chain
from operator import itemgetter
from typing import Any, cast

from services.catalog.rules._looked import Looked
from services.catalog.rules._model import NOWHERE, Context, Finding, Found, Rule, Values, case_of, sound
from services.catalog.rules._sources import force_of
from shared import plugins
from shared.canonical import digest
from shared.elements import Memory, Seen

REMEMBERED = 2_048
"""So many different answers of rules that look at the same elements are kept: more than a county has items."""
WEIGHED, WORTH = REMEMBERED * 5 // 4, 8
"""After so many items, more than are remembered, it is seen whether one answer in so many was there already."""


Told = tuple[int, Finding]
"""A finding with the place of its rule among all."""


class Named:
    """A rule with its id and its place among all."""

    def __init__(self, place: int, name: str, rule: Rule) -> None:
        self.place, self.name, self.rule = place, name, rule
        self.looks = rule.finds if rule.each else rule.compare or (lambda values, _: rule.check(values))

    def told(self, at: Found) -> Told:
        """What it found, in words of its own and of the rule."""
        rule = self.rule
        cure = (at.cure_zh, at.cure_en) if at.cure_zh else (rule.cure_zh, rule.cure_en)
        words = Finding(self.name, rule.severity, at.path, at.zh, at.en, *cure, rule.clause)
        return self.place, words


def told(named: Iterable[Named], values: Values, context: Context) -> list[Told]:
    """What these rules find in an item."""
    return [one.told(at) for one in named for at in one.looks(values, context)]


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
    return tuple(one for one in _named() if force_of(one.rule.clause).on(on))


def findings(values: Values, context: Context = NOWHERE, only: Collection[str] | None = None) -> Iterator[Finding]:
    """Everything that the rules in force on the day, or only some of them, find in an item's elements."""
    named = _in_force(context.today)
    asked = named if only is None else [one for one in named if one.name in only]
    return (finding for _, finding in told(asked, Looked(values), context))


def inspected(values: Values, context: Context) -> Sequence[Finding]:
    """As `findings`; the same elements under the same circumstances are not looked at again, for a rule is pure."""
    said = _inspected((_in_force(context.today), digest([values, vars(context)])))
    if not said:
        said.append(tuple(findings(values, context)))
    return said[0]


@lru_cache(1_024)
def _inspected(_what: tuple[Sequence[Named], str]) -> list[tuple[Finding, ...]]:
    """What was found in one item: empty until something looked."""
    return []


class Beside:
    """A context that remembers whether a rule saw more of it than the day."""

    def __init__(self, context: Context) -> None:
        self.context, self.today, self.seen = context, context.today, False

    def __getattr__(self, name: str) -> Any:
        self.seen = True
        return getattr(self.context, name)


Asked = frozenset[str] | None
"""The elements that a rule asked for; None where it saw all of them, or what is beside them."""


def asked_by(one: Named, values: Values, context: Context) -> Asked:
    """What a rule asks for to find what it finds."""
    looked, beside = Looked(values), Beside(context)
    told((one,), looked, cast("Context", beside))
    return None if looked.whole or beside.seen else frozenset(looked.asked)


def more(asked: Asked, other: Asked) -> Asked:
    """Both together."""
    return None if asked is None or other is None else asked | other


@cache
def _learned(one: Named) -> Asked:
    """What a rule asks for in its own examples."""
    cases = map(case_of, (*one.rule.passes, *one.rule.fails))
    return reduce(more, (asked_by(one, case.values, case.context) for case in cases))


def _nothing_said(_: Any) -> list[list[Told]]:
    return []


class Group:
    """Rules that ask for the same elements, and what they said of those that they have seen."""

    def __init__(self, asked: frozenset[str], rules: Sequence[Named]) -> None:
        self.asked, self.rules = asked, rules
        self.key: Callable[[Mapping[str, Any]], Any] = itemgetter(*sorted(asked)) if asked else bool
        self.said = lru_cache(REMEMBERED)(_nothing_said)
        """For what they see the one thing that they said, in a list that is empty until they have."""

    def in_vain(self) -> bool:
        """Whether what they see is nearly always new."""
        info = self.said.cache_info()
        return info.hits * WORTH < info.misses


class Inspection:
    """The rules in force on a day, over any number of items: what they found in values, they are not asked again.

    On what a rule's answer depends is learned from its examples and from each look of its own: where all that it ever
    asked for is the same, so is what it finds. Rules that see what is beside the elements are always asked.
    """

    def __init__(self, today: date | None) -> None:
        self.today, self._memory = today, Memory(REMEMBERED)
        named = _in_force(today)
        each = [one for one in named if one.rule.each]
        self._each = [one for one in each if not one.rule.of]
        self._each_of = {
            key: [one for one in each if not one.rule.of or key in one.rule.of] for rule in each for key in rule.rule.of
        }
        self._asked = {one: _learned(one) for one in named if not one.rule.each}
        self._groups: list[Group] = []
        self._alone: dict[str, list[Named]] = {}
        self._count = 0
        self._group()

    def _group(self) -> None:
        """Put the rules together that ask for the same; those that stay together remember what they said.

        What rules say that ask for one element alone is kept with its value.
        """
        together: dict[Asked, list[Named]] = {}
        for one, asked in self._asked.items():
            together.setdefault(asked, []).append(one)
        self._always = together.pop(None, [])
        alone = {next(iter(asked)): rules for asked, rules in together.items() if asked is not None and len(asked) == 1}
        if alone != self._alone:
            self._alone, self._memory = alone, Memory(REMEMBERED)
            self._groups = []
        before = {group.asked: group for group in self._groups}
        self._groups = [
            before[asked] if asked in before and before[asked].rules == rules else Group(asked, rules)
            for asked, rules in together.items()
            if asked is not None and len(asked) != 1
        ]
        self._memory.know(self._alone)
        self._memory.know(key for group in self._groups for key in group.asked)

    def of(self, values: Values, beside: Context = NOWHERE) -> list[Finding]:
        """What the rules find in an item on the day: as `findings` tells it."""
        self._weigh()
        seen = self._memory.seen(values)
        looked, context = Looked(values, seen), replace(beside, today=self.today)
        found = told(self._always, looked, context)
        apart, alone = Beside(context), self._alone
        for group in self._groups:
            said = group.said(group.key(seen))
            if not said:
                said.append(self._ask(group.rules, group.asked, looked, apart))
            if said[0]:
                found += said[0]
        found += self._of_each(alone, seen, looked, apart)
        found.sort(key=itemgetter(0))
        return [finding for _, finding in found]

    def _weigh(self) -> None:
        """From time to time: rules that nearly always see something new are asked without looking into the memory."""
        self._count += 1
        if self._count % WEIGHED == 0:
            vain = [one for group in self._groups if group.in_vain() for one in group.rules]
            self._asked |= dict.fromkeys(vain)
            self._group()

    def _ask(self, rules: Sequence[Named], known: frozenset[str], looked: Looked, beside: Beside) -> list[Told]:
        """Look, and learn where a rule asked for more than it ever did."""
        beside.seen = looked.whole = False
        looked.asked.clear()
        found = told(rules, looked, cast("Context", beside))
        if looked.whole or beside.seen or not looked.asked <= known:
            for one in rules:
                self._asked[one] = more(self._asked[one], asked_by(one, looked.held, beside.context))
            self._group()
        return found

    def _of_each(
        self, alone: Mapping[str, list[Named]], seen: Mapping[str, Seen], looked: Looked, beside: Beside
    ) -> list[Told]:
        """What is said of each element by those who look at no other; there or not."""
        found: list[Told] = []
        for key in chain(looked.held, alone.keys() - looked.held.keys()):
            known = seen.get(key) or Seen()
            if known.said is None:
                known.said = self._by_itself(key, looked.held) if key in looked.held else []
                if key in alone:
                    known.said += self._ask(alone[key], frozenset((key,)), looked, beside)
            if known.said:
                found += known.said
        return found

    def _by_itself(self, key: str, values: Values) -> list[Told]:
        each = self._each_of.get(key, self._each)
        return [one.told(at) for one in each if one.rule.each for at in one.rule.each(key, values[key])]
