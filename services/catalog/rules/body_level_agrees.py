"""The territory of the body and the exercising level fit: a county's body exercises no city's power of its own."""

import re
from collections.abc import Iterator
from functools import lru_cache

from services.catalog.rules import Context, Found, Rule, Values
from services.catalog.rules._read import text

NATION, HANDED = "100000", {"2", "3", "5"}
LEVELS = {"1": "国家", "2": "省", "3": "市", "4": "县", "5": "镇", "6": "村"}
LENGTH = 18
NATIONAL = re.compile(r"(?:国务院|国家|中华人民共和国)[一-鿿]{1,12}(?:总局|局|委员会|部|署)")
SIGN = "[一-习乢-厾叀-币布-眀眂-镆镈-鿿]"
"""Any but 乡, 县, 市, 省 and 镇."""
PLACE = re.compile(
    rf"(?:国家税务总局)?(?P<crown>北京市|上海市|天津市|重庆市)?(?P<province>{SIGN}{{2,3}}省|{SIGN}{{2,5}}自治区)?"
    rf"(?P<city>{SIGN}{{2,5}}?市|{SIGN}{{2,10}}?自治州)?(?P<second>{SIGN}{{2,4}}?市)?(?P<county>{SIGN}{{1,5}}?(?:县|(?<![社园新发地灾])区|自治旗))?"
    rf"(?P<town>{SIGN}{{1,5}}?(?:(?<!城)[镇乡]|街道))?"
)


def _level(credit: str) -> str:
    region = credit[2:8]
    if region == NATION:
        return "1"
    return "2" if region.endswith("0000") else "3" if region.endswith("00") else "4"


@lru_cache(4096)
def _named(body: str) -> str:
    """The levels that a body of this name may have; none where the name does not say. A 市 may be a county's equal."""
    hit = PLACE.match(body)
    there = {key for key, said in hit.groupdict().items() if said} if hit else set()
    if "town" in there:
        return "56"
    if "county" in there:
        return "34" if "crown" in there else "4"
    if there & {"city", "second"}:
        return "4" if {"city", "second"} <= there else "34"
    if "crown" in there:
        return "23"
    return "2" if "province" in there else "1" if NATIONAL.fullmatch(body) else ""


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the division in the credit code, or else in the body's name, with the level; handed powers are left out."""
    credit = text(values, "implementing_body_code") or text(context.item, "credit_code")
    body, level = text(values, "implementing_body"), text(values, "exercise_level")
    if level not in LEVELS or text(values, "power_source") in HANDED:
        return
    coded = _level(credit) if len(credit) == LENGTH and level in "1234" else ""
    for here in filter(None, (coded, _named(body))):
        if level not in here:
            where, said = LEVELS[here[0]], LEVELS[level]
            yield Found(
                "exercise_level", f"实施主体属{where}级，行使层级为{said}级", f"a body of {where} exercises at {said}"
            )
            return


RULE = Rule(
    zh="实施主体区划与行使层级相符",
    en="The body's division fits the level",
    severity="warn",
    clause="G04",
    cure_zh="核对行使层级；下放、授权、委托的写明权力来源",
    cure_en="correct the level; say where a handed-down power comes from",
    compare=compare,
    passes=[
        {"implementing_body_code": "11230300990000017L", "exercise_level": "3"},
        {"implementing_body_code": "11230381990000041F", "exercise_level": "3", "power_source": "2"},
        {"exercise_level": "3"},
        {"implementing_body": "国家税务总局龙山县税务局", "exercise_level": "4"},
        {"implementing_body": "龙山县住房和城乡建设局", "exercise_level": "4"},
        {"implementing_body": "虎林市民政局", "exercise_level": "4"},
        {"implementing_body": "湖南省城市管理局", "exercise_level": "2"},
        {"implementing_body": "济南市槐荫区张庄路街道办事处", "exercise_level": "5"},
    ],
    fails=[
        {"implementing_body": "湖南省民政厅", "exercise_level": "4"},
        {"implementing_body": "龙山县民政局", "exercise_level": "5"},
        {"implementing_body": "国家税务总局", "exercise_level": "4"},
        {"implementing_body": "张家界市民政局", "exercise_level": "2"},
        {"implementing_body_code": "11310000MB2F3067XN", "exercise_level": "3"},
    ],
)
