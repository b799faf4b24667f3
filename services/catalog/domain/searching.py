"""What can be searched of an item, as folded text and as tokens: one function for every database (U28).

Folded is NFKC, simplified and lower case, with blanks for all that is neither letter nor digit. Each character folds by
itself, so a part of a text folds to a part of the folded text and no hit is lost. Words that are written otherwise
elsewhere (居民身分证) stand in both spellings. Tokens are single characters and pairs, of runs of Latin letters and
digits also fours; pinyin initials of the name stand apart with a mark before them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, pairwise
from typing import Any

from shared import elements
from shared.elements import Column, Element, Kind
from shared.numerals import number, numeral

MARK = "~"
FOUR = 4
MOST_TERMS = 12
PHRASES = {
    "身分证": "身份证",
    "身分": "身份",
    "部份": "部分",
    "帐户": "账户",
    "网路": "网络",
    "软体": "软件",
    "资讯": "信息",
    "程式": "程序",
    "资料库": "数据库",
    "线上": "网上",
    "电邮": "电子邮件",
    "计程车": "出租车",
    "登陆": "登录",
}
"""Other spellings of the same word, after simplification, and the one that the law and the platform use."""
_OTHER = re.compile("|".join(sorted(PHRASES, key=len, reverse=True)))
_NUMBER = r"(?:[0-9]{1,4}|[零〇一二三四五六七八九十百千]{1,12})"
_PLACE = re.compile(rf"第 ?({_NUMBER}) ?([条款项])(?:之({_NUMBER}))?|(?<![第0-9])([0-9]{{1,4}})条")
_BRACKETED = re.compile(rf"第\s*[（(]\s*({_NUMBER})\s*[）)]\s*(?=[条款项])")
_NATIONAL = re.compile(r"中华人民共和国(?=\w{1,40}(?:法|条例|规定|办法|细则))")
_NO_WORD = re.compile(r"[\W_]+")
_LATIN = re.compile(r"[a-z0-9]+")


class _Simple(dict[int, str]):
    """Traditional to simplified, each character by itself."""

    def __init__(self) -> None:
        import opencc

        super().__init__()
        self._convert = opencc.OpenCC("t2s").convert

    def __missing__(self, point: int) -> str:
        self[point] = self._convert(chr(point)) if point > 0x2E80 else chr(point)  # noqa: PLR2004 - where Han begins
        return self[point]


@cache
def _simple() -> _Simple:
    return _Simple()


def folded(text: str) -> str:
    """「審批（縣級）」 → 「审批 县级」."""
    plain = unicodedata.normalize("NFKC", text).translate(_simple()).casefold()
    return _NO_WORD.sub(" ", plain).strip()


def spelled(text: str) -> str:
    """A folded text with the law's spelling of each word, its places in Chinese numerals and its short name."""
    words = _OTHER.sub(lambda found: PHRASES[found[0]], text)
    return _NATIONAL.sub("", _PLACE.sub(_place, words))


def _place(found: re.Match[str]) -> str:
    """第115条, 115条, 第 一 项 → 第一百一十五条, 第一项."""
    insert = f"之{numeral(number(found[3]))}" if found[3] else ""
    return f"第{numeral(number(found[1] or found[4]))}{found[2] or '条'}{insert}"


@cache
def _letters() -> Callable[[str], list[str]]:
    """The first letter of each character as it is spoken; names of places that a dictionary reads wrongly are told."""
    import pypinyin

    pypinyin.load_phrases_dict({"长寿": [["cháng"], ["shòu"]], "鸡东": [["jī"], ["dōng"]]})
    return partial(pypinyin.lazy_pinyin, style=pypinyin.Style.FIRST_LETTER)


@lru_cache(2048)
def initials(name: str) -> str:
    """The pinyin initials of a name: 县级审批 → xjsp."""
    return "".join(_letters()(folded(name).replace(" ", ""))).lower()


@dataclass(frozen=True)
class Searchable:
    """What the index keeps of one item; `name` is its name, codes and initials, folded."""

    title: str
    name: str
    initials: str
    body: str
    tokens: str


def searchable(name: str, codes: Sequence[str], view: Mapping[str, Any], also: Sequence[str] = ()) -> Searchable:
    """The index of an item from its name, its codes and the elements that may be searched."""
    parts = [_part(text) for text in dict.fromkeys((name, *codes, *also, *texts(view)))]
    body, letters = " ".join(dict.fromkeys(one for said, _ in parts for one in said)), initials(name)
    tokens = dict.fromkeys(chain(sorted(marked(letters)), *(found for _, found in parts)))
    named = dict.fromkeys((folded(name), spelled(folded(name)), *map(folded, codes), letters))
    return Searchable(name, " ".join(named), letters, body, " ".join(tokens))


