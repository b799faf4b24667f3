"""Whether two texts say the same in other signs: blanks, width, marks at the end of a line, forms of brackets and quotes.

What may carry meaning is never taken for wording: signs between digits and letters, 、 and ， between words, a bracket
more or less, minus and dash, ratios, percentages, case, superscripts. In doubt two texts differ.
"""

import re
import unicodedata
from functools import lru_cache

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "～〜∼"), "~")
BRACKETS = dict.fromkeys(map(ord, "〔[【"), "(") | dict.fromkeys(map(ord, "〕]】"), ")")
QUOTES = dict.fromkeys(map(ord, "“”„‟「」『』"), '"') | dict.fromkeys(map(ord, "‘’"), "'")
POINTS = dict.fromkeys(map(ord, "•‧・"), "·") | {ord("｡"): "。", ord("､"): "、"}
SIGNS = DASHES | BRACKETS | QUOTES | POINTS
NUMERALS = "0-9〇零一二两三四五六七八九十百千万亿"
ENUMERATOR = r"\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)"
ENDS = "，、：；。！,;:!"
STEPS = [
    (r"(?<=[^\x00-\x7f]),|,(?=[^\x00-\x7f])", "，"),
    (r"(?<=[0-9])，(?=[0-9])", ","),
    # Marks and blanks before a new line, before (一), and at the end only end what is before them.
    (rf"(?:[{ENDS}]|(?<![0-9])\.)*\s*\n\s*", "\n"),
    (rf"[{ENDS}\s]*(?={ENUMERATOR})", "\n"),
    (rf"(?:[{ENDS}\s]|(?<![0-9A-Za-z)])\.)+$", ""),
    # A blank stays between two numerals or two Latin letters, and nowhere else.
    (rf"(?<=[{NUMERALS}])[^\S\n]+(?=[{NUMERALS}])", "\0"),
    (r"(?<=[0-9A-Za-z])[^\S\n]+(?=[0-9A-Za-z])", "\0"),
    (r"[^\S\n]+", ""),
    ("\0", " "),
    # 、 between two titles or quotations is left out by GB/T 15834; quotation marks themselves say nothing more.
    (r"》、?《", "》、《"),
    (r'(?<=[^\s0-9"])"、?"(?=[^\s0-9"])', '"、"'),
    (r'(?<![0-9"])"(?![0-9"])', ""),
    # A comma before the verb of a rule separates no two things.
    (r"(?<![不未非无])，(?=应当|必须|不得|不予|予以|可以)", ""),
    (r"-{2,}", "-"),
    (r"^\n+", ""),
]
COMPILED = [(re.compile(pattern), put) for pattern, put in STEPS]


def _narrow(char: str) -> str:
    """A letter, digit or sign of the other width as the usual one; nothing of what only controls the setting."""
    if char == "，":
        return char
    kind = unicodedata.category(char)
    if kind == "Cf" or char == "\u00ad":
        return ""
    if unicodedata.decomposition(char).startswith(("<wide>", "<narrow>", "<square>")):
        return unicodedata.normalize("NFKC", char)
    return char


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """A text without what only dresses it; two texts with the same words say the same."""
    narrow = "".join(map(_narrow, unicodedata.normalize("NFC", text))).translate(SIGNS)
    narrow, before = narrow.replace("\r\n", "\n").replace("\r", "\n").strip(), ""
    while narrow != before:
        before = narrow
        for pattern, put in COMPILED:
            narrow = pattern.sub(put, narrow)
    return narrow


def same_words(old: str, new: str) -> bool:
    """Whether a text changed in its dress only."""
    return words(old) == words(new)
