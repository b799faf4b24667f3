"""What amends a law is no basis; the amended law is."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases

AMENDS = re.compile(r"关于修[改正订].*的决定|修正案")


def check(values: Values) -> Iterator[Found]:
    """Decisions to amend."""
    for path, _, title in bases(values, "establishing"):
        if AMENDS.search(title):
            yield Found(
                f"{path}.title", "依据是修改决定，应引用修改后的法规", "a decision to amend: cite the law as amended"
            )


RULE = Rule(
    zh="引用修改后的法规本身",
    en="Cite the law as amended",
    severity="hint",
    clause="E36",
    cure_zh="引用修改后的法规及条款",
    cure_en="cite the amended law and its article",
    check=check,
    passes=[{"legal_bases": [{"kind": "establishing", "title": "节约能源法", "article": 15}]}],
    fails=[{"legal_bases": [{"kind": "establishing", "title": "全国人大常委会关于修改<节约能源法>等六部法律的决定"}]}],
)
