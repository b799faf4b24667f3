"""Chinese numerals as laws and forms write them, both ways."""

import re

_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_SIGNS = "零一二三四五六七八九"
_COUNTED = range(1, 10_000)
_TENS = {"十": 10, "百": 100, "千": 1000}


def number(numeral: str) -> int:
    """二百一十三, 十, 一百零五 or 15; a sign that is no numeral counts as nothing."""
    if numeral.isdecimal():
        return int(numeral)
    total = digit = 0
    for sign in numeral:
        if sign in _TENS:
            total, digit = total + (digit or 1) * _TENS[sign], 0
        else:
            digit = _DIGITS.get(sign, 0)
    return total + digit


def numeral(value: int) -> str:
    """1 to 9999 as a law counts its articles: 十二, 一百零三, 一千二百六十; any other number in digits."""
    if value not in _COUNTED:
        return str(value)
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            text += ("零" if gap and text else "") + _SIGNS[digit] + name
        gap = digit == 0
    return re.sub("^一十", "十", text)
