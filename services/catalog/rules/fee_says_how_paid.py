"""What is charged says whether it can be paid online."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import flag, rows


def check(values: Values) -> Iterator[Found]:
    """Only where a fee is said to be charged, or is listed."""
    if flag(values, "pay_online") is None and (flag(values, "charges") or any(rows(values, "fees"))):
        yield Found("pay_online", "收费但未写是否支持网上支付", "can the fee be paid online?")


RULE = Rule(
    zh="收费写明能否网上支付",
    en="A fee says how it is paid",
    severity="hint",
    clause="G40",
    cure_zh="填写是否支持网上支付",
    cure_en="say whether it can be paid online",
    check=check,
    passes=[{"charges": False}, {"charges": True, "pay_online": False}, {"fees": {"none": "不收费"}}],
    fails=[{"charges": True}, {"fees": [{"name": "考试费", "amount": "50.00"}]}],
)
