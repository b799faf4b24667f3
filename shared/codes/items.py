"""Item codes: basic 12, implementation 31, handling 33 and 14, and the older opaque forms."""

import re
from collections.abc import Callable
from functools import lru_cache

from shared.codes import credit, divisions, tables
from shared.codes.divisions import NATION
from shared.codes.fault import BadCode, Fault, first_non_digit, wrong_length
from shared.codes.serials import Serials

BASIC, IMPLEMENTATION, HANDLING, HANDLING_SHORT, LEGACY_BASIC = 12, 31, 33, 14, 10
MAIN, WHOLE, DIVIDED = 9, "000", "00Y"
"""Of a basic code what names the main item, and the end of one without and of one with sub-items (domain.md 2.1)."""
GROUP = "00"  # 行政权力事项, the heading over types 01–10; no item has it
CORPS = "66"  # 新疆生产建设兵团 keeps a catalogue of its own, and is no division of GB/T 2260
_POWERS, _SERVICES = range(11, 20), range(21, 100)
_LEGACY_BASIC = re.compile(r"[A-Z]{2}\d{5}(\d{3}|00Y)")
_SICHUAN = re.compile(r"[0-9A-Z]{14}-(\d{12})-\d{3}-([0-9A-Z]{18})-\d-\d{2}")
_OPAQUE = re.compile(r"[0-9A-Z][0-9A-Z-]{22,49}")


@lru_cache(4096)
def basic_fault(text: str) -> Fault | None:
    if len(text) != BASIC:
        return wrong_length(len(text), BASIC)
    return (
        first_non_digit(text, 0, 9 if text[9:] == "00Y" else BASIC)
        or _owner_fault(text)
        or _type_fault(text)
        or _main_fault(text)
    )


def _owner_fault(text: str) -> Fault | None:
    """A basic catalogue is the nation's or a province's."""
    owner = text[:2]
    if owner in {NATION[:2], CORPS} or divisions.division(f"{owner}0000"):
        return None
    zh, en = f"起的目录所属区划“{owner}”不存在", f"no nation or province has the catalogue {owner!r}"
    return Fault(1, "owner_unknown", zh, en, waivable=True)


def _type_fault(text: str) -> Fault | None:
    if text[2:4] != GROUP:
        return None
    zh, en = "起的事项类型“00”是行政权力的总称，不是一类事项", "type 00 is the heading over the powers, no type of item"
    return Fault(3, "type_is_group", zh, en, waivable=True)


def _main_fault(text: str) -> Fault | None:
    if text[6:9] != "000":
        return None
    return Fault(
        7, "main_item_zero", "起为主项顺序号，从 001 起", "the main item's serial starts at 001", waivable=True
    )


def implementation_fault(text: str) -> Fault | None:
    if len(text) != IMPLEMENTATION:
        return wrong_length(len(text), IMPLEMENTATION)
    return first_fault(
        (0, text[:18], credit.check),
        (18, text[18], _level_fault),
        (19, text[19:], basic_fault),
    )


def handling_fault(text: str) -> Fault | None:
    """Both forms: the body's own of 33 characters and the catalogue's of 14."""
    if len(text) not in (HANDLING, HANDLING_SHORT):
        return wrong_length(len(text), HANDLING)
    item = basic_fault if len(text) == HANDLING_SHORT else implementation_fault
    return first_fault((0, text[:-2], item), (len(text) - 2, text[-2:], _serial_fault))


def legacy_fault(text: str) -> Fault | None:
    if _SICHUAN.fullmatch(text):
        return None
    if len(text) == LEGACY_BASIC:
        return _legacy_basic_fault(text)
    return None if _OPAQUE.fullmatch(text) else _unreadable(text)


def first_fault(
    *checks: tuple[int, str, Callable[[str], Fault | None]],
) -> Fault | None:
    """The gravest fault of the parts: what cannot be read comes before what can be waived."""
    found = [f.moved(at) for at, part, check in checks if (f := check(part))]
    return min(found, key=lambda f: f.waivable, default=None)


def implementation_code(credit_code: str, level: str | int, basic_code: str, *, waive: bool = False) -> str:
    """实施编码: the body's credit code, its exercising level and the basic code.

    With `waive`, a credit code whose check characters fail is taken as it stands.
    """
    return _built(f"{credit_code}{level}{basic_code}", implementation_fault, waive=waive)