@lru_cache(2048)
def _part(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A text in its spellings, and their tokens; bodies say the same laws and the same hours again and again."""
    plain = folded(text)
    said = tuple(dict.fromkeys((plain, spelled(plain)))) if plain else ()
    return said, tuple(sorted(set().union(*(grams(one) for one in said))))


def grams(text: str) -> set[str]:
    """Every token of a folded text."""
    found: set[str] = set()
    for word in text.split():
        found.update(word)
        found.update(map("".join, pairwise(word)))
    for run in _LATIN.findall(text):
        found.update(_windows(run, FOUR))
    return found


def marked(letters: str) -> set[str]:
    """The tokens of pinyin initials: ones, twos and threes."""
    return {MARK + window for size in (1, 2, 3) for window in _windows(letters, size)}


def _windows(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(len(text) - size + 1))


@dataclass(frozen=True)
class Way:
    """One way a term can be met: in the text or in the initials, by tokens that must all be there."""

    where: str
    text: str
    tokens: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether the tokens alone prove the hit."""
        return self.tokens in {(self.text,), (MARK + self.text,)}


def ways(query: str) -> list[list[Way]]:
    """What a query asks: for every word of it, one of these ways."""
    plain = folded(_BRACKETED.sub(r"第\1", unicodedata.normalize("NFKC", query)))
    return [_ways(term) for term in list(dict.fromkeys(plain.split()))[:MOST_TERMS]]


def _ways(term: str) -> list[Way]:
    found = [Way("body", text, _needed(text)) for text in dict.fromkeys((term, spelled(term)))]
    if _LATIN.fullmatch(term) and not term.isdigit():
        size = min(len(term), 3)
        found.append(Way("initials", term, tuple(sorted({MARK + one for one in _windows(term, size)}))))
    return found


def _needed(text: str) -> tuple[str, ...]:
    """The fewest tokens that a text with this term must have."""
    if len(text) == 1:
        return (text,)
    latin = [found.span() for found in _LATIN.finditer(text) if len(found[0]) >= FOUR]
    inside = {at for start, end in latin for at in range(start, end - 1)}
    pairs = {text[at : at + 2] for at in range(len(text) - 1) if at not in inside}
    return tuple(sorted(pairs | {window for start, end in latin for window in _windows(text[start:end], FOUR)}))


def texts(view: Mapping[str, Any]) -> Iterator[str]:
    """The words of a view's elements, codes as their labels, articles as the law writes them."""
    for key, element in elements.ELEMENTS.items():
        if key in view:
            yield from _texts(element, view[key])


def _texts(field: Element | Column, value: Any) -> Iterator[str]:
    if elements.is_none(value):
        yield str(value["none"])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(field, one)
    elif isinstance(value, dict):
        yield from _parts(field, value)
    elif isinstance(value, str):
        yield _label(field, value)


def _parts(field: Element | Column, value: dict[str, Any]) -> Iterator[str]:
    if isinstance(field, Element) and field.columns:
        for column in field.columns:
            if column.key in value:
                yield from _texts(column, value[column.key])
    elif field.type is Kind.BASES:
        yield cited_as(value)
        yield str(value.get("text") or "")
    elif field.type is Kind.LIMIT:
        unit = elements.UNITS.get(str(value.get("unit")))
        yield f"{value.get('number') or ''}{unit.zh if unit else ''} {value.get('note') or ''}"
    else:
        yield str(value.get("name") or "")


def _label(field: Element | Column, value: str) -> str:
    if field.table is None:
        return value
    word = elements.code_label(field.table, value, field.scheme)
    return word.zh if word else value


def cited_as(basis: Mapping[str, Any]) -> str:
    """A citation as people write it: 行政许可法第十二条第一款第二项."""
    place, insert = _nth(basis, "article", "条"), basis.get("insert")
    if place:
        place += f"之{numeral(insert)}" if isinstance(insert, int) and insert > 0 else ""
        place += _nth(basis, "paragraph", "款") + _nth(basis, "item", "项")
    return f"{basis.get('title') or ''}{place} {basis.get('document_number') or ''}"


def _nth(basis: Mapping[str, Any], part: str, sign: str) -> str:
    value = basis.get(part)
    return f"第{numeral(value)}{sign}" if isinstance(value, int) and value > 0 else ""
