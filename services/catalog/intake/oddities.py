"""Slips that show only when a whole row is looked at: values in the wrong place, two lists, test data, lost numbers."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from services.catalog.intake.builder import Builder
from services.catalog.intake.headings import meant
from services.catalog.intake.leftovers import texts_of
from services.catalog.intake.words import NUMERAL, bare
from shared.elements import ELEMENTS, TABLES
from shared.numerals import number

JUNK = re.compile(r"^\s*(?:([A-Za-z])\1{3,}[\s\w]*|测试\d*|test\d*)\s*$", re.IGNORECASE)
TABLES_OF_WORDS = ("item_type", "handling_kind", "exercise_level")
NUMBERS = re.compile(rf"^[（(]?({NUMERAL})[）)、.]?$")
LED = re.compile(rf"^\s*(?:[（(]({NUMERAL})[）)]|({NUMERAL})[、.．](?!\d))")
HEADED = re.compile(r"(?:类[型别]|性质|层级)\s*(?:[:：]|为|是|属于?)\s*([^\s，,。；;、）)]{2,12})")
KIND_OF = re.compile(r"(?:类|事项|类事项)$")
"""A label with its heading before it, and what is said behind it: 事项类型为行政许可, 行政许可类."""
LABEL = 20
DEPTH, LIST = 6, 3
DRESS = re.compile(r"原件|复[印制]件|扫描件|照片|副本|正本|证明|材料|文件|资料|申请[人书表]?|本人|有效|相关|[\W\d_]")
"""What the name of a paper has beside what it is of."""


def look(to: Builder, raw: Mapping[str, Any]) -> None:
    """All of them, over the raw row."""
    if not to.values.get("name"):
        to.slip("name_missing", "name")
    for key, value in walk(raw, DEPTH):
        _misplaced(to, key, value)
        if isinstance(value, dict):
            _gap(to, [number(hit[1] or hit[2]) for one in list(value)[:500] if (hit := LED.match(str(one)))])
        if isinstance(value, list):
            _numbering(to, key, value)
            _lists(to, key, value)
            _same_name(to, key, value)
    junk = next((one for one in texts_of(raw) if JUNK.match(one)), None)
    if junk:
        to.slip("junk", "", value=junk.strip())


def walk(raw: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Every key with its value, at every depth."""
    if isinstance(raw, dict) and depth:
        for key, value in raw.items():
            yield str(key), value
            yield from walk(value, depth - 1)
    elif isinstance(raw, list) and depth:
        for value in raw[:500]:
            yield from walk(value, depth - 1)


def _misplaced(to: Builder, key: str, value: Any) -> None:
    """A remark that is, as a whole or in a sentence with its heading, the label of a code table: 类型：行政确认."""
    if not isinstance(value, str) or not re.search("备注|说明|remark|memo|note", key, re.IGNORECASE):
        return
    said = {bare(KIND_OF.sub("", value))} if len(value) <= LABEL else set()
    said |= {bare(KIND_OF.sub("", hit[1])) for hit in HEADED.finditer(value[:500])}
    for table in TABLES_OF_WORDS if said else ():
        codes = next(iter(TABLES[table].schemes.values())).codes
        if found := next((code.zh for code in codes.values() if bare(code.zh) in said), None):
            to.slip("misplaced", "", value=value, belongs=TABLES[table].zh)
            key_of = next(k for k, e in ELEMENTS.items() if e.table == table)
            to.put(key_of, found)


def _numbering(to: Builder, key: str, value: list[Any]) -> None:
    """A list of the numbers of chapters that leaves one out."""
    hits = [NUMBERS.match(one) if isinstance(one, str) else None for one in value]
    if None in hits or not re.search("编号|序号|章节|栏目", key):
        return
    _gap(to, [number(hit[1]) for hit in hits if hit])


def _gap(to: Builder, told: list[int]) -> None:
    """The first number that is left out; two numbers are no list."""
    for before, after in pairwise(told if len(told) >= LIST else ()):
        if after > before + 1:
            to.slip("numbering_gap", "", value=before + 1)
            return


def _names(value: list[Any]) -> list[str]:
    return [str(one["name"]) for one in value if isinstance(one, dict) and one.get("name")]


def _lists(to: Builder, key: str, value: list[Any]) -> None:
    """A second list of materials of another length, or of other papers."""
    mine = to.values.get("materials")
    other = _names(value)
    listed = re.search("材料|material", key, re.IGNORECASE) and key != "materials"
    told = any(one.slip == "lists_differ" for one in to.record.notes)
    if not (listed and other and isinstance(mine, list)) or told:
        return
    names = _names(mine)
    here, there = _alone(names, other), _alone(other, names)
    if len(other) != len(mine) or (here and there):
        to.slip("lists_differ", "materials", one=_told(mine, here), other=_told(other, there))


def _told(listed: list[Any], alone: str) -> str:
    return f"{len(listed)} 份" + (f"（有“{alone[:20]}”）" if alone else "")


def _alone(names: list[str], others: list[str]) -> str:
    """The first name that has nothing in common with any of the others: no two characters that say something."""
    known = set().union(*map(_pairs, others))
    return next((name for name in names if (pairs := _pairs(name)) and not pairs & known), "")


def _pairs(name: str) -> set[str]:
    said = DRESS.sub(" ", name)
    return {said[at : at + 2] for at in range(len(said) - 1) if " " not in said[at : at + 2]}


def _same_name(to: Builder, key: str, value: list[Any]) -> None:
    own = to.values.get("name")
    count = sum(name == own for name in _names(value)) if own and meant(key) is None else 0
    if count:
        to.slip("same_name_entries", "name", count=count)
