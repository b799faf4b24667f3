"""The codes of an item and what they say; each is taken apart once."""

from collections.abc import Iterator
from functools import lru_cache

from services.catalog.rules import Values
from services.catalog.rules._read import text
from shared.codes import credit, items
from shared.codes.fault import Fault

IMPLEMENTATION, HANDLING, CREDIT, BASIC = 31, 33, 18, 12


@lru_cache(8192)
def _fault(kind: str, code: str) -> Fault | None:
    match kind:
        case "basic_code":
            return items.basic_fault(code)
        case "credit_code":
            return credit.check(code)
        case "handling_code":
            return items.handling_fault(code)
        case _ if len(code) in (HANDLING, 14):
            return items.handling_fault(code)
        case _ if len(code) == BASIC:
            return items.basic_fault(code)
        case _:
            return items.implementation_fault(code)


def faults(item: Values) -> Iterator[tuple[str, str, Fault]]:
    """Each code that is wrong, with its key and its fault."""
    for key in ("basic_code", "code", "handling_code", "credit_code"):
        code = text(item, key)
        if code and (fault := _fault(key, code)):
            yield key, code, fault


def whole(item: Values) -> str:
    """The implementation code, if the item has one of the right length."""
    code = text(item, "code")
    return code[:IMPLEMENTATION] if len(code) in (IMPLEMENTATION, HANDLING) else ""


def basic(item: Values) -> str:
    """The basic code, its own or within the implementation code."""
    own = text(item, "basic_code")
    return own if len(own) == BASIC else whole(item)[CREDIT + 1 :]
