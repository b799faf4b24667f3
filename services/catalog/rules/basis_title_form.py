"""A title is one title: no marks of a list, no article, no second law in it."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import ARTICLE, bases

MARK = re.compile(r"[【】\[\]]|》.*《|\n|[;；]|^\d+[、.．]")
TOLD = re.compile(r"[（(](?=[^（()）]{0,80}(?:号|修[正订]|公布|通过))[^（()）]{0,200}[）)]")
"""Number and version may stand behind it."""
OPEN, SHUT = re.compile(r"[（(]"), re.compile(r"[）)]")


def check(values: Values) -> Iterator[Found]:
    """Brackets of a list, two titles, or an article within the title."""
    for path, _, title in bases(values):
        bare = TOLD.sub("", title)
        if hit := (MARK.search(bare) or ARTICLE.search(bare)):
            yield Found(
                f"{path}.title", f"依据名称中有“{hit[0].strip()[:20] or '换行'}”", f"the title holds {hit[0][:20]!r}"
            )
        elif title.count("《") != title.count("》") or len(OPEN.findall(title)) != len(SHUT.findall(title)):
            yield Found(f"{path}.title", "依据名称中的括号不成对", "the brackets of the title do not match")


RULE = Rule(
    zh="依据名称规范",
    en="A title is one well-formed title",
    severity="warn",
    clause="E06",
    cure_zh="一个依据一行，条款填入条款栏",
    cure_en="one basis a row; the article has its own field",
    check=check,
    passes=[
        {"legal_bases": [{"title": "关于转发<意见>的通知"}, {"title": "水法（2016年修正）"}]},
        {"legal_bases": [{"title": "关于收费的通知(发改价格[2015]1217号）"}]},
    ],
    fails=[
        {"legal_bases": [{"title": "【法律】老年人权益保障法"}]},
        {"legal_bases": [{"title": "水法》《取水许可条例"}]},
        {"legal_bases": [{"title": "水法第七条"}]},
    ],
)
