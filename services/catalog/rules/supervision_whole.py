"""An item says who supervises, by what measures, to what standard."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import rows, text

COLUMNS = {"level": "监管层级", "measures": "监管措施", "standard": "规则标准"}


def check(values: Values) -> Iterator[Found]:
    """At least one row, and each row whole."""
    told = list(rows(values, "supervision"))
    if not told:
        yield Found("supervision", "未写事中事后监管", "no later supervision")
    for path, row in told:
        for key, word in COLUMNS.items():
            if not text(row, key):
                yield Found(f"{path}.{key}", f"未写{word}", f"no {key}")


_ROW = {"level": "4", "measures": "抽查", "standard": "《某办法》第十六条"}

RULE = Rule(
    zh="写明监管层级、措施、标准",
    en="Supervision has level, measures, standard",
    severity="block",
    waivable=Waivable(
        "004 第十七条：逐项明确监管层级、措施和规则标准", "004 article 17: each item has all three", may=False
    ),
    clause="G52",
    cure_zh="补充监管内容",
    cure_en="say how it is supervised",
    check=check,
    passes=[{"supervision": [_ROW]}],
    fails=[{}, {"supervision": [{k: v for k, v in _ROW.items() if k != "standard"}]}],
)
