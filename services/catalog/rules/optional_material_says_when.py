"""A material that is not always needed says when it is."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

OPTIONAL, LONG = "2", 1_000
CASE = re.compile(
    r"(?:的|时|情形|情况)[)）]?[，,]?(?:还|另)?(?:须|需要?|应当?)?(?:一并|同时)?(?:提供|提交|出具|携带|填写|报送)"
    r"|[仅限如若][^，,。；;]{1,20}(?:提供|提交|适用|需要)|适用于|委托(?:他人|代理人)?(?:代为)?(?:办理|申请|提交)"
)
"""In the name or in a remark: 委托办理的提供."""


def check(values: Values) -> Iterator[Found]:
    """Necessity 2 needs a condition, in its column or in words beside it."""
    for path, row in rows(values, "materials"):
        beside = f"{text(row, 'name')}；{text(row, 'remark')}"[:LONG]
        if text(row, "necessity") == OPTIONAL and not text(row, "condition") and not CASE.search(beside):
            name = text(row, "name")[:40]
            yield Found(
                f"{path}.condition", f"“{name}”非必要，未写何种情形提交", f"{name!r} is optional: when is it due?"
            )


RULE = Rule(
    zh="非必要材料写明提交情形",
    en="An optional material says when it is due",
    severity="warn",
    clause="F21",
    cure_zh="填写提交情形，或删除该材料",
    cure_en="state the case, or remove the material",
    check=check,
    passes=[
        {
            "materials": [
                {"name": "协议书", "necessity": "2", "condition": "联合开办的"},
                {"name": "a", "necessity": "1"},
                {"name": "授权委托书", "necessity": "2", "remark": "委托他人办理的提供"},
            ]
        }
    ],
    fails=[{"materials": [{"name": "任职信息", "necessity": "2"}]}],
)
