"""How law is cited in a text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from services.catalog.rules import Values
from services.catalog.rules._read import Row, rows, text
from shared.asides import ASIDE, apart
from shared.codes.lawmakers import county_in_front

NUMERAL = r"(?:[0-9０-９]{1,4}|[零〇一二三四五六七八九十百千]{1,9})"
ARTICLE = re.compile(rf"第{NUMERAL}条")
TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》){2,200})》")
CITED = re.compile(
    rf"《(?:[^《》]|《[^《》]{{1,100}}》){{2,200}}》(?:[^《》（(〔\[［【]|{ASIDE}){{0,60}}(?:[（(〔\[［【][^《》（()）]{{0,40}})?第{NUMERAL}条"
)
NUMBERED = re.compile(
    r"《[^》]{2,200}》[^《》]{0,10}[（(〔\[][^（）()]{0,40}?[〔\[（(]?(?:19|20)\d\d[〕\])）]?[^（）()]{0,6}号"
)
DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]\s?[〔\[［（(【]\s?(?:19|20)\d\d年?\s?[〕\]］）)】]\s?第?\s?\d{1,5}\s?号|[\u4e00-\u9fff]令\s?[（(〔\[]?(?:(?:19|20)\d\d年?)?[）)〕\]]?\s?第\s?\d{1,4}\s?号"
)
"""The number of a document or of an order: 财税〔2014〕101号, 国务院令第588号."""
HIGH = re.compile(
    r"(?:(?<!办)法|法典|条例)(?:[（(](?:试行|暂行|草案)[）)])?$|^国务院.*决定|国务院.*(?:规定|办法)$|(?:省|自治区|市|经济特区).*(?:规定|办法)$|法.*实施(?:条例|细则|办法)$|人民代表大会(?:常务委员会)?关于.+的决定$"
)
ORDER = re.compile(r"国务院令")
LONGEST = 300
NATION = "中华人民共和国"


@lru_cache(2048)
def cites_article(words: str) -> bool:
    """True for 《title》第X条, and for 《title》 with the number of a document that has no articles."""
    return "》" in words and bool(CITED.search(words) or NUMBERED.search(words))


@lru_cache(2048)
def cites_document(words: str) -> bool:
    """True for what cites an article, and for the number of a document by itself."""
    return cites_article(words) or ("号" in words and bool(DOCUMENT.search(words)))


def bases(values: Values, kind: str | None = None) -> Iterator[tuple[str, Row, str]]:
    """The bases that have a title, each with its path and the title; of one kind, or all."""
    for path, row in rows(values, "legal_bases"):
        title = text(row, "title")[:LONGEST]
        if title and (kind is None or row.get("kind", "establishing") == kind):
            yield path, row, title


@lru_cache(8192)
def plain(title: str) -> str:
    """A title by which two writings of it are equal."""
    return apart(title)[0].strip("《》 ").replace(NATION, "").replace("〈", "<").replace("〉", ">")


@lru_cache(8192)
def behind(title: str) -> str:
    """What stands behind a title in its own field: its number, its version, that it has ended."""
    return apart(title)[1]


def ranks_high(title: str, about: str) -> bool:
    """Whether it is a law, a regulation, a decision of the State Council or a province's rule: by its title, or by its order.

    A county, a county-level city or a district makes no regulations, whatever it calls them (立法法 第八十一条).
    """
    name = plain(title)
    return bool(HIGH.search(name) or ORDER.search(about)) and not county_in_front(name)
