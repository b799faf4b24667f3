"""The quoted text is that of the cited article and of no other."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import NUMERAL, bases
from services.catalog.rules._read import text, whole
from shared.numerals import number

HEADING = re.compile(
    rf"(?:^|[。；！\n\r])\s*(?:《[^》]{{2,60}}》)?\s*[……]{{0,2}}第({NUMERAL})条(?=[\s　]|[^、，,。；第和及规的])"
)
LETTER = re.compile(r"《[^》]{2,80}(?:复函|函|通知|批复|请示)》")


def check(values: Values) -> Iterator[Found]:
    """Article headings within the text, and letters among the law."""
    for path, row, _ in bases(values):
        words, own = text(row, "text")[:20000], whole(row, "article")
        others = [n for n in dict.fromkeys(number(hit) for hit in HEADING.findall(words)) if n != own]
        if others:
            said = "、".join(f"第{n}条" for n in others[:6])
            yield Found(f"{path}.text", f"条文中另有{said}", f"the text holds other articles: {others[:6]}")
        if hit := LETTER.search(words):
            yield Found(f"{path}.text", f"条文中混有{hit[0][:40]}", f"the text holds another document: {hit[0][:40]}")


RULE = Rule(
    zh="一条依据一条条文",
    en="One basis quotes one article",
    severity="warn",
    clause="E36",
    cure_zh="拆成几条依据，分别引用",
    cure_en="make them bases of their own",
    check=check,
    passes=[
        {"legal_bases": [{"title": "水法", "article": 7, "text": "第七条 国家对水资源依法实行取水许可制度。"}]},
        {"legal_bases": [{"title": "水法", "article": 7, "text": "依照本法第四十八条的规定处理。"}]},
    ],
    fails=[
        {
            "legal_bases": [
                {"title": "某办法", "article": 3, "text": "节能审查意见是重要依据。第五条 节能审查由地方负责。"}
            ]
        },
        {
            "legal_bases": [
                {"title": "某办法", "article": 3, "text": "不再单独审查。《关于是否属于许可的复函》认为属于。"}
            ]
        },
    ],
)
