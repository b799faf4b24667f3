"""The bases that a text cites: lists and ranges of articles, paragraphs and items, one entry for each.

What follows a title and cannot be taken is told, so that no article is lost unseen.
"""

import re
from typing import Any, NamedTuple

from services.catalog.intake.words import NUMERAL
from shared.numerals import number

MOST, LONGEST = 60, 20_000
"""So many entries are taken of one text, and so much of it is read."""
TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,300})》\s*(?:[（(]([^）)]{0,100})[）)])?\s*")
CHAPTER = re.compile(rf"(?:的|之|中)?(?:第{NUMERAL}[编章节][^第《》。；;\n]{{0,30}})*(?=第)")
BLANKS = re.compile(r"\s{2,}")
AND, TO = r"(?:[、,，]|以?及|和|与|或者?)+", r"(?:至|到|[-~—–]+)"
ONE = rf"第?\s*[（(]?\s*{NUMERAL}\s*[）)]?"
SHORT = re.compile(
    rf"(?<![之零〇一二三四五六七八九十百千\d])((?:{ONE}\s*(?:{AND}|{TO})\s*){{1,{MOST}}})({ONE})\s*([条款项])"
)
BARE = re.compile(rf"第?\s*[（(]?\s*({NUMERAL})\s*[）)]?")
UNIT = re.compile(
    rf"第\s*(?P<article>{NUMERAL})\s*条(?:\s*之\s*(?P<insert>{NUMERAL}))?"
    rf"|第\s*(?P<paragraph>{NUMERAL})\s*款"
    rf"|第?\s*[（(]?\s*(?P<item>{NUMERAL})\s*[）)]?\s*项"
)
SIGN = re.compile(rf"\s*(?:(?P<to>{TO})|(?P<and>{AND}))?\s*")
LEFT = re.compile(rf"[^《》。；;：:\s]{{0,6}}?(第[（(]?{NUMERAL}[）)]?[条款项目])")
UNMARKED = re.compile(
    rf"(?:^|[；;\n、，,])\s*([\u4e00-\u9fff]{{2,30}}?(?:法|条例|规定|办法|细则)第{NUMERAL}条)[^：:。；;\n《]{{0,20}}(?=$|[；;\n。])"
)
GRADES = ("article", "insert", "paragraph", "item")
Place = tuple[int, ...]
"""Article, insert, paragraph and item; 0 where none is written."""


class Cited(NamedTuple):
    """The bases, and what looks like a place in a law and was not taken."""

    bases: list[dict[str, Any]]
    left: list[str]


def cited(text: str) -> Cited:
    """The bases that a text cites, one entry for each article, paragraph or item."""
    said = BLANKS.sub(lambda run: "\n" if "\n" in run[0] else " ", text[:LONGEST])
    titles = list(TITLE.finditer(said))
    ends = [*(hit.start() for hit in titles), len(said)][1:]
    found: list[dict[str, Any]] = []
    left = UNMARKED.findall(said)
    for hit, end in zip(titles, ends, strict=True):
        head: dict[str, Any] = {"kind": "establishing", "title": hit[1][:300]}
        head |= {"document_number": hit[2][:100]} if hit[2] else {}
        list_ = _List(SHORT.sub(_spelled_out, said[hit.end() : end]))
        found += [head | _named(one) for one in list_.places] or [head | {"article": None, "insert": 0}]
        left += list_.left
    return Cited(found[:MOST], left + [f"《{one['title']}》第{one['article']}条" for one in found[MOST : MOST + 1]])


def _named(place: Place) -> dict[str, int]:
    said = dict(zip(GRADES, place, strict=True))
    return {key: value for key, value in said.items() if value or key == "insert"}


def _spelled_out(hit: re.Match[str]) -> str:
    """第四、五条 → 第四条、第五条; 第（一）至（三）项 → each end with its sign."""
    return BARE.sub(lambda one: f"第{one[1]}{hit[3]}", hit[1] + hit[2])


class _List:
    """The places that a text lists from its beginning on."""

    def __init__(self, text: str) -> None:
        self.places: list[Place] = []
        self.left: list[str] = []
        chapter = CHAPTER.match(text)
        at = end = chapter.end() if chapter else 0
        sign: re.Match[str] | None = None
        while unit := UNIT.match(text, at):
            if not self.places and not unit["article"]:
                break
            self._take(unit, sign)
            end = unit.end()
            sign = SIGN.match(text, end)
            at = sign.end() if sign else end
        if rest := LEFT.match(text, end):
            self.left.append(rest[1])

    def _take(self, unit: re.Match[str], sign: re.Match[str] | None) -> None:
        last = self.places[-1] if self.places else (0, 0, 0, 0)
        place = _after(last, {name: number(unit[name] or "") for name in GRADES})
        if sign and sign["to"]:
            between = _between(last, place)
            self.left += [] if between is not None else [f"至{unit[0]}"]
            self.places += [*(between or ()), place]
        elif self.places and not unit["article"] and not (sign and sign["and"]):
            self.places[-1] = place
        else:
            self.places.append(place)


def _after(last: Place, said: dict[str, int]) -> Place:
    """The place that a unit means: what stands above it is that of the last one."""
    if said["article"]:
        return said["article"], said["insert"], 0, 0
    if said["paragraph"]:
        return *last[:2], said["paragraph"], 0
    return *last[:3], said["item"]


def _between(first: Place, last: Place) -> list[Place] | None:
    """What a range has between its ends; None where it is none, or too long."""
    apart = [grade for grade in range(len(GRADES)) if first[grade] != last[grade]]
    if len(apart) != 1 or not first[apart[0]] or not 0 < last[apart[0]] - first[apart[0]] < MOST:
        return None
    (grade,) = apart
    return [(*first[:grade], one, *first[grade + 1 :]) for one in range(first[grade] + 1, last[grade])]
