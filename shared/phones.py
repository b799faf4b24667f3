"""Telephone numbers as guides write them: with labels, notes, extensions, several behind each other."""

import re
import unicodedata

DASHES = re.compile(r"\s*[-‐‑‒–—―－−─_~]+\s*")
EXTENSION = re.compile(r"\s*(?:[转轉]|分机号?|内线|[Ee]xt\.?)\s*[:]?\s*(?=\d)")
NOTE = re.compile(r"\((?!\+?\d{2,4}\))[^()]*\)|【[^】]*】|\[[^\]]*\]")
"""In brackets; those around an area code are none."""
CLOCK = re.compile(
    r"邮政?编码?:?\s*\d{6}|(?<!\d)\d{1,2}[.、](?=\D)|\d{1,2}[:.]\d{2}(?:-\d{1,2}[:.]\d{2})?|(?<!\d)(?<!\d-)\d{1,4}(?:-\d{1,4})?(?=\s*(?:[小个]?时|[号楼层室栋座路街年月日天部位个线机]|窗口|工作日))|[A-Z]?\d{1,3}(?=[窗柜])|第\d+"
)
"""Hours, floors, windows, days, the code of the post, numbers of a list."""
WORDS = re.compile(r"[^\d()+\- ]+")
CODED = re.compile(
    r"(?:\(?(?:00|\+)?86\)?-?)?\(?0\d{2,3}\)?-?\d{7,8}(?:-\d{1,6}){0,3}|\(?(?:00|\+)?86\)?-?\(?[1-9]\d{1,2}\)?-?\d{7,8}(?:-\d{1,6})?"
)
HOTLINE = re.compile(r"(?:\(?0\d{2,3}\)?-?)?(?:1\d{2,4}|9\d{4})(?:-\d{1,4}){0,2}")
FREE = re.compile(r"[48]00(?:-?\d){7}(?:-\d{1,6})?")
MOBILE = re.compile(r"(?:(?:00|\+)?86-?)?1[3-9]\d-?\d{4}-?\d{4}")
BRACKETED = re.compile(r"^\((0\d{2,3})\)-?")
REST = re.compile(r"\d{1,8}(?:-\d{1,6})?")
"""A number behind one with an area code: 0467-5581001、5581002."""


def phones(said: str) -> list[str] | None:
    """The numbers of a text, area code first; None where something in it is no number that can be dialled from elsewhere."""
    text = DASHES.sub("-", unicodedata.normalize("NFKC", said))
    text = CLOCK.sub(";", NOTE.sub(";", EXTENSION.sub("-", text)))
    found: list[str] = []
    coded = False
    for part in WORDS.sub(";", text).split(";"):
        for one in _numbers(part.strip(" -")):
            if CODED.fullmatch(one):
                coded = True
            elif not any(shape.fullmatch(one) for shape in (HOTLINE, FREE, MOBILE)) and not (
                coded and REST.fullmatch(one)
            ):
                return None
            found.append(BRACKETED.sub(r"\1-", one))
    return found or None


def _numbers(part: str) -> list[str]:
    """The numbers between two words: one with blanks in it, or several with blanks between."""
    whole = re.sub(r"\s+", "", part)
    if not whole or any(shape.fullmatch(whole) for shape in (CODED, HOTLINE, FREE, MOBILE)):
        return [whole] if whole else []
    return part.split()
