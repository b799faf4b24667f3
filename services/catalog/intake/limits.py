"""What a limit in words means. The whole text is understood, or nothing of it: no part of it is taken for a number."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from shared.numerals import number

UNITS = {"工作日": "working_day", "工作天": "working_day", "自然日": "day", "日历日": "day", "日": "day", "天": "day", "月": "month", "年": "year", "小时": "hour", "分钟": "minute"}  # fmt: skip
SIGNS = "零〇一二两三四五六七八九十百千"
UNIT = "|".join(UNITS)
AMOUNT = rf"(?P<amount>\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,6}})?|\d{{1,6}}(?:\.\d{{1,6}}|\s*[/⁄]\s*\d{{1,3}})?|[{SIGNS}]{{1,9}}(?:[点分][{SIGNS}之]{{1,9}})?|半)"
MEASURE = rf"\s*(?:个(?P<half>半)?)?\s*(?:\(\s*)?(?P<unit>{UNIT})(?:\s*\))?(?P<more>半)?"
BEFORE = r"(?:(?:法定|承诺)?(?:办结|办理|审批)?(?:期限|时限|时间)?\s*[::为]?\s*)?(?:自?(?:(?:正式)?受理|收到申请)(?:申请)?(?:之日起|之日|起|后|之后)?[,]?)?\s*在?(?:不超过|最长|最多)?\s*"
NUMBERED = rf"{AMOUNT}{MEASURE}"
NEXT = re.compile(rf"[\s,、或至和与/+~—-]*{NUMBERED}")
MENTION = re.compile(rf"(?:[0-9]|[{SIGNS}半])\s*个?半?\s*(?:{UNIT})")
LIMIT = re.compile(rf"{BEFORE}{NUMBERED}(?P<rest>.*)", re.DOTALL)
BARE = re.compile(rf"{AMOUNT}(?P<rest>(?:\(\w+=\w*\))?(?:\s*[;。,(](?!\s*\d).*)?)", re.DOTALL)
REST = re.compile(
    r"(?:[之以]?内(?P<deed>[^,;。(\s]*)|(?P<said>(?:不含|不包括|不包含|不计|办结|办理|完成|作出|做出)[^,;。(]*))?(?P<after>[,;。.(:\s].*)?",
    re.DOTALL,
)
PARTED = re.compile(r"\s*[/⁄]\s*|分之")
AT_ONCE = re.compile(r"当场|即办|即时|立等可取|随到随办|马上办")
NOT_AT_ONCE = re.compile(r"(?:不|非|无法|未)[^,;。]{0,4}(?:当场|即办|即时)|(?:当场|即时)(?:不|无法)")
ENDLESS = re.compile(r"(?:无期限|无限制|不限|无|无规定|没有规定|法律未规定)[。]?")
CANONICAL = re.compile(r"\d+个(?:工作日|自然日|月|小时)(?:[(,].*)?|\d+(?:日|天|年)|\d+|当场办结|无期限", re.DOTALL)
RAISED = re.compile(r"(?=[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2150-\u215f\u2460-\u249b])")
AMONG = re.compile(rf"(?<![第\d.])(?<!\d,)(?:{NUMBERED})")
DATES = re.compile(r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日")
EXCEPTION = re.compile(
    "延长|延期|顺延|公示|公告|听证|招标|拍卖|考试|体检|检验|检测|检疫|鉴定|评审|评估|评价|论证|勘验|勘察|踏勘|核查|现场|补正|补齐|补充|整改|除外"
    "|含|包括|不计|不算|其中|送达|颁发|领取|邮寄|告知|逾期|视为|提前|特殊|复杂|疑难|重大|紧急|有效期|每"
)
"""What may have a time of its own within or beside one limit."""
ASIDE = re.compile(r"(?:说明|备注|注|依据|依照|根据)[::]|《")
"""What follows is told of the limit, whatever it says."""
ON_CONDITION = re.compile(r"能|可|齐全|符合|具备|齐备")
STEP = re.compile(rf"(?:正式)?(?:受理|收到申请)(?:申请)?[::,]?\s*(?=[\d{SIGNS}])")
"""受理1个工作日 is a step, 受理之日起1个工作日 is none."""
SHORTER = "压缩|缩短|缩减|精简|提速|减少|减至|减到|减为|提前"
SAME_AGAIN = re.compile(rf"(?:即|约|合|折合|约合|相当于|共|共计|合计)?{NUMBERED}[以之]?内?")
"""Nothing but a measure in brackets says the same in another unit: 1个月（30天）."""
MEASURED = re.sub(r"\?P<\w+>", "?:", NUMBERED)
"""A number with its unit, as a part of a longer pattern."""
_NAMED = rf"(?:(?!法定)[^\d{SIGNS},;。()]){{0,10}}"
FORMER = re.compile(
    rf"(?:原(?![则件因地])|过去|以往|此前|(?:{SHORTER}|改革|优化)前){_NAMED}{MEASURED}"
    rf"|(?:由|从|自|将|把|较|比){_NAMED}{MEASURED}(?=[^\d,;。()]{{0,6}}(?:{SHORTER}))"
    rf"|(?:{SHORTER})(?:了|约|近|幅度)*{MEASURED}"
)
"""What it was before, and by how much it is less: 原20个工作日, 由20个工作日压缩, 压缩了15个工作日."""
PARENTHESES = re.compile(r"\([^()]*\)")
WORKDAY, CLOCK, MOST = 8, 24, 9_999
FINER: dict[str, tuple[str, Fraction]] = {"working_day": ("hour", Fraction(WORKDAY)), "day": ("hour", Fraction(WORKDAY)), "month": ("day", Fraction(30)), "year": ("month", Fraction(12)), "minute": ("hour", Fraction(1, 60)), "hour": ("hour", Fraction(1))}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A limit, how it was written, and its exact amount; `rounded` where no whole number can say it."""

    limit: dict[str, Any] | None
    slip: str = ""
    amount: Fraction | None = None
    rounded: bool = False

    @property
    def unit(self) -> str:
        """The unit of the limit."""
        return str(self.limit["unit"]) if self.limit else ""

    @property
    def numbered(self) -> bool:
        """Whether it is a number in the unit that was written."""
        return self.amount is not None and self.slip != "limit_fraction"