def handling_code(item: str, serial: int, *, waive: bool = False) -> str:
    """业务办理项编码 from an implementation code (33) or a basic code (14) and its serial 1–99.

    With `waive`, an item's code whose check characters fail, or one of an older scheme, is taken as it stands.
    """
    code = item + Serials(2).format(serial)
    older = len(item) not in (BASIC, IMPLEMENTATION) and legacy_fault(item) is None
    return code if waive and older else _built(code, handling_fault, waive=waive)


def handling_of(item: str, told: str) -> str:
    """The code of a handling item as its body has it, 33 characters, also where it is told in the catalogue's form of 14."""
    short = len(item) == IMPLEMENTATION and len(told) == HANDLING_SHORT and told.startswith(item[-BASIC:])
    return item[:-BASIC] + told if short else told


def basic_parts(text: str) -> dict[str, object]:
    tail = text[9:12]
    return {
        "owner": text[:2],
        "type": text[2:4],
        "type_name": type_name(text[2:4]),
        "department": text[4:6],
        "department_name": tables.department(text[4:6]),
        "main_item": text[6:9],
        "sub_item": tail,
        "rank": {"000": "item", "00Y": "main_item"}.get(tail, "sub_item"),
    }


def implementation_parts(text: str) -> dict[str, object]:
    level = tables.level(text[18:19])
    return {
        "credit_code": text[:18],
        "level": text[18:19],
        "level_name": level.zh if level else None,
        "basic_code": text[19:31],
        "basic": basic_parts(text[19:31]),
    }


def handling_parts(text: str) -> dict[str, object]:
    if len(text) == HANDLING_SHORT:
        return {
            "basic_code": text[:12],
            "basic": basic_parts(text[:12]),
            "serial": text[12:],
        }
    return {
        "implementation_code": text[:31],
        **implementation_parts(text),
        "serial": text[31:],
    }


def legacy_parts(text: str) -> dict[str, object]:
    if found := _SICHUAN.fullmatch(text):
        return {
            "form": "sichuan",
            "region": found[1],
            "credit_code": found[2],
            "text": text,
        }
    if len(text) == LEGACY_BASIC:
        code = tables.legacy_types().get(text[:2])
        names = {"type": code, "type_name": code and type_name(code)}
        return {
            "form": "basic_10",
            **names,
            "main_item": text[2:7],
            "sub_item": text[7:],
        }
    return {"form": "opaque", "text": text}


def of_type(basic_code: str, item_type: str) -> bool:
    """Whether a basic code is of a type: 11–19 extend the other powers (10), 21–99 the public services (20)."""
    told = basic_code[2:4]
    number = int(told) if told.isdecimal() else 0
    return told == item_type or number in {"10": _POWERS, "20": _SERVICES}.get(item_type, ())


def type_name(code: str) -> str | None:
    """The label of an item type; the ranges kept free for extension are named by their parent."""
    number = int(code) if code.isdecimal() else 0
    if number in _POWERS:
        return "行政权力（扩展）"
    if number in _SERVICES:
        return "公共服务（扩展）"
    found = tables.item_type(code)
    return found.zh if found else None


def _built(text: str, check: Callable[[str], Fault | None], *, waive: bool) -> str:
    fault = check(text)
    if fault and not (waive and fault.waivable):
        raise BadCode(fault)
    return text


def _level_fault(text: str) -> Fault | None:
    if tables.level(text):
        return None
    zh, en = f"（行使层级）“{text}”不在 1–7 之内", f"level {text!r} is not one of 1–7"
    return Fault(1, "level_unknown", zh, en)


def _serial_fault(text: str) -> Fault | None:
    if text == "00":
        return Fault(1, "serial_zero", "起为办理项顺序号，从 01 起", "the serial starts at 01")
    if found := first_non_digit(text, 0, 2):
        zh, en = (
            f"起的办理项顺序号“{text}”是地方写法，应为 01–99",
            f"serial {text!r} is local, not 01–99",
        )
        return Fault(found.position, "serial_not_numeric", zh, en, waivable=True)
    return None


def _legacy_basic_fault(text: str) -> Fault | None:
    if not _LEGACY_BASIC.fullmatch(text):
        return _unreadable(text)
    if text[:2] in tables.legacy_types():
        return None
    zh, en = f"起的事项类别“{text[:2]}”不明", f"kind letters {text[:2]!r} are unknown"
    return Fault(1, "legacy_type_unknown", zh, en, waivable=True)


def _unreadable(text: str) -> Fault:
    zh, en = "不是任何一种事项编码的写法", "no known form of an item code"
    return Fault(None, "form_unknown", f"“{text[:40]}”{zh}", en)
