"""Says what is wrong with the values of a record: strictly, in bounded time, and without ever raising."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from typing import Any

from shared.elements.checks import Check, check_of, or_none
from shared.elements.load import elements
from shared.elements.report import Fault, Full, Report, printable
from shared.elements.spoken import is_filler
from shared.elements.values import is_empty, is_none


@cache
def _checks() -> Mapping[str, Check]:
    return {key: or_none(element, check_of(element)) for key, element in elements().items()}


def _check_type(values: Mapping[str, Any], report: Report) -> None:
    item_type = values.get("item_type")
    if type(item_type) is not str or not item_type or values.keys().isdisjoint(_foreign(item_type)):
        return
    for key in foreign(values, item_type):
        if not _says_not_so(values[key]):
            report.add(key, "not_for_type")


def _says_not_so(value: object) -> bool:
    """Whether an answer only says that there is nothing: a sheet of all types has its columns for each of them."""
    return value is False or is_none(value) or (isinstance(value, str) and is_filler(value))


def foreign(values: Mapping[str, Any], item_type: str) -> list[str]:
    """The elements of which something is said and which items of this type do not have."""
    return [key for key in _foreign(item_type) if not is_empty(values.get(key))]


def suiting(values: Mapping[str, Any], item_type: str) -> dict[str, Any]:
    """The values without what items of this type do not have."""
    return {key: value for key, value in values.items() if key not in _foreign(item_type)}


@lru_cache(64)
def _foreign(item_type: str) -> tuple[str, ...]:
    """The elements that items of this type do not have; none where no type is said."""
    typed = ((key, element.types) for key, element in elements().items() if element.types and item_type)
    return tuple(key for key, types in typed if item_type not in types)


def _check_whole(values: Mapping[str, Any], report: Report) -> None:
    for key, element in elements().items():
        if not element.none and "national" in element.profiles and is_empty(values.get(key)):
            report.add(key, "required")


def _check_value(key: Any, value: Any, report: Report) -> None:
    check = _checks().get(key) if type(key) is str else None
    if check is None:
        report.add(printable(key), "unknown_element", found=printable(key))
    elif value is not None:
        if report.on and not elements()[key].force.on(report.on):
            report.add(key, "element_not_current")
        check(value, report, key)


def _check(values: Mapping[str, Any], report: Report) -> None:
    for key, value in values.items():
        _check_value(key, value, report)
    _check_type(values, report)
    if not report.partial:
        _check_whole(values, report)


def _reported(check: Callable[[Report], None], *, partial: bool = True, on: date | None = None) -> list[Fault]:
    report = Report(partial, on)
    with suppress(Full):
        check(report)
    return report.faults()


def value_faults(key: Any, value: Any) -> list[Fault]:
    """What is wrong with one element by itself, what its rows lack too."""
    report = Report(partial=False, on=None)
    with suppress(Full):
        _check_value(key, value, report)
    return report.faults() if report.found else []


def type_faults(values: Mapping[str, Any]) -> list[Fault]:
    """The elements that an item of this type does not have."""
    report = Report(partial=True, on=None)
    with suppress(Full):
        _check_type(values, report)
    return report.faults()


def faults(values: object, *, partial: bool = True, on: date | None = None) -> list[Fault]:
    """What is wrong with {element key: value}; an empty list where nothing is. At most 200 and a last one saying so.

    A null clears an element. With partial=False the required cells of rows, and what every item has (name, type,
    level, body, basis), must be there. With a day in `on`, elements and codes must be in force on it.
    """
    if not isinstance(values, dict):
        return _reported(lambda report: report.add("", "not_an_object"))
    return _reported(lambda report: _check(values, report), partial=partial, on=on)
