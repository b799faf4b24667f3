"""What is charged has an item, a standard, a basis, and says whether it can be paid online."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import flag, rows, text


def check(values: Values) -> Iterator[Found]:
    """Only where a fee is said to be charged, or is listed."""
    fees, common = list(rows(values, "fees")), text(values, "fee_basis")
    if flag(values, "charges") and not fees:
        yield Found("fees", "收费但未列收费项目", "a fee is charged, and none is listed")
    for path, row in fees:
        if not common and not text(row, "basis"):
            yield Found(f"{path}.basis", f"“{text(row, 'name')[:40]}”没有收费依据", "the fee has no basis")
        if not text(row, "standard") and not text(row, "amount"):
            yield Found(f"{path}.standard", f"“{text(row, 'name')[:40]}”没有收费标准", "the fee has no standard")
    if (fees or flag(values, "charges")) and flag(values, "pay_online") is None:
        yield Found("pay_online", "收费但未写是否支持网上支付", "can the fee be paid online?")


_FEE = {"name": "考试费", "amount": "50.00", "basis": "《行政许可法》第五十九条"}

RULE = Rule(
    zh="收费有项目、标准和依据",
    en="A fee has item, standard and basis",
    severity="block",
    waivable=Waivable("没有依据不得收费", "no fee without a basis", may=False),
    clause="C40",
    cure_zh="补充收费依据和标准；没有依据的不得收费",
    cure_en="add basis and standard; without a basis nothing is charged",
    check=check,
    passes=[{"charges": False}, {"charges": True, "fees": [_FEE], "pay_online": True}],
    fails=[
        {"charges": True, "pay_online": True},
        {"charges": True, "pay_online": True, "fees": [{"name": "考试费", "amount": "50.00"}]},
        {"charges": True, "pay_online": True, "fees": [{"name": "考试费", "basis": "某办法"}]},
        {"charges": True, "fees": [_FEE]},
    ],
)
