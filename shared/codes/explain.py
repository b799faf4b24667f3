"""What a code is, what its parts say, and the first thing wrong with it."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict

from shared.codes import credit, divisions, items, tables
from shared.codes.fault import Fault, FaultDict, first_non_digit
from shared.codes.spelling import read

Parts = dict[str, object]


class Explanation(TypedDict):
    kind: str
    valid: bool
    parts: Parts
    fault: FaultDict | None


def explain(code: str, kind: str | None = None) -> Explanation:
    """Kind, parts and fault of any code; the kind is told from the shape unless it is given."""
    spelling = read(code)
    given, kind = kind, kind or recognise(spelling.text)
    check, describe = _KINDS[kind]
    grave = check(spelling.text)
    if grave and grave.cause == "wrong_length" and not given:
        grave = _taken_for(kind, grave)
    fault = spelling.placed(grave) if grave else spelling.fault
    parts = describe(spelling.text)
    if spelling.fault:
        parts["normalised"] = spelling.text
    return {
        "kind": kind,
        "valid": fault is None,
        "parts": parts,
        "fault": fault.as_dict() if fault else None,
    }


def recognise(text: str) -> str:
    """The kind a canonical text is meant to be; the nearest one where the length is wrong."""
    if text[:2] in tables.legacy_types() or "-" in text:
        return "legacy"
    for lengths, kind in _LENGTHS:
        if len(text) in lengths:
            return kind
    return _nearest(text)


def _taken_for(kind: str, fault: Fault) -> Fault:
    """A length that no kind has: the fault says what the code was taken for."""
    zh, en = _NAMES[kind]
    return replace(fault, words=f"看作{zh}，{fault.words}", words_en=f"taken for {en}: {fault.words_en}")


def _nearest(text: str) -> str:
    """The kind nearest in length; fewer than nine digits are a division, letters first the older scheme.

    A long text that opens with a sound credit code is a damaged item code, not an old form.
    """
    if text and len(text) < _LEAST_BASIC and text.isdecimal():
        return "region"
    if text and len(text) < _LEAST_BASIC and text.isalpha():
        return "legacy"
    nearest = next(kind for lengths, kind in _DAMAGED if len(text) in lengths)
    if nearest == "legacy" and len(text) in _MAYBE_DAMAGED and credit.check(text[:18]) is None:
        return "implementation" if len(text) < items.IMPLEMENTATION else "handling"
    return nearest


_LENGTHS = (
    ((6, 9), "region"),
    ((10,), "legacy"),
    ((12,), "basic"),
    ((14, 33), "handling"),
    ((18,), "credit"),
    ((31,), "implementation"),
)
_DAMAGED = (
    (range(15), "basic"),
    (range(15, 24), "credit"),
    ((30, 32), "implementation"),
    ((34,), "handling"),
    (range(24, sys.maxsize), "legacy"),
)
_MAYBE_DAMAGED = range(24, 36)
_LEAST_BASIC = 9
_NAMES = {
    "basic": ("基本编码", "a basic code"),
    "implementation": ("实施编码", "an implementation code"),
    "handling": ("业务办理项编码", "a handling code"),
    "legacy": ("旧编码", "a code of the older scheme"),
    "credit": ("统一社会信用代码", "a credit code"),
    "region": ("行政区划代码", "a division code"),
}


def _credit_parts(text: str) -> Parts:
    region = divisions.division(text[2:8])
    return {
        "registrar": text[:1],
        "category": text[1:2],
        "region": text[2:8],
        "region_name": region.full_name if region else None,
        "organisation_code": text[8:17],
        "check_character": text[17:18],
    }


def _basic_parts(text: str) -> Parts:
    owner = divisions.division(f"{text[:2]}0000")
    name = "国家" if text[:2] == "00" else owner and owner.name
    parts: Parts = {**items.basic_parts(text), "owner_name": name}
    place = divisions.division(text[:6]) if text[2:6] != "0000" else None
    return {**parts, "may_be_division": place.full_name} if place else parts


def _implementation_parts(text: str) -> Parts:
    parts = items.implementation_parts(text)
    return {
        **parts,
        "credit": _credit_parts(text[:18]),
        "basic": _basic_parts(text[19:31]),
    }


def _handling_parts(text: str) -> Parts:
    parts = items.handling_parts(text)
    if len(text) == items.HANDLING_SHORT:
        return {**parts, "basic": _basic_parts(text[:12])}
    return {**parts, **_implementation_parts(text[:31])}


def _region_parts(text: str) -> Parts:
    found = divisions.division(text)
    digits = first_non_digit(text, 0, len(text)) is None
    parts: Parts = {
        "level": divisions.level_of(text) if digits and len(text) in (6, 9, 12) else None,
        "name": found and found.name,
        "full_name": found and found.full_name,
        "valid_from": found and found.valid_from,
        "valid_to": found and found.valid_to,
    }
    heir = divisions.successor(text[:6]) if found and found.ended else None
    return {**parts, "successor": heir and heir.code}


def _region_fault(text: str) -> Fault | None:
    return divisions.fault(text)


_KINDS: dict[str, tuple[Callable[[str], Fault | None], Callable[[str], Parts]]] = {
    "basic": (items.basic_fault, _basic_parts),
    "implementation": (items.implementation_fault, _implementation_parts),
    "handling": (items.handling_fault, _handling_parts),
    "legacy": (items.legacy_fault, items.legacy_parts),
    "credit": (credit.check, _credit_parts),
    "region": (_region_fault, _region_parts),
}
