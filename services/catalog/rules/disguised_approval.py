"""No approval in disguise among public services and other powers."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import text

APPROVES = re.compile(r"许可|审批|核准|批准|准入|同意书|准予|资质认定|资格认定|特许")
SERVICE, OTHER = "20", "10"


def check(values: Values) -> Iterator[Found]:
    """Approving words in the name of an item of type 20 or 10."""
    if text(values, "item_type") in (SERVICE, OTHER):
        for key in ("name", "sub_item_name", "handling_item_name"):
            if hit := APPROVES.search(text(values, key)):
                yield Found(key, f"名称含“{hit[0]}”，疑为变相审批", f"{hit[0]}: an approval in disguise?")


RULE = Rule(
    zh="公共服务、其他权力不得变相审批",
    en="No approval in disguise",
    severity="warn",
    clause="G23",
    cure_zh="核对事项类型；没有法定依据的取消",
    cure_en="correct the type; without a basis, cancel it",
    check=check,
    passes=[{"item_type": "20", "name": "社保卡挂失"}, {"item_type": "01", "name": "取水许可"}],
    fails=[{"item_type": "20", "name": "占道经营审批"}, {"item_type": "10", "name": "市场准入核准"}],
)
