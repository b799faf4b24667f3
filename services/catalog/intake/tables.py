"""The columns of the exchange tables and the elements they mean."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from services.catalog.intake import limits, words
from services.catalog.intake.builder import UNREADABLE, Builder
from services.catalog.intake.bytype import SHORT
from services.catalog.intake.leftovers import held_texts, remainder
from shared.elements import ELEMENTS, Kind
from shared.elements.model import Field

KEYS = ("task_code", "rowguid", "row_guid", "task_guid", "task_handle_item")
"""What joins the tables. A leading = in COLUMNS marks a code, which is no element."""
CODES = {"task_code": "=code", "catalog_code": "=basic_code", "task_handle_item": "=handling_code", "dept_code": "=credit_code"}  # fmt: skip
BASIC = {"material": "materials", "fee_project": "fees", "questions": "faqs", "process_link": "steps"}
ALONE: Mapping[str, tuple[str, ...]] = {
    "basic": (
        "anticipate_type", "anticipate_explain", "promise_type", "promise_explain", "result_type", "task_state",
        "task_version", "cd_operation", "cd_time", "cd_batch", "data_source", "extend_field",
    ),
    "process_link": ("handle_type", "is_special"),
}  # fmt: skip
"""Columns that are no element by themselves: they belong to another, or to the exchange."""


def _of(fields: Iterable[Field], part: str) -> dict[str, str]:
    """Which element or column each column of theirs is, as the definitions say it."""
    return {name: one.key for one in fields for name in one.exchange} | dict.fromkeys(ALONE.get(part, ()), "")


COLUMNS: Mapping[str, str] = CODES | _of(ELEMENTS.values(), "basic")
CHILDREN: Mapping[str, Mapping[str, str]] = {"extend": {}} | {
    part: _of(ELEMENTS[table].columns, part) for part, table in BASIC.items()
}
BESIDE = {"anticipate_type": "legal_limit", "anticipate_explain": "legal_limit", "promise_type": "promised_limit",
          "promise_explain": "promised_limit", "result_type": "results"}  # fmt: skip
"""Columns that are read together with that of an element."""
CODED = {"anticipate_type", "promise_type", "result_type"}
NO_ELEMENT = {"result_guid", "collect_type", "is_permit_reduce"}
"""Columns of the standard that say something of the item for which there is no element: they are left over."""
OF_EXCHANGE = {*KEYS, "order_num", "task_state", "task_version", "cd_operation", "cd_time", "cd_batch", "data_source"}
"""What a row says of the exchange, not of the item."""
PLACED: Mapping[str, frozenset[str]] = {
    part: frozenset({name for name, ours in columns.items() if ours} | OF_EXCHANGE | beside)
    for part, columns, beside in (
        ("basic", COLUMNS, set(BESIDE)), *((part, CHILDREN[part], {"handle_type"}) for part in BASIC)
    )
}  # fmt: skip
"""The columns that are read, table by table."""
KNOWN = frozenset((*OF_EXCHANGE, *NO_ELEMENT, *COLUMNS, *(name for columns in CHILDREN.values() for name in columns)))
"""Every name that the standard gives to a column, whichever its table."""


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


_BARE = {_bare(name): name for name in sorted(KNOWN)}
LONG = 60
"""No name of a column is longer."""


def canonical(name: str) -> str:
    """The standard's name of a column, whatever its letters and the signs between its words: taskName is task_name."""
    small = name.lower()
    return small if small in KNOWN or len(small) > LONG else _otherwise(small)


@lru_cache(2048)
def _otherwise(small: str) -> str:
    return _BARE.get(_bare(small), small)


FIRST = (
    ("material", "material_name"),
    ("fee_project", "fee_name"),
    ("questions", "question"),
    ("process_link", "link_name"),
)
"""By which column a table beside the items is known."""


def child_of(names: Collection[str]) -> str | None:
    """Which table beside the items has these columns."""
    return next((part for part, name in FIRST if name in names), None)


EXACT = {Kind.CHOICE, Kind.CHOICES, Kind.BOOLEAN, Kind.INTEGER, Kind.LIMIT, Kind.DATE}
"""What is held although its words are others."""
LIMIT_UNITS = {"1": "工作日", "2": "自然日", "3": "月", "4": "年", "5": "小时", "6": "无期限"}
"""What anticipate_type and promise_type say; only 1 means the same everywhere (domain.md 3.12)."""
USUAL, ENDLESS = "工作日", "无期限"


def unit_of(said: str) -> str | None:
    """The unit that a code or a word means: empty where nothing is said, None where it is none of them."""
    known = {"", ENDLESS, *limits.UNITS}
    unit = LIMIT_UNITS.get(said.lstrip("0"), said.removeprefix("个"))
    return unit if unit in known else None


def limit(to: Builder, said: object, path: str, kind: object) -> dict[str, Any] | None:
    """A limit by its own words, or a number in the unit that the column beside it says; never in one that is not known."""
    words_, unit = to.text(said, path), unit_of(to.short(kind, path))
    own = limits.limit(words_) if len(words_) <= SHORT else UNREADABLE
    if unit is None:
        to.slip("limit_unit_unknown", path, value=kind)
    elif unit == ENDLESS and words_ in ("", "0"):
        return to.limit(ENDLESS, path)
    elif unit == "" and own.limit is None and words_:
        to.slip("limit_unit_missing", path, value=words_, unit=USUAL)
    elif (unit == ENDLESS and words_) or (own.numbered and unit and limits.UNITS[unit] != own.unit):
        to.slip("limit_contradicts", path, value=words_, other=unit)
    if own.limit is None and unit in (None, ENDLESS):
        return None
    return to.limit(words_, path, unit or USUAL)


def child_row(to: Builder, part: str, raw: Mapping[str, Any], place: int) -> dict[str, Any]:
    """One row of a table of ours from one row of theirs."""
    table = BASIC[part]
    columns = {column.key: column for column in ELEMENTS[table].columns}
    made: dict[str, Any] = {}
    for theirs, ours in CHILDREN[part].items():
        path = f"{table}[{place}].{ours}"
        said = to.text(raw.get(theirs), path) if ours else ""
        if not said or said.lower() == "null":
            continue
        column = columns[ours]
        match column.type:
            case Kind.CHOICE:
                made[ours] = words.code(column, said)
                if made[ours] is None:
                    to.slip("unknown_label", path, value=said)
            case Kind.INTEGER:
                made[ours] = to.copies(said, path)
            case Kind.BOOLEAN:
                made[ours] = words.yes_or_no(said)
            case Kind.LIMIT:
                made[ours] = limit(to, said, path, raw.get(theirs.replace("day", "type")))
            case _:
                made[ours] = to.cut(said, column.max, path)
    return made


def child_left(part: str, raw: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row of theirs is not in the row of ours that was made of it."""
    columns = {column.key: column for column in ELEMENTS[BASIC[part]].columns}

    def held(theirs: str, said: Any) -> bool:
        ours = "limit" if theirs == "handle_type" else CHILDREN[part].get(theirs, "")
        if theirs == "task_code" or made.get(ours) is None:
            return theirs == "task_code"
        exact = columns[ours].type in EXACT or said == made[ours]
        return exact or remainder(said, held_texts(made[ours])) is None

    return {name: said for name, said in raw.items() if said not in (None, "") and not held(name, said)}
