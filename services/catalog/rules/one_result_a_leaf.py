"""An item that cannot be split has one result, beside its refusal."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, rows, text

NEGATIVE = re.compile(r"不予|不准|不同意|驳回|终止|补正|不受理|退回|撤回")


def check(values: Values) -> Iterator[Found]:
    """More than one kind of positive result in an item without sub-items or handling items."""
    if flag(values, "has_sub_items") or text(values, "handling_item_name"):
        return
    names = [name for _, row in rows(values, "results") if (name := text(row, "name")) and not NEGATIVE.search(name)]
    if len(set(names)) > 1:
        words = "、".join(names)[:80]
        yield Found("results", f"一个事项有多种结果：{words}", f"one item, {len(names)} results: {words}")


RULE = Rule(
    zh="拆分到不可拆分：一项一结果",
    en="A leaf has one result",
    severity="warn",
    clause="A06",
    cure_zh="按结果拆分为子项或业务办理项",
    cure_en="split it by result",
    check=check,
    passes=[
        {"results": [{"name": "登记证"}, {"name": "不予登记通知书"}]},
        {"results": [{"name": "a"}, {"name": "b"}], "has_sub_items": True},
    ],
    fails=[{"results": [{"name": "市场登记证"}, {"name": "筹建许可通知书"}]}],
)
