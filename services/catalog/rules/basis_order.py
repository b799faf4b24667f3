"""Articles of one law stand in their order."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases, plain
from services.catalog.rules._read import text, whole


def check(values: Values) -> Iterator[Found]:
    """An article after a later one of the same law and kind."""
    last: dict[tuple[str, str], tuple[int, int]] = {}
    for path, row, title in bases(values):
        here = (whole(row, "article") or 0, whole(row, "insert") or 0)
        key = (plain(title), text(row, "kind"))
        if here[0] and here < last.get(key, (0, 0)):
            yield Found(
                path, f"第{here[0]}条列在第{last[key][0]}条之后", f"article {here[0]} stands after {last[key][0]}"
            )
        last[key] = max(here, last.get(key, (0, 0)))


RULE = Rule(
    zh="条款按先后排列",
    en="Articles stand in order",
    severity="hint",
    clause="E36",
    cure_zh="按条款顺序排列",
    cure_en="sort them",
    check=check,
    passes=[{"legal_bases": [{"title": "水法", "article": 7}, {"title": "水法", "article": 48}]}],
    fails=[{"legal_bases": [{"title": "救助办法", "article": 11}, {"title": "《救助办法》", "article": 9}]}],
)
