"""The kind of a result is what its name says: …证 is a licence, …批复 a document."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

LICENCE, DOCUMENT, OTHER = "10", "20", "30"
ENDS = (
    (re.compile(r"(?:证|证书|执照)》?$"), LICENCE, "证照"),
    (re.compile(r"(?:批复|批文|批准文件|批准书)》?$"), DOCUMENT, "批文"),
)


def check(values: Values) -> Iterator[Found]:
    """Compare the name's end with the kind."""
    for path, row in rows(values, "results"):
        kind, name = text(row, "kind"), text(row, "name")
        for shape, wanted, word in ENDS:
            if kind and kind != wanted and shape.search(name):
                yield Found(f"{path}.kind", f"“{name[:40]}”应为{word}", f"{name[:40]} is of kind {wanted}")


RULE = Rule(
    zh="结果名称与类型相符",
    en="Name and kind of a result agree",
    severity="warn",
    clause="F23",
    cure_zh="改正结果类型",
    cure_en="correct the kind",
    check=check,
    passes=[{"results": [{"name": "市场登记证", "kind": "10"}, {"name": "节能报告的批复", "kind": "20"}]}],
    fails=[
        {"results": [{"name": "市场登记证", "kind": "20"}]},
        {"results": [{"name": "节能报告的批复", "kind": "10"}]},
    ],
)
