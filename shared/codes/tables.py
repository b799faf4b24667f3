"""The small code tables that stand beside this file as data: item types, departments, levels."""

import csv
from functools import cache
from importlib.resources import files

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one data file, in its order."""
    text = files("shared.codes").joinpath("data", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def table(name: str) -> dict[str, Row]:
    return {row["code"]: row for row in rows(name)}


def label(name: str, code: str) -> str | None:
    """The Chinese label of a code, or None where the table does not know it."""
    row = table(name).get(code)
    return row["label"] if row else None


@cache
def legacy_types() -> dict[str, str]:
    """The two letters of the older scheme, each with its two digits of the present one."""
    return {r["legacy_letters"]: r["code"] for r in rows("item_types") if r["legacy_letters"]}
