"""What a text says has to be paid: 每件100元, 十万元, 按标的额的2%, 免费."""

import re
import unicodedata
from decimal import Decimal

from shared.numerals import number

FREE = re.compile("免费|不收费|免收|免缴|不收取")
NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+)"
AMOUNT = re.compile(rf"百分之{NUMBER}|{NUMBER}\s*(亿元|万元|千元|元|角|%|‰)")
IN_YUAN = {
    "亿元": Decimal(10**8), "万元": Decimal(10**4), "千元": Decimal(1000), "元": Decimal(1), "角": Decimal("0.1")
}  # fmt: skip
IN_PER_CENT = {"%": Decimal(1), "‰": Decimal("0.1")}


def _value(said: str) -> Decimal:
    plain = said.replace(",", "")
    return Decimal(plain) if plain[0].isascii() else Decimal(number(plain))


def _amounts(text: str) -> tuple[list[Decimal], list[Decimal]]:
    """Sums in yuan, and shares in per cent, in the order of the text."""
    sums, shares = [], []
    for share, figure, unit in AMOUNT.findall(unicodedata.normalize("NFKC", text)):
        if share or unit in IN_PER_CENT:
            shares.append(_value(share or figure) * IN_PER_CENT.get(unit, 1))
        else:
            sums.append(_value(figure) * IN_YUAN[unit])
    return sums or ([Decimal(0)] if FREE.search(text) and not shares else []), shares


def dearer(old: str, new: str) -> int:
    """1 where something costs more than before, -1 where something costs less and nothing more, 0 else.

    Amounts are held against each other in their order; where their number differs, the highest are.
    """
    turns = [_higher(*both) for both in zip(_amounts(old), _amounts(new), strict=True)]
    return 1 if 1 in turns else min(turns)


def _higher(before: list[Decimal], after: list[Decimal]) -> int:
    if not before or not after:
        return 0
    pairs = zip(before, after, strict=True) if len(before) == len(after) else [(max(before), max(after))]
    turns = {(now > then) - (now < then) for then, now in pairs}
    return 1 if 1 in turns else min(turns)
