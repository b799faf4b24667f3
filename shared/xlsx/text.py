"""Small repairs of typed text: full-width signs, escapes of the file format, dates in Chinese numerals."""

import re
from contextlib import suppress
from datetime import date

WIDE = str.maketrans(
    {
        code: code - 0xFEE0
        for code in (
            *range(0xFF10, 0xFF1A),
            *range(0xFF21, 0xFF3B),
            *range(0xFF41, 0xFF5B),
        )
    }
)
SURROGATES = range(0xD800, 0xE000)
_WIDE_SIGN = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_SPECIAL = re.compile(f"{_WIDE_SIGN.pattern}|年")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGIT = {
    sign: number
    for number, signs in enumerate(("〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_DATE = re.compile("([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]")


def is_plain(text: str) -> bool:
    """True where neither full-width signs nor a date can be in it."""
    return text.isascii() or _SPECIAL.search(text) is None


def half_width(text: str) -> str:
    return text.translate(WIDE) if _WIDE_SIGN.search(text) else text


def unescape(text: str) -> str:
    """Undoes the format's _xHHHH_ escapes; lone surrogates stay escaped."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in SURROGATES else chr(code)


def chinese_date(text: str) -> date | None:
    """The date that a text such as 二〇一八年八月三十一日 means, if the whole text is one."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year = int("".join(str(_DIGIT[sign]) for sign in found[1]))
    with suppress(ValueError):
        return date(year, _number(found[2]), _number(found[3]))
    return None


def _number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_DIGIT.get(tens, 1) * 10 if ten else 0) + _DIGIT.get(ones, 0)
