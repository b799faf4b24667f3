"""What a profile still asks for."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from shared.elements.load import elements, profiles, vocabulary
from shared.elements.model import Column, Element, Kind
from shared.elements.spoken import is_filler
from shared.elements.values import is_empty, is_none, is_unset


@lru_cache(512)
def required_by(profile: str, item_type: str | None = None) -> tuple[Element, ...]:
    """The elements that the profile asks of an item of this type, in the order of the definitions."""
    if profile not in profiles():
        raise KeyError(profile)
    begun = item_type in vocabulary()["unapplied"]["types"]
    asked = (one for one in elements().values() if profile in one.profiles and one.applies_to(item_type))
    return tuple(one for one in asked if not (begun and one.on_application))


@cache
def _required(key: str) -> tuple[Column, ...]:
    return tuple(column for column in elements()[key].columns if column.required)


def _row_is_short(key: str, row: Any) -> bool:
    if not isinstance(row, dict):
        return True
    return any(_is_unsaid(column, row.get(column.key)) for column in _required(key))


def _is_unsaid(column: Column, value: Any) -> bool:
    return is_unset(column, value) or (column.type is Kind.TEXT and isinstance(value, str) and is_filler(value))


def lacks(key: str, value: Any) -> bool:
    """Whether an element that is asked for is empty, or a table whose rows lack a required cell."""
    element = elements()[key]
    if is_unset(element, value) or (is_none(value) and not element.none):
        return True
    if isinstance(value, list) and element.columns:
        return any(_row_is_short(key, row) for row in value)
    return False


def answered(element: Element, values: Mapping[str, Any]) -> bool:
    """Whether other elements answer it: where nothing is charged there is no basis of fees, or each fee has its own."""
    return any(_answers(values, *told.partition(".")) for told in element.answered_by)


def _answers(values: Mapping[str, Any], key: str, _: str, column: str) -> bool:
    value = values.get(key)
    if not column:
        return value is False or (is_none(value) and not is_empty(value["none"]))
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(r, dict) and not is_empty(r.get(column)) for r in value)
    )


def missing(values: Mapping[str, Any], profile: str, item_type: str | None = None) -> list[str]:
    """The keys of the elements that are empty, or a table whose rows lack a required cell.

    A cell with a filler, 无 or a dash, is lacking. An explicit none, {"none": "reason"}, is an answer, save for what
    every item has (name, type, body …).
    """
    asked = (one for one in required_by(profile, item_type) if lacks(one.key, values.get(one.key)))
    return [one.key for one in asked if not answered(one, values)]
