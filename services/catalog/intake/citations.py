"""The bases that a text cites: lists and ranges of articles, paragraphs and items, one entry for each.

What follows a title and cannot be taken is told, so that no article is lost unseen.
"""

import re
from typing import Any, NamedTuple

from services.catalog.domain import citing
from services.catalog.intake.words import NUMERAL
from shared.asides import ASIDE, ASIDES, ended, numbers
from shared.numerals import number

MOST = 60
"""So many entries are taken of one text."""
VERSION = r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:第[一二三四五六]次)?(?:修[正订改]版?|版|本)"
ORDER = rf"[\u4e00-\u9fff]{{1,16}}令\s*(?:{ASIDE}\s*)?第?\s*{NUMERAL}\s*号|[\u4e00-\u9fff]{{1,12}}{ASIDE}\s*第?\s*\d{{1,5}}\s*号"
TITLE = re.compile(
    rf"《((?:[^《》]|《[^《》]*》){{2,300}})》\s*(?P<asides>{ASIDES})(?:[，,]?\s*(?P<bare>(?:{VERSION}|{ORDER}))\s*(?P<more>{ASIDES})[，,]?\s*(?=第))?"
)
PASSING = re.compile(r"(?<=[条款项])\s*[（(][^（）()《》]{0,30}?(?:修[正订]|公布|施行)[^（）()《》]{0,30}[）)]")
GONE = re.compile(
    r"^[^《》。；;：:\n]{0,60}?[（(〔\[【]([^（）()〔〕\[\]【】《》]{0,40}(?:废止|失效|停止执行|停止施行))[）)〕\]】]"
    r"|^[^《》。；;：:\n]{0,60}?[，,]\s*((?:该|本|此|现)[^《》，。；;\n]{0,40}(?:废止|失效|停止执行|停止施行))"
)
"""What is told of the law behind its articles: in brackets, or of 该条例."""
CHAPTER = re.compile(rf"(?:的|之|中)?(?:第{NUMERAL}[编章节][^第《》。；;\n]{{0,30}})*(?=第)")
ANNEX = re.compile(
    rf"[，,]?\s*((?:附[件表录](?:[一二三四五六七八九十\d]{{1,3}}(?![\d项]))?|目录)\s*(?:中?的|中)?\s*(?:第?\s*{NUMERAL}\s*项)?|第\s*{NUMERAL}\s*项)(?=$|[\s：:；;。，,])"
)
"""An item of a list behind the decision: 附件第172项; it has no article."""
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
BRACKETED = re.compile(rf"[（(〔\[【][^《》。；;\n]{{0,200}}?(第{NUMERAL}条)")
UNMARKED = re.compile(
    rf"(?:^|[；;\n、，,])\s*([\u4e00-\u9fff]{{2,30}}?(?:法|条例|规定|办法|细则)第{NUMERAL}条)[^：:。；;\n《]{{0,20}}(?=$|[；;\n。])"
)
NAKED = re.compile(
    rf"(?:^|(?<=[；;\n]))(\s*(?:\d{{1,2}}[、.．])?\s*(?:根据|依据|依照|按照)?\s*)(?!根据|依[据照法]|按照|[本该此前上])([\u4e00-\u9fff]{{2,30}}?(?<![本该此述关])(?:(?<!办)法|条例|规定|办法|细则)|[水刑宪]法)(?=\s*{ASIDES}\s*第{NUMERAL}条)"
)
"""The name of a law without its marks, at the beginning of a line, before an article."""
LISTED = re.compile(r"[；;]\s*《[^《》\n]{2,100}》[^；;。\n]{0,60}?第")
"""One law behind another in a line, which is a list of them and not the words of the first one's article."""
PLACED = ("title", "document_number", "article", "insert", "paragraph", "item")
GRADES = ("article", "insert", "paragraph", "item")
Place = tuple[int, ...]
"""Article, insert, paragraph and item; 0 where none is written."""


class Cited(NamedTuple):
    """The bases, and what looks like a place in a law and was not taken."""

    bases: list[dict[str, Any]]
    left: list[str]


def cited(text: str) -> Cited:
    """The bases that a text cites, one entry for each article, paragraph or item."""
    said = BLANKS.sub(lambda run: "\n" if "\n" in run[0] else " ", text)
    said = said if "《" in said else NAKED.sub(r"\1《\2》", said)
    titles = list(TITLE.finditer(said))
    ends = [*(hit.start() for hit in titles), len(said)][1:]
    found: list[dict[str, Any]] = []
    left = UNMARKED.findall(said)
    for hit, end in zip(titles, ends, strict=True):
        head: dict[str, Any] = {"kind": "establishing", "title": hit[1][:300]}
        behind = said[hit.end() : end]
        annex = ANNEX.match(behind)
        behind = behind[annex.end() :] if annex else behind
        about = "；".join(part for part in (*_told(hit), annex[1] if annex else "", _gone(behind)) if part)
        head |= {"document_number": about[:100]} if about else {}
        list_ = _List(SHORT.sub(_spelled_out, PASSING.sub("", behind)))
        found += [head | _named(one) for one in list_.places] or [head | {"article": None, "insert": 0}]
        left += list_.left
    return Cited(found[:MOST], left + [f"《{one['title']}》第{one['article']}条" for one in found[MOST : MOST + 1]])


def _told(title: re.Match[str]) -> tuple[str, ...]:
    """Its number and its version, in brackets or without."""
    return numbers(title["asides"]), title["bare"] or "", numbers(title["more"] or "")


def _gone(behind: str) -> str:
    """That the law is repealed, where it is said behind its articles."""
    hit = GONE.search(behind)
    told = (hit[1] or hit[2]) if hit else ""
    return told if ended(told) else ""


def spelled(text: str) -> Cited | None:
    """The bases of a text that has kinds or the articles' words, as exports write them; None of any other text."""
    own = [] if LISTED.search(text) else citing.parse(text)
    if not own or citing.write(own) != text or not any("text" in one or one["kind"] != "establishing" for one in own):
        return None
    heads = [cited(citing.cite({key: basis.get(key) for key in PLACED})).bases[:1] or [basis] for basis in own]
    words = ({key: basis[key] for key in ("kind", "text") if key in basis} for basis in own)
    return Cited([head | said for (head,), said in zip(heads, words, strict=True)], [])


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
        if rest := LEFT.match(text, end) or (not self.places and BRACKETED.match(text)):
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
