"""A flow written in one string, taken apart where its separators are clear."""

import re
from functools import lru_cache

ARROW = re.compile(r"(?<!\s)\s*(?:[-－—–=]+[>＞》]|[→⇒➔➜➝↓⟶▶►])\s*")
DASH = re.compile(r"(?<!\s)\s*[-－—–―~～>＞/]+\s*")
COMMA = re.compile(r"(?<!\s)\s*[、,，;；+＋]\s*")
STEP = re.compile(
    r"申请|申报|提交|接件|收件|受理|审|核准|批准|决定|签发|会签|盖章|办结|送达|公示|公告|归档|发证|制证|颁证|领取|领证|发放|评议|论证|听证|勘|核查|核对|告知|上报|缴费|备案|登记"
)
NUMBER = re.compile(
    r"(?<!\s)\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|(?<!\d)\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*"
)
ENDS = " \t\n;；,，。、"
CLEAR, LONGEST = 3, 12


@lru_cache(8192)
def steps_in(text: str) -> tuple[str, ...]:
    """The steps that a text strings together; the text alone where it is one step.

    An arrow is clear by itself. A dash, a comma or a number is, where it parts three or more short words that are each a step.
    """
    if NUMBER.match(text):
        parts = tuple(part for one in NUMBER.split(text) if (part := one.strip(ENDS)))
        if _each_a_step(parts):
            return parts
    for mark in (ARROW, DASH, COMMA):
        parts = tuple(part for part in mark.split(text.strip()) if part)
        if len(parts) > 1 and (mark is ARROW or _each_a_step(parts)):
            return parts
    return (text,)


def _each_a_step(parts: tuple[str, ...]) -> bool:
    return len(parts) >= CLEAR and all(len(part) <= LONGEST and STEP.search(part) for part in parts)
