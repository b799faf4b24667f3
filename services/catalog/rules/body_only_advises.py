"""Whoever publishes the item handles it, and does not only give advice."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

ADVICE = re.compile(r"(?:仅|只)(?:可|能|提供|限)?咨询|由(?:县|市|省|区|上)级[一-鿿]{0,6}(?:承办|办理)")


def _texts(values: Values) -> Iterator[tuple[str, str]]:
    for key in ("places", "consult"):
        for path, row in rows(values, key):
            yield path, " ".join(one for one in row.values() if isinstance(one, str))
    for key in ("note", "procedure", "office_hours"):
        yield key, text(values, key)


def check(values: Values) -> Iterator[Found]:
    """Look at places, contacts and notes."""
    for path, words in _texts(values):
        if hit := ADVICE.search(words):
            yield Found(path, f"本单位不办理本事项：“{hit[0]}”", f"the body does not handle it: {hit[0]}")
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
