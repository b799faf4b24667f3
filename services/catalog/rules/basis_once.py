"""No basis is listed twice."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases, plain

PARTS = ("kind", "article", "insert", "paragraph", "item", "subitem")


def check(values: Values) -> Iterator[Found]:
    """The same place of the same law, for the same purpose."""
    seen = set()
    for path, row, title in bases(values):
        key = (plain(title), *(str(row.get(part) or 0) for part in PARTS))
        if key in seen:
            yield Found(path, f"《{title.strip('《》')[:60]}》重复", f"{title[:60]} is cited twice")
        seen.add(key)


RULE = Rule(
    zh="依据不重复",
    en="No basis twice",
    severity="warn",
    clause="E36",
    cure_zh="删去重复的",
    cure_en="remove one",
    check=check,
    passes=[{"legal_bases": [{"title": "水法", "article": 7}, {"title": "水法", "article": 7, "paragraph": 2}]}],
    fails=[
        {"legal_bases": [{"title": "水法", "article": 7}, {"title": "中华人民共和国水法", "article": 7, "insert": 0}]}
    ],
)
