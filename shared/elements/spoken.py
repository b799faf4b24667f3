"""What a text surely says: nothing at all, or how much it asks or gives: 无, 复印件, 有效期三年. The rest is not guessed."""

import re
import unicodedata
from math import inf

from shared.numerals import number

NOTHING = re.compile(r"(?:无|没有|暂无|不涉及|不适用|无要求|无特殊要求|无禁止性要求)[。.；;]?")
FILLER = re.compile(
    r"(?:无|没有|[暂尚]无|暂缺|不详|未知|不明|(?:暂?未|不)(?:公[开布]|提供)|不涉及|不适用|略|空|同上|(?i:n/?a|null|none|nil)|[\W_0]+)[。.；;]?"
)
FILLED = 40
"""Longer than these is no filler."""
EITHER = re.compile(r"原件或者?复[印制]件|复[印制]件或者?原件")
SPARED = re.compile(r"(?:无需|不需|不需要|不用|不收|不验|免交|免于提交|免)原件")
FOR_GOOD = re.compile(r"长期|永久|无固定期限|无期限限制")
SPAN = re.compile(r"(\d+|[〇零一二两三四五六七八九十百]+)\s*个?(年|月|日|天)")
IN_DAYS = {"年": 365, "月": 30, "日": 1, "天": 1}
A_YEAR_AND_NO_DATE = 100


def says_nothing(text: str) -> bool:
    """Whether a text says that there is nothing: 无。"""
    return bool(NOTHING.fullmatch(_plain(text)))


def is_filler(text: str) -> bool:
    """Whether a text only fills its place: 无, 不详, N/A, a dash. A name, a number or an address it is not."""
    return len(text) <= FILLED and bool(FILLER.fullmatch(_plain(text)))


def harder(old: str, new: str) -> int:
    """1 where an original is asked in the place of a copy, -1 for the reverse, 0 where a text does not say which."""
    return _turn(_original(old), _original(new))


def briefer(old: str, new: str) -> int:
    """1 where something holds for a shorter time than before, -1 for a longer one, 0 where a text names no one span."""
    return -_turn(_span(old), _span(new))


def _turn(before: float | None, after: float | None) -> int:
    return 0 if before is None or after is None else (after > before) - (after < before)


def _original(text: str) -> int | None:
    said = _plain(text)
    if SPARED.search(said):
        return None
    if "原件" in said and not EITHER.search(said):
        return 1
    return 0 if re.search("复[印制]件", said) else None


def _span(text: str) -> float | None:
    said = _plain(text)
    found = SPAN.findall(said)
    if FOR_GOOD.search(said):
        return None if found else inf
    if len(found) != 1:
        return None
    ((figure, unit),) = found
    many = int(figure) if figure.isascii() else number(figure)
    return None if unit == "年" and many >= A_YEAR_AND_NO_DATE else many * IN_DAYS[unit]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
