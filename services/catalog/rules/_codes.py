"""The codes of an item and what they say; each is taken apart once."""

from collections.abc import Iterator
from functools import lru_cache

from services.catalog.rules import Values
from services.catalog.rules._read import text
from shared.codes import credit, items
from shared.codes.explain import recognise
from shared.codes.fault import Fault

IMPLEMENTATION, HANDLING, CREDIT, BASIC = 31, 33, 18, 12
_LEGACY = Fault(None, "legacy", "是旧编码，待换发新编码", "an older code, until there is a new one", waivable=True)


@lru_cache(8192)
def _fault(kind: str, code: str) -> Fault | None:
    match kind:
        case "basic_code":
            return items.basic_fault(code)
        case "credit_code":
            return credit.check(code)
        case "handling_code":
            return items.handling_fault(code)
        case _ if len(code) in (HANDLING, 14) and not _is_legacy(code):
            return items.handling_fault(code)
        case _ if len(code) == BASIC and not _is_legacy(code):
            return items.basic_fault(code)
        case _:
            return _LEGACY if _is_legacy(code) else items.implementation_fault(code)


def _is_legacy(code: str) -> bool:
    """Whether it is an older code that can be read, or a handling item's under one."""
    return recognise(code) == "legacy" and any(items.legacy_fault(one) is None for one in (code, code[:-2]))


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
