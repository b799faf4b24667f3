"""The place is one of the body's level: a provincial body does not sit in a district's hall."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PROVINCE = re.compile(r"^(?:[一-鿿]{2,3}(?:省|自治区)|[一-鿿]{2,4}自治区)(?![一-鿿]{1,8}[市县区州盟])")
LOCAL = re.compile(r"([一-鿿]{2,4}(?:区|县|乡|镇))(?:行政|政务|便民|市民)[一-鿿]{0,4}(?:中心|大厅|之家)")
DELEGATED = {"2", "3", "4", "5", "6"}


def check(values: Values) -> Iterator[Found]:
    """Compare the body's name with the halls."""
    body = text(values, "implementing_body")
    if not PROVINCE.match(body) or text(values, "power_source") in DELEGATED:
        return
    for path, row in rows(values, "places"):
        if hit := LOCAL.search(text(row, "address") or text(row, "name")):
            yield Found(path, f"实施主体为“{body}”，办理地点在{hit[1]}", f"{body} takes applications at {hit[1]}")


RULE = Rule(
    zh="办理地点与实施主体层级相符",
    en="The place is of the body's level",
    severity="warn",
    clause="G18",
    cure_zh="核对实施主体；委托受理的写明受理机构和权力来源",
    cure_en="correct the body, or say who accepts on its behalf",
    check=check,
    passes=[
        {"implementing_body": "广东省知识产权局", "places": [{"name": "省政务服务中心"}]},
        {"implementing_body": "广东省佛山市顺德区市场监督管理局", "places": [{"name": "顺德区行政服务中心"}]},
    ],
    fails=[{"implementing_body": "广东省知识产权局产业促进处", "places": [{"name": "顺德区行政服务中心一楼"}]}],
)
