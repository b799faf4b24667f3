"""The tables that codes are made of: departments and divisions beside this file, types and levels as the elements have them."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from shared.elements import TABLES, Code

Row = dict[str, str]
NATIONAL, LETTERS = "gb39046", "letters"


def rows(name: str) -> list[Row]:
    """The rows of one data file, in its order."""
    text = files("shared.codes").joinpath("data", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _departments() -> dict[str, str]:
    return {row["code"]: row["label"] for row in rows("departments")}


def department(code: str) -> str | None:
    """The Chinese label of a department, or None where nobody knows it."""
    return _departments().get(code)


def item_type(code: str) -> Code | None:
    """A 事项类型 of the national scheme."""
    return TABLES["item_type"].code(NATIONAL, code)


def level(code: str) -> Code | None:
    """A 行使层级 of the national scheme."""
    return TABLES["exercise_level"].code(NATIONAL, code)


def legacy_types() -> Mapping[str, str]:
    """The two letters of the older scheme, each with its two digits of the present one."""
    return TABLES["item_type"].mappings[LETTERS, NATIONAL]
