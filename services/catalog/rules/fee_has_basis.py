"""What is charged has an item, a standard, and a basis that can be looked up."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._law import cites_document
from services.catalog.rules._read import flag, rows, text

FREE = re.compile(
    r"[^，。；：,;]{0,8}?(?:(?:不|免|无|没有|未|停)(?:予|再)?(?:收|征|缴|交)|免费|不涉及|无偿)|(?:无|没有|否|零|0)元?[。.]?$"
)
AMOUNT = re.compile(r"[\d零一二两三四五六七八九十百千万]\s*[万亿]?元|\d\s*[%％‰]")
"""A standard that stands in the words of the basis: every system has not a table of fees."""
LONGEST = 5_000


def check(values: Values) -> Iterator[Found]:
    """Only where a fee is said to be charged, or is listed."""
    fees, common = list(rows(values, "fees")), text(values, "fee_basis")[:LONGEST]
    charges = flag(values, "charges")
    if charges and not fees and not AMOUNT.search(common):
        yield Found("fees", "收费但未列收费项目", "a fee is charged, and none is listed")
    if not fees and common and not cites_document(common) and (charges or (charges is None and not FREE.match(common))):
        yield Found("fee_basis", *_nothing(common))
    for path, row in fees:
        own = text(row, "basis")[:LONGEST]
        if not cites_document(common) and not cites_document(own):
            said = own or common
            name = text(row, "name")[:40]
            none = f"“{name}”没有收费依据", "the fee has no basis"
            yield Found(f"{path}.basis", *(_nothing(said) if said else none))
        if not text(row, "standard") and not text(row, "amount"):
            yield Found(f"{path}.standard", f"“{text(row, 'name')[:40]}”没有收费标准", "the fee has no standard")


def _nothing(said: str) -> tuple[str, str]:
    return f"“{said[:40]}”不是收费依据：没有条款，也没有文号", f"{said[:40]!r} cites no article and no document"


_FEE = {"name": "考试费", "amount": "50.00", "basis": "《行政许可法》第五十九条"}
_CHARGED = {"charges": True, "pay_online": True}
_BARE = {"name": "考试费", "amount": "50.00"}

RULE = Rule(
    zh="收费有项目、标准和依据",
    en="A fee has item, standard and basis",
    severity="block",
    waivable=Waivable("没有依据不得收费", "no fee without a basis", may=False),
    clause="C40",
    cure_zh="补充收费标准，并写明收费依据的条款或文号；没有依据的不得收费",
    cure_en="add the standard, and the article or the document's number; without a basis nothing is charged",
    check=check,
    passes=[
        {"charges": False},
        {"charges": False, "fee_basis": "无"},
        {"fee_basis": "本事项不收费。"},
        {"fee_basis": "《某条例》第三条"},
        _CHARGED | {"fee_basis": "收费标准：每证10元；收费依据：《某条例》第三条"},
        _CHARGED | {"fees": [_FEE]},
        _CHARGED | {"fees": [_BARE], "fee_basis": "《某条例》（2018年修正）第三条"},
        _CHARGED | {"fees": [_BARE | {"basis": "《关于印发收费管理办法的通知》（财税〔2014〕101号）"}]},
        _CHARGED | {"fees": [_BARE | {"basis": "发改价格[2015]1217号"}]},
        _CHARGED | {"fees": [_BARE | {"basis": "国务院令第481号"}]},
    ],
    fails=[
        _CHARGED,
        _CHARGED | {"fee_basis": "《某条例》第三条"},
        _CHARGED | {"fees": [_BARE]},
        _CHARGED | {"fees": [{"name": "考试费", "basis": "《某条例》第三条"}]},
        _CHARGED | {"fees": [_BARE], "fee_basis": "按规定收取"},
        _CHARGED | {"fees": [_BARE], "fee_basis": "见收费公示栏"},
        _CHARGED | {"fees": [_BARE], "fee_basis": "不收费"},
        _CHARGED | {"fees": [_BARE | {"basis": "无"}]},
        _CHARGED | {"fees": [_BARE | {"basis": "《收费管理办法》"}]},
        _CHARGED | {"fees": [_BARE | {"basis": "2015年第3号窗口公示"}]},
        {"fee_basis": "按规定收取"},
        {"fee_basis": "无锡市收费公示栏"},
    ],
)
