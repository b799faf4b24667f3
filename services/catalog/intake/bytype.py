"""Puts words into an element by its type: what each type makes of them, with a slip for what it cannot read."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from services.catalog.intake import answers, words
from services.catalog.intake.numbers import count
from services.catalog.intake.times import day, lacks_a_day
from services.catalog.intake.worded import TABLES, listed
from shared.elements import ELEMENTS, Kind, faults
from shared.elements.values import NONE_MAX
from shared.flows import steps_in
from shared.phones import phones

if TYPE_CHECKING:
    from services.catalog.intake.builder import Builder

DIGITS = re.compile(r"\d+(?:[\s^、,，;；|/]+\d+)*")
BREAKS = re.compile(r"[\n\t\u2028\u2029]+")
LEVEL, LEVELS = "exercise_level", "exercise_levels"
SHORT = 500
ANSWERS = {key for key, element in ELEMENTS.items() if element.type is Kind.BOOLEAN}
MASKED = re.compile(r"〔略〕")


def _elsewhere(to: "Builder", key: str, said: str) -> bool:
    """Whether it is the answer to a question about what answers this element: 是否收费：否, where the basis of fees stands."""
    answer = words.yes_or_no(said) if words.asks(said) else None
    other = next((one for one in ELEMENTS[key].answered_by if one in ANSWERS), None)
    if answer is not None and other:
        to.values.setdefault(other, answer)
    return answer is not None and other is not None


def _long(to: "Builder", key: str, said: str) -> None:
    if _elsewhere(to, key, said):
        return
    most = ELEMENTS[key].max
    if key == "procedure" and len(parts := steps_in(said)) > 2:  # noqa: PLR2004 - one arrow is no flow
        to.slip("flow_in_one_string", key, count=len(parts))
    to.values[key] = to.cut(BREAKS.sub(" ", said) if ELEMENTS[key].type is Kind.TEXT else said, most, key)


def _choice(to: "Builder", key: str, said: str) -> None:
    code = words.code(ELEMENTS[key], said)
    if code is None and key == LEVEL and (levels := words.levels(said[:SHORT])):
        to.values.setdefault(LEVELS, levels)
        return
    if code is None:
        to.slip("unknown_label", key, value=said)
        return
    to.values[key] = code
    if said.rsplit("=", 1)[-1].strip().isdecimal():
        to.slip("bare_code", key, value=said)


def _choices(to: "Builder", key: str, said: str) -> None:
    several = words.levels(said) if key == LEVELS and len(said) <= SHORT else []
    codes, unknown = (several, []) if several else words.codes(key, said) if len(said) <= SHORT else ([], [said])
    if codes:
        to.values[key] = codes
    if unknown:
        to.slip("unknown_label", key, value="、".join(unknown))
    if codes and DIGITS.fullmatch(said):
        to.slip("bare_code", key, value=said)


def _boolean(to: "Builder", key: str, said: str) -> None:
    answer = answers.answer(key, said)
    if answer is None:
        hit = re.search(r"(?:[:：]|为)\s*([是否有无])", said[:SHORT])
        answer = words.yes_or_no(hit[1]) if hit else None
    if answer is None:
        to.slip("unknown_label", key, value=said)
    else:
        to.values[key] = answer


def _integer(to: "Builder", key: str, said: str) -> None:
    found = count(said)
    if found is None or found > ELEMENTS[key].max:
        to.slip("number_unreadable", key, value=said)
    else:
        to.values[key] = found


def _limit(to: "Builder", key: str, said: str) -> None:
    if found := to.limit(said, key):
        to.values[key] = found


def _date(to: "Builder", key: str, said: str) -> None:
    found = day(said)
    if found is None:
        to.slip("date_without_day" if lacks_a_day(said) else "date_unreadable", key, value=said)
        return
    to.values[key] = found.isoformat()
    if not any(sign.isdecimal() for sign in said):
        to.slip("chinese_date", key, value=said, date=found)


def _bases(to: "Builder", key: str, said: str) -> None:
    if found := to.bases(said, key):
        to.values[key] = found
    else:
        to.slip("article_unreadable", key, value=said)


def _shaped(to: "Builder", key: str, said: str) -> None:
    """A telephone, a mailbox or an address; what is none, or says more than that, is a way to ask, or is left over."""
    if not faults({key: said}):
        to.values[key] = said
        return
    told = phones(said) if ELEMENTS[key].type is Kind.PHONE else None
    if told:
        to.values |= {key: told[0]} if not faults({key: told[0]}) else {}
    elif MASKED.search(said) is None:
        to.slip("bad_shape", key, value=said)
    if key == "consult_phone":
        to.put("consult", said)


def _texts(to: "Builder", key: str, said: str) -> None:
    to.values[key] = [one for one in re.split(r"[、,，;；\n]", said) if one.strip()]


def _table(to: "Builder", key: str, said: str) -> None:
    """A question about what a table lists is no row of it: no is an explicit none, yes does not say what."""
    answer = words.yes_or_no(said) if words.asks(said) and not ELEMENTS[key].answered_by else None
    if answer is None:
        TABLES.get(key, listed)(to, key, said)
    elif answer or not ELEMENTS[key].none:
        to.slip("unknown_label", key, value=said)
    else:
        to.values[key] = {"none": to.cut(said, NONE_MAX, key)}


def by_type(to: "Builder", key: str, said: str) -> None:
    """The value of an element from a text that is not empty."""
    PUT.get(ELEMENTS[key].type, _long)(to, key, said)


PUT: Mapping[Kind, Callable[["Builder", str, str], None]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.BOOLEAN: _boolean,
    Kind.INTEGER: _integer,
    Kind.LIMIT: _limit,
    Kind.DATE: _date,
    Kind.BASES: _bases,
    Kind.TEXTS: _texts,
    Kind.PHONE: _shaped,
    Kind.EMAIL: _shaped,
    Kind.URL: _shaped,
    Kind.TABLE: _table,
}
