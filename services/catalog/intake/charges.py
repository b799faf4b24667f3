"""Whether words about fees say that something is charged, whatever labels stand before it."""

import re

from services.catalog.intake import words

FREE = re.compile(r"不收费|(?<!减)免费|不收取|无收费|(?:无需|不需要?)[缴交付]费|成本\s*0$")
NO_FEE = re.compile(r"没有|暂无|零|免|不收|0+(?:\.0+)?\s*元?")
PARTS = re.compile(r"[\n;；，。]+|\s+(?=[^\s:：]{2,12}[:：])")
VALUE = re.compile(r"[:：]|(?<=收费)为")
SAID = re.compile(
    r"(?:本事项|此项|该事项)?(?:需要?|要|应当?|有|依法|按(?:规定|标准|照标准|国家规定))?(?:收费|缴费|交费|付费|收取费用|缴纳费用)(?:项目|事项)?[。！]?"
)
AMOUNT = re.compile(r"\d|元|标准")


def charged(said: str) -> tuple[bool | None, bool]:
    """Whether a fee is charged, None where that is not said; and whether the words tell of the fee itself."""
    if FREE.search(said):
        return False, False
    if SAID.fullmatch(said.strip()):
        return True, False
    answers = [(part, _answer(part)) for part in PARTS.split(said)]
    if any(answer is None and AMOUNT.search(_value(part)) for part, answer in answers):
        return True, True
    given = {answer for _, answer in answers}
    return next((one for one in (True, False) if one in given), None), False


def _value(part: str) -> str:
    """What stands after the label."""
    return VALUE.split(part)[-1].strip()


def _answer(part: str) -> bool | None:
    if NO_FEE.fullmatch(_value(part)):
        return False
    return words.yes_or_no(part if words.asks(part) else _value(part))