def plain(text: str) -> str:
    """The text without the difference of widths; a raised number is no part of the one before it."""
    return unicodedata.normalize("NFKC", RAISED.sub(" ", text)).strip()


@lru_cache(8192)
def limit(text: str, unit: str = "") -> Told:
    """A limit from words; `unit` is what the column says when the cell holds only a number."""
    said = plain(text)
    if ENDLESS.fullmatch(said):
        return Told({"number": None, "unit": "none"})
    found, whole = LIMIT.fullmatch(said), unit
    if found and _understood(found["rest"]):
        whole = found["unit"]
    else:
        found = BARE.fullmatch(said) if unit in UNITS else None
    if found:
        told = _told(found, whole, said)
        first = (told.amount, UNITS[whole])
        return Told(None, "limit_several") if _several(said, found["rest"], first) else told
    if AT_ONCE.search(said) and not NOT_AT_ONCE.search(said) and not MENTION.search(PARENTHESES.sub("", said)):
        return Told({"number": None, "unit": "on_the_spot"}, "limit_in_words")
    return Told(None, "limit_unreadable")


def amount(said: str) -> Fraction | None:
    """2.5, 1,000, 1/8, 二十, 二点五, 四分之一, 半; None for what is none of them."""
    if said == "半":
        return Fraction(1, 2)
    over, *under = PARTED.split(said)
    if "分之" in said:
        over, under = under[0], [over]
    if len(under) > 1:
        return None
    whole, bottom = _decimal(over), _decimal(under[0]) if under else Fraction(1)
    if whole is None or not bottom or (under and whole >= bottom):
        return None
    return whole / bottom


def _decimal(said: str) -> Fraction | None:
    if said[:1].isdecimal():
        return Fraction(said.replace(",", ""))
    front, point, behind = said.partition("点")
    if not front or set(said) - set(SIGNS + "点") or (point and not behind):
        return None
    digits = "".join(str(number(sign)) for sign in behind)
    return Fraction(number(front)) + (Fraction(int(digits), 10 ** len(digits)) if point else 0)


def _understood(rest: str) -> bool:
    """Whether what follows a limit is about it, and is no second limit."""
    found = REST.fullmatch(rest)
    if found is None or MENTION.search((found["deed"] or "") + (found["said"] or "")):
        return False
    return not NEXT.match(found["after"] or "")


Length = tuple[Fraction | None, str]
DAYS: dict[str, tuple[Fraction, Fraction]] = {"hour": (Fraction(1, 24), Fraction(1, WORKDAY)), "working_day": (Fraction(1), Fraction(2)), "day": (Fraction(1), Fraction(1)), "month": (Fraction(28), Fraction(31)), "year": (Fraction(360), Fraction(366))}  # fmt: skip
"""How many days each unit may be: of work or of all, and of all of them alike."""


