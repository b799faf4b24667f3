"""What a number in words is. A range, a bound, a choice or an estimate is none: whoever wrote it says which."""

import re
import unicodedata

from services.catalog.intake.words import NUMERAL
from shared.numerals import number

UNIT, LONGEST = r"(?:次|趟|份|个|项|天|日|个?(?:工作日|自然日))", 500
AT_MOST_ONCE = r"最多跑(?=\s*[一1]\s*次)"
"""The slogan of the reform, which says one visit; any other bound is no number."""
COUNT = re.compile(
    rf"(?:[^\d=：:]*[=：:]|{AT_MOST_ONCE}|共?[只仅]?需?要?(?:到办事现场|到?现场|到场|跑|来|去)?)\s*({NUMERAL})(?:\.0+)?\s*{UNIT}?\s*(?:[（(][^（()）]*[）)])?[。.;；]?"
)
SPOKEN = re.compile(r"[一二两三四五六七八九][一二两三四五六七八九〇零]")
"""Two digits without a ten between them: 一两次 is a range, and 二〇 a year's."""
BOUND = re.compile(r"至少|最少|至多|最多(?!跑)|大约|不少于|不超过|以上|以下|左右")
REMARK = re.compile(r"[（(].*[\d一二两三四五六七八九十].*[）)]", re.DOTALL)
PIECES = "[份张套]"
SIGN = r"(?:[-~～—–－至到或/]|或者)"
UNSURE = re.compile(
    rf"{NUMERAL}\s*{PIECES}?\s*(?:原件|复印件)?\s*{SIGN}\s*(?:原件|复印件|正本|副本)?\s*{NUMERAL}\s*{PIECES}"
    rf"|(?:约|大约|大概|至少|最少|不少于|不低于|至多|最多|不超过|不多于|几|若干)\s*(?:{NUMERAL})?\s*{PIECES}"
    rf"|{NUMERAL}\s*{PIECES}?\s*(?:及?以上|及?以下|以内|左右|余|多|几)\s*{PIECES}?"
    rf"|[一二两三四五六七八九]{{2}}\s*{PIECES}"
)
"""Copies that are said as a range, a bound, a choice or an estimate."""
KIND = re.compile("原件|复印件|影印件|正本|副本")
KINDS = rf"(?:{KIND.pattern})(?:\s*[、,和及与]?\s*(?:{KIND.pattern}))*"
MENTION = re.compile(
    rf"(?:(?P<kinds>{KINDS})\s*)?(?P<each>各)?\s*[:：]?\s*(?:一式)?\s*(?P<number>{NUMERAL})\s*{PIECES}(?(kinds)|(?:\s*(?P<after>{KINDS}))?)"
)
ASIDE = re.compile(r"\([^()\d一二两三四五六七八九十]*\)")
AMOUNT = re.compile(r"(?:original_amount|copy_amount)=(\d{1,4})")
BARE = re.compile(r"(?:\w+=)?(\d{1,4})(?:\.0+)?")


def count(text: str) -> int | None:
    """The one number that a text says, with what it counts: 1次, 到办事现场次数：1, 5个工作日, limit_scene_num=0."""
    said = unicodedata.normalize("NFKC", text).strip()
    if len(said) > LONGEST or any(one.search(said) for one in (SPOKEN, BOUND, REMARK)):
        return None
    found = COUNT.fullmatch(said)
    return number(found[1]) if found else None


def copies(text: str) -> int | None:
    """How many in all: 一式三份, 原件1份，复印件0份, 1份原件，2份复印件, 2份，原件和复印件各1份, page_num=1.

    A number of all must agree with those of its kinds; 各 says how many of each of the kinds before it.
    """
    said = ASIDE.sub("", unicodedata.normalize("NFKC", text)).strip()
    if len(said) > LONGEST or UNSURE.search(said):
        return None
    if amounts := AMOUNT.findall(said):
        return sum(map(int, amounts))
    told = list(MENTION.finditer(said))
    if not told:
        bare = BARE.fullmatch(said)
        return int(bare[1]) if bare else None
    whole = [one for one in told if not (one["kinds"] or one["after"])]
    parts = [_of_kinds(one) for one in told if one not in whole]
    found = None if None in parts else sum(filter(None, parts))
    if not whole:
        return found
    said_of_all = whole == told[:1] or said[: whole[0].start()].endswith("共")
    agree = len(told) == 1 or (len(whole) == 1 and said_of_all and number(whole[0]["number"]) == found)
    return number(whole[0]["number"]) if agree else None


def _of_kinds(told: re.Match[str]) -> int | None:
    """The copies of one kind, or of each of several; None where it is not said of how many."""
    kinds = len(KIND.findall(told["kinds"] or told["after"]))
    if (kinds > 1) is not bool(told["each"]):
        return None
    return number(told["number"]) * kinds
