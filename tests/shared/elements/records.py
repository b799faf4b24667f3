"""Records made from the definitions themselves: one that is full, and any number that are random but sound."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from shared.elements import ELEMENTS, TABLES, UNITS, Column, Element, Kind

Values = dict[str, Any]
FILE = {"name": "样表.pdf", "media_type": "application/pdf", "size": 10, "sha256": "0" * 64}
BASIS = {"kind": "establishing", "title": "中华人民共和国森林法", "article": 56, "insert": 0, "text": "第五十六条"}
PATTERNED = {
    "implementing_body_code": "11230300990000017L",
    "manager": "11230300990000017L",
    "town_code": "230321001",
    "village_code": "230321001001",
}
SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "文字",
    Kind.LONG_TEXT: "一行\n二行",
    Kind.TEXTS: ["甲", "乙"],
    Kind.INTEGER: 1,
    Kind.BOOLEAN: True,
    Kind.LIMIT: {"number": 20, "unit": "working_day", "note": "自受理之日起"},
    Kind.MONEY: "120.50",
    Kind.DATE: "2026-02-28",
    Kind.BASES: [BASIS],
    Kind.ATTACHMENT: FILE,
    Kind.ATTACHMENTS: [FILE],
    Kind.URL: "https://zwfw.example/item?id=1",
    Kind.PHONE: "0467-0000001",
    Kind.EMAIL: "window@hall.example",
}


def codes(field: Element | Column) -> list[str]:
    return list(TABLES[str(field.table)].schemes[str(field.scheme)].codes)


def sample(field: Element | Column) -> Any:
    if field.key in PATTERNED:
        return PATTERNED[field.key]
    if field.type is Kind.CHOICE:
        return "01" if field.key == "item_type" else codes(field)[0]
    if field.type is Kind.CHOICES:
        return codes(field)[:2]
    if isinstance(field, Element) and field.columns:
        return [{column.key: sample(column) for column in field.columns}]
    return SAMPLES[field.type]


def full() -> Values:
    """Every element that a permit can have."""
    return {key: sample(one) for key, one in ELEMENTS.items() if one.applies_to("01")}


LINES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufffe\uffff"))
LINE = LINES.map(lambda text: text[:40])
LIMITS = st.sampled_from(sorted(UNITS)).flatmap(
    lambda unit: st.fixed_dictionaries(
        {"number": st.integers(0, 9_999) if UNITS[unit].numbered else st.none(), "unit": st.just(unit)},
    ),
)
PLAIN: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: LINE,
    Kind.LONG_TEXT: LINE,
    Kind.TEXTS: st.lists(LINE, max_size=3),
    Kind.BOOLEAN: st.booleans(),
    Kind.LIMIT: LIMITS,
    Kind.MONEY: st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02}"),
    Kind.DATE: st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(str),
}


def any_of(field: Element | Column) -> st.SearchStrategy[Any]:
    if isinstance(field, Element) and field.columns:
        row = st.fixed_dictionaries({}, optional={column.key: any_of(column) for column in field.columns})
        return st.lists(row, max_size=3)
    if field.type is Kind.CHOICE:
        return st.sampled_from(codes(field))
    if field.type is Kind.CHOICES:
        return st.lists(st.sampled_from(codes(field)), max_size=3, unique=True)
    if field.type is Kind.INTEGER:
        return st.integers(0, field.max)
    if field.key in PATTERNED or field.type not in PLAIN:
        return st.just(sample(field))
    return PLAIN[field.type]


def record_of(keys: list[str]) -> st.SearchStrategy[Values]:
    reason = st.just({"none": "本事项没有"})
    return st.fixed_dictionaries(
        {key: any_of(ELEMENTS[key]) | reason if ELEMENTS[key].none else any_of(ELEMENTS[key]) for key in keys},
    )


FREE = [key for key, one in ELEMENTS.items() if one.types is None]
RECORDS = st.lists(st.sampled_from(FREE), max_size=6, unique=True).flatmap(record_of)
