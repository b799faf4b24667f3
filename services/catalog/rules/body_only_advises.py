"""Whoever publishes the item handles it, and does not only give advice."""

import re
from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import drawn_each, rows_of

ADVICE = re.compile(r"(?:仅|只)(?:可|能|提供|限)?咨询|由(?:县|市|省|区|上)级[一-鿿]{0,6}(?:承办|办理)")

SAYING = ("places", "consult", "note", "procedure", "office_hours")


def _advice(key: str, value: Any) -> tuple[str, str] | None:
    """The first place of an element that says so, and its words."""
    told = [(key, value)] if isinstance(value, str) else []
    told += [(path, " ".join(one for one in row.values() if isinstance(one, str))) for path, row in rows_of(key, value)]
    return next(((path, hit[0]) for path, words in told if (hit := ADVICE.search(words))), None)


def check(values: Values) -> Iterator[Found]:
    """Look at places, contacts and notes; the first is enough."""
    for _, said in drawn_each(values, SAYING, _advice):
        if said:
            path, words = said
            yield Found(path, f"本单位不办理本事项：“{words}”", f"the body does not handle it: {words}")
            return


RULE = Rule(
    zh="公布单位办理本事项",
    en="The publisher handles the item",
    severity="warn",
    clause="G04",
    cure_zh="由有权办理的单位公布；本单位只作链接",
    cure_en="let the competent body publish it, and link there",
    check=check,
    passes=[{"places": [{"name": "政务服务大厅", "window": "咨询和受理窗口"}]}],
    fails=[{"places": [{"name": "果子园乡仅可咨询,由县级承办"}]}, {"note": "只提供咨询"}],
)
