"""What is free lists no fee and takes no payment."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, rows


def check(values: Values) -> Iterator[Found]:
    """Only where charges is no."""
    if flag(values, "charges") is not False:
        return
    if any(rows(values, "fees")):
        yield Found("fees", "写明不收费，却列了收费项目", "free, yet a fee is listed")
    if flag(values, "pay_online"):
        yield Found("pay_online", "不收费，却支持网上支付", "free, yet it can be paid online")


RULE = Rule(
    zh="不收费的不列收费项目和支付",
    en="What is free lists no fee",
    severity="warn",
    clause="C40",
    cure_zh="删除收费项目，或改正是否收费",
    cure_en="remove the fee, or correct the answer",
    check=check,
    passes=[{"charges": False, "fees": {"none": "不收费"}, "pay_online": False}],
    fails=[{"charges": False, "fees": [{"name": "工本费"}]}, {"charges": False, "pay_online": True}],
)