def _several(said: str, rest: str, first: Length) -> bool:
    """Whether what follows is another limit, of another step, case or level: not the same again, no part of the sum."""
    rest = FORMER.sub("", DATES.sub("", ASIDE.split(rest)[0]))
    if STEP.match(said) and AMONG.search(rest):
        return True
    for inner in PARENTHESES.findall(rest):
        if EXCEPTION.search(inner) or _said_again(inner[1:-1].strip(), first):
            rest = rest.replace(inner, "")
    outer = (one for one in re.split(r"[;。\n]", rest) if not EXCEPTION.search(one))
    at_once = PARENTHESES.sub("", rest)
    if AT_ONCE.search(at_once) and not NOT_AT_ONCE.search(at_once) and not ON_CONDITION.search(at_once):
        return True
    return any(not _same(other, first) for one in outer for other in _others(one))


def _said_again(inner: str, first: Length) -> bool:
    """Whether brackets hold the same limit, in another unit too, or its parts."""
    others = _others(inner)
    if SAME_AGAIN.fullmatch(inner):
        return any(_may_be(other, first) for other in others)
    whole = (sum((exact or Fraction(0) for exact, _ in others), Fraction(0)), first[1])
    parts = all(_same((first[0], unit), first) for _, unit in others)
    return (parts and _same(whole, first)) or (bool(others) and all(_same(other, first) for other in others))


def _same(one: Length, other: Length) -> bool:
    """Whether two lengths are one; a law's 二十日 are its working days."""
    days = {"day", "working_day"}
    return one[0] == other[0] and (one[1] == other[1] or {one[1], other[1]} <= days)


def _may_be(one: Length, other: Length) -> bool:
    """Whether two lengths can be the same time, each in its unit."""
    if one[1] == other[1] or _same(one, other) or {one[1], other[1]} - DAYS.keys():
        return _same(one, other)
    (least, most), (low, high) = ([(length[0] or 0) * days for days in DAYS[length[1]]] for length in (one, other))
    return least <= high and low <= most


def _others(said: str) -> list[Length]:
    found = ((amount(one["amount"]), UNITS[one["unit"]]) for one in AMONG.finditer(said))
    return [one for one in found if one[0] is not None]


def settled(text: str, given: object, unit: str) -> bool:
    """Whether a number beside a text of several limits says which counts: one of them, or the sum of the steps."""
    said = plain(text)
    beside = amount_of(given) if isinstance(given, int | float | str) and not isinstance(given, bool) else None
    told = _others(PARENTHESES.sub("", FORMER.sub("", ASIDE.split(said)[0])))
    if STEP.match(said):
        return beside == sum(exact or 0 for exact, _ in told)
    return beside is not None and any(_same(one, (beside, UNITS.get(unit, one[1]))) for one in told)


def _told(found: re.Match[str], unit: str, said: str) -> Told:
    parts = found.groupdict()
    exact = amount(parts["amount"])
    if exact is None or (parts["amount"] == "半" and (parts.get("half") or parts.get("more"))):
        return Told(None, "limit_unreadable")
    exact += Fraction(1, 2) if parts.get("half") or parts.get("more") else 0
    key = UNITS[unit]
    note = parts["rest"].strip(" 。)(内以:;,")[:1000]
    if exact.denominator == 1 and key != "minute":
        slip = "" if CANONICAL.fullmatch(said) else "limit_spelling"
        return Told({"number": int(exact), "unit": key} | ({"note": note} if note else {}), slip, exact)
    finer, times = FINER[key]
    whole = exact * times
    if times == WORKDAY:
        whole = CLOCK * int(exact) + WORKDAY * (exact % 1)
    made = {"number": min(-(-whole.numerator // whole.denominator), MOST), "unit": finer, "note": said[:1000]}
    return Told(made, "limit_fraction", exact, rounded=whole.denominator != 1)


def contradicts(told: Told, given: object, unit: str) -> bool:
    """Whether a number in a field of its own says another limit than the words."""
    if told.limit is None or isinstance(given, bool) or not isinstance(given, int | float | str):
        return False
    beside = amount_of(given)
    if beside is None:
        return False
    if told.amount is None:
        return beside != 0
    known = UNITS.get(unit)
    return beside != told.amount or (told.slip != "limit_fraction" and known not in (None, told.limit["unit"]))


def amount_of(given: float | str) -> Fraction | None:
    """The amount in a field that holds a number."""
    said = str(given).strip()
    return amount(said) if re.fullmatch(AMOUNT, said) else None
