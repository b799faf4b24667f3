"""For a permit nothing is charged unless a law or an administrative regulation says so (行政许可法 第五十八条)."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

HIGH = re.compile(r"《[^《》]{0,300}(?:(?<!办)法|法典|条例)(?:[（(][^《》（()）]{0,80}[）)])?》|国务院令")
PERMIT = "01"


def check(values: Values) -> Iterator[Found]:
    """Each fee of a permit cites a 法 or a 条例."""
    if text(values, "item_type") != PERMIT:
        return
    for path, row in rows(values, "fees"):
        basis = text(row, "basis") or text(values, "fee_basis")
        if basis and not HIGH.search(basis):
            yield Found(
                f"{path}.basis", "许可收费的依据不是法律、行政法规", "neither a law nor a regulation allows this fee"
            )


RULE = Rule(
    zh="许可收费须由法律、行政法规规定",
    en="A permit's fee rests on a law or regulation",
    severity="warn",
    clause="B26",
    cure_zh="引用法律、行政法规条款；没有的取消收费",
    cure_en="cite a law or regulation, or charge nothing",
    check=check,
    passes=[
        {"item_type": "01", "fees": [{"name": "诉讼费", "basis": "《道路交通安全法》第一百二十条"}]},
        {"item_type": "20", "fees": [{"name": "工本费", "basis": "《收费通知》"}]},
    ],
    fails=[{"item_type": "01", "fees": [{"name": "工本费", "basis": "《收费管理通知》（2010年3号）"}]}],
)
