"""Puts words into elements of a record: by the element's type, with a note for every slip."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from services.catalog.intake import limits, words
from services.catalog.intake.charges import charged
from services.catalog.intake.citations import cited
from services.catalog.intake.garbled import is_garbled
from services.catalog.intake.model import Record
from services.catalog.intake.slips import note
from services.catalog.intake.texts import WIDE, simplified, tidy
from shared.elements import ELEMENTS, Kind, faults
from shared.elements.values import NONE_MAX
from shared.flows import steps_in
from shared.numerals import number

DIGITS = re.compile(r"\d+(?:[\s^、,，;；|/]+\d+)*")
BREAKS = re.compile(r"[\n\t\u2028\u2029]+")
TIME = re.compile(rf"{words.NUMERAL}\s*个?\s*(?:工作日|自然日|日|天|月)")
LONGEST, SHORT = 40_000, 500
ANSWERS = {key for key, element in ELEMENTS.items() if element.type is Kind.BOOLEAN}
MASKED = re.compile(r"〔略〕")


class Builder:
    """One record being made."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.values = record.values

    def slip(self, name: str, path: str, **said: object) -> None:
        self.record.notes.append(note(name, path, **said))

    def text(self, raw: object, path: str) -> str:
        """A tidy text; what was repaired is noted once a record."""
        if raw is None or isinstance(raw, dict | list):
            return ""
        said = str(raw)[:LONGEST].strip()
        if WIDE.search(said):
            self._once("full_width", path)
        if is_garbled(said):
            self._once("garbled", path)
        said = tidy(said)
        plain = simplified(said)
        if plain != said and sum(a != b for a, b in zip(plain, said, strict=False)) > 1:
            self._once("traditional", path)
        return plain

    def short(self, raw: object, path: str) -> str:
        """A text of some words, such as a form, a number or a label."""
        return self.text(raw, path)[:SHORT]

    def _once(self, slip: str, path: str) -> None:
        if not any(one.slip == slip for one in self.record.notes):
            self.slip(slip, path)

    def put(self, key: str, raw: object) -> None:
        """The value of an element from words; an element that is already there stays."""
        if key in self.values:
            return
        said = self.text(raw, key)
        if said:
            PUT.get(ELEMENTS[key].type, _long)(self, key, said)

    def limit(self, raw: object, path: str, unit: str = "", number: object = None) -> dict[str, Any] | None:
        """A limit from words, or from a number where the words say nothing; a part of a sum is not rounded."""
        said = self.text(raw, path)
        if not said and number is None:
            return None
        told = limits.limit(said[:SHORT], unit)
        if limits.contradicts(told, number, unit):
            self.slip("limit_contradicts", path, value=said, other=f"{number}{unit}")
        if told.limit is None and number is not None:
            told = limits.limit(str(number), unit)
        if told.slip:
            self.slip(told.slip, path, value=said or number)
        summed = "[" in path
        return None if told.limit is None or (summed and told.rounded) else dict(told.limit)

    def bases(self, text: str, path: str) -> list[dict[str, Any]]:
        """What a text cites; what of it was not taken is told."""
        found = cited(self.text(text, path))
        if found.bases and found.left:
            self.slip("articles_left", path, value="、".join(found.left))
        return found.bases

    def rows(self, key: str, rows: list[dict[str, Any]]) -> None:
        """The rows of a table, without what is empty."""
        lines = {column.key for column in ELEMENTS[key].columns if column.type is Kind.TEXT}
        told = (
            {k: BREAKS.sub(" ", v) if k in lines and isinstance(v, str) else v for k, v in row.items()} for row in rows
        )
        kept = [{k: v for k, v in row.items() if v not in (None, "", [])} for row in told]
        kept = self._apart(kept) if key == "steps" else kept
        if kept := [row for row in kept if row]:
            self.values.setdefault(key, kept)

    def _apart(self, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The steps one a row; what else stands in the row of a whole flow stays with its last step."""
        made: list[dict[str, Any]] = []
        for row in steps:
            parts = steps_in(str(row.get("name", "")))
            if len(parts) > 1:
                self.slip("flow_in_one_string", "steps", count=len(parts))
            made += [{"name": part[:200]} for part in parts[:-1]]
            made.append(row | {"name": parts[-1][:200]} if len(parts) > 1 else row)
        return made


def _elsewhere(to: Builder, key: str, said: str) -> bool:
    """Whether it is the answer to a question about what answers this element: 是否收费：否, where the basis of fees stands."""
    answer = words.yes_or_no(said) if words.asks(said) else None
    other = next((one for one in ELEMENTS[key].answered_by if one in ANSWERS), None)
    if answer is not None and other:
        to.values.setdefault(other, answer)
    return answer is not None and other is not None


def _long(to: Builder, key: str, said: str) -> None:
    if _elsewhere(to, key, said):
        return
    most = ELEMENTS[key].max
    if key == "procedure" and len(parts := steps_in(said)) > 2:  # noqa: PLR2004 - one arrow is no flow
        to.slip("flow_in_one_string", key, count=len(parts))
    if len(said) > most:
        to.slip("too_long", key, length=len(said), limit=most)
    to.values[key] = (BREAKS.sub(" ", said) if ELEMENTS[key].type is Kind.TEXT else said)[:most]


def _choice(to: Builder, key: str, said: str) -> None:
    code = words.code(ELEMENTS[key], said[:SHORT])
    if code is None:
        to.slip("unknown_label", key, value=said)
        return
    to.values[key] = code
    if said.isdecimal():
        to.slip("bare_code", key, value=said)


def _choices(to: Builder, key: str, said: str) -> None:
    codes, unknown = words.codes(key, said[:SHORT])
    if codes:
        to.values[key] = codes
    if unknown:
        to.slip("unknown_label", key, value="、".join(unknown))
    if codes and DIGITS.fullmatch(said):
        to.slip("bare_code", key, value=said)


def _boolean(to: Builder, key: str, said: str) -> None:
    answer = words.yes_or_no(said)
    if answer is None:
        hit = re.search(r"(?:[:：]|为)\s*([是否有无])", said[:SHORT])
        answer = words.yes_or_no(hit[1]) if hit else None
    if answer is None:
        to.slip("unknown_label", key, value=said)
    else:
        to.values[key] = answer


def _integer(to: Builder, key: str, said: str) -> None:
    hit = re.search(rf"(?<![\d.])({words.NUMERAL})(?![\d.,/])\s*[次个份]?", said[:SHORT].rsplit("=", 1)[-1])
    if hit is None or number(hit[1]) > ELEMENTS[key].max:
        to.slip("number_unreadable", key, value=said)
    else:
        to.values[key] = number(hit[1])


def _limit(to: Builder, key: str, said: str) -> None:
    if found := to.limit(said, key):
        to.values[key] = found


def _date(to: Builder, key: str, said: str) -> None:
    found, in_numerals = words.day(said)
    if found is None:
        to.slip("date_unreadable", key, value=said)
        return
    to.values[key] = found
    if in_numerals:
        to.slip("chinese_date", key, value=said, date=found)


def _bases(to: Builder, key: str, said: str) -> None:
    if found := to.bases(said, key):
        to.values[key] = found
    else:
        to.slip("article_unreadable", key, value=said)


def _shaped(to: Builder, key: str, said: str) -> None:
    """A telephone, a mailbox or an address; what is none is a way to ask, or is left over."""
    if not faults({key: said}):
        to.values[key] = said
        return
    if MASKED.search(said) is None:
        to.slip("bad_shape", key, value=said)
    if key == "consult_phone":
        to.put("consult", said)


def _texts(to: Builder, key: str, said: str) -> None:
    to.values[key] = [one[:300] for one in re.split(r"[、,，;；\n]", said) if one.strip()][:60]


def _table(to: Builder, key: str, said: str) -> None:
    """A question about what a table lists is no row of it: no is an explicit none, yes does not say what."""
    answer = words.yes_or_no(said) if words.asks(said) and not ELEMENTS[key].answered_by else None
    if answer is None:
        TABLES.get(key, _listed)(to, key, said)
    elif answer or not ELEMENTS[key].none:
        to.slip("unknown_label", key, value=said)
    else:
        to.values[key] = {"none": said[:NONE_MAX]}


def _listed(to: Builder, key: str, said: str) -> None:
    """A table in words: one row a line, the line in the first column."""
    first = ELEMENTS[key].columns[0].key
    if words.yes_or_no(said) is not False:
        to.rows(key, [{first: line[:200]} for line in _lines(said)])


def _lines(said: str) -> list[str]:
    parts = re.split(r"\n|[;；](?=\s*[（(]?\d)|\s+(?=\d{1,2}[、.．]\s*\D)", said)
    bare = [re.sub(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*", "", part).strip() for part in parts]
    return [part for part in bare if part][:200]


def _steps(to: Builder, key: str, said: str) -> None:
    to.rows(key, [{"name": said[:SHORT]}]) if len(steps_in(said)) > 1 else _listed(to, key, said)


def _procedures(to: Builder, key: str, said: str) -> None:
    """What stands outside the clock, one a line: its name, its time, and the article where one is cited."""
    made = []
    for line in _lines(said):
        hit = TIME.search(line)
        name = re.split(r"[:：（(，,。]", line)[0] or line
        cites = {"basis" if "《" in line else "note": line[:2000]} if line != name else {}
        made.append({"name": name[:200], "limit": to.limit(hit[0], key) if hit else None, "kind": "2"} | cites)
    to.rows(key, made)


def _contact(to: Builder, key: str, said: str) -> None:
    channel = (
        "4" if "@" in said else "3" if "http" in said.lower() else "2" if re.search(r"\d{7}|电话|〔略〕", said) else "9"
    )
    to.rows(key, [{"channel": channel, "value": said[:200]}])


def _places(to: Builder, key: str, said: str) -> None:
    to.rows(key, [{"name": said[:200], "address": said[:200]}])


def _fees(to: Builder, key: str, said: str) -> None:
    charges, listed = charged(said)
    if charges is not None:
        to.values["charges"] = charges
    if listed:
        to.rows(key, [{"name": said[:200]}])


def _remedies(to: Builder, key: str, said: str) -> None:
    kinds = (("1", "复议", r"({n})日内[^。；]{{0,20}}复议"), ("2", "诉讼", r"({n})个?月内[^。；]{{0,30}}"))
    found = []
    for kind, word, shape in kinds:
        if word in said:
            hit = re.search(shape.format(n=words.NUMERAL), said)
            unit = "day" if kind == "1" else "month"
            found.append({"kind": kind, "period": {"number": number(hit[1]), "unit": unit} if hit else None})
    to.rows(key, found)


TABLES: Mapping[str, Callable[[Builder, str, str], None]] = {
    "steps": _steps,
    "special_procedures": _procedures,
    "consult": _contact,
    "complaint": _contact,
    "places": _places,
    "fees": _fees,
    "remedies": _remedies,
}
PUT: Mapping[Kind, Callable[[Builder, str, str], None]] = {
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
