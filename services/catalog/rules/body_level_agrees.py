"""The territory of the body and the exercising level fit: a county's body exercises no city's power of its own."""

import re
from collections.abc import Iterator
from functools import lru_cache

from services.catalog.rules import Context, Found, Rule, Values
from services.catalog.rules._read import text
from shared.codes.divisions import Division, divided
from shared.codes.places import placed

NATION, HANDED = "100000", {"2", "3", "5"}
LEVELS = {"1": "国家", "2": "省", "3": "市", "4": "县", "5": "镇", "6": "村"}
LENGTH = 18
NATIONAL = re.compile(
    r"(?:(?:国务院|国家)(?:(?!局|委员会|部|署)[一-鿿]){1,16}(?:总局|局|委员会|部|署)|中华人民共和国(?:(?!局|委员会|部|署)[一-鿿]){1,16}(?:委员会|部|总?署))"
)
ABOVE = re.compile(r"^(?:国家税务总局|国家统计局|国家烟草专卖局)(?=[一-鿿])|^中共(?:中央)?")
AWAY = re.compile(r"[分支]局|[分支]队|分中心|派[出驻]|直属|驻[一-鿿]")
"""A part of a body somewhere else."""
TOWN = re.compile(
    r"[一-鿿]{1,10}?(?:(?<![城村集小古])(?:镇|乡|苏木)|街道)"
    r"(?=(?:人民)?政府|人民代表|人大|办事处|党|综合|便民|公共|社会|社区|政务|为民|群众|退役|财政|司法所|派出所|农业|文化|卫生院|民政|水利站|林业站|$)"
)
VILLAGE = re.compile(r"[一-鿿]+(?:(?:村民|居民|(?:村|社区|嘎查)(?:村民|居民)?)委员会|[村居]委会)$")
BELOW = re.compile(
    r"[一-鿿]{1,10}?(?:(?<![城村集小古乡])(?:镇|乡(?!村振|镇))|街道|苏木|(?<![农乡])村(?!镇)|社区(?!矫正|教育)|嘎查)"
)
"""Something below a county, which may be a town's, a village's or the county's own there: what it is cannot be told."""
STRAIGHT = "90"
"""Of the codes of counties that no city is above."""
CROWN = ("11", "12", "31", "50")


def _coded(credit: str) -> str:
    """The levels that a body with this credit code may have."""
    region = credit[2:8]
    if region == NATION:
        return "1"
    if region.endswith("0000"):
        return "2"
    if region.endswith("00"):
        return "3" if divided(region) else "34"
    return "34" if _under_none(region) else "4"


def _under_none(code: str) -> bool:
    """Whether a county lies under no city: a municipality's, or the province's own."""
    return code.startswith(CROWN) or code[2:4] == STRAIGHT


@lru_cache(4096)
def _named(body: str) -> str:
    """The levels that a body of this name may have; none where the name does not say."""
    found, rest = placed(ABOVE.sub("", body))
    if AWAY.search(rest):
        return ""
    if TOWN.match(rest) or VILLAGE.match(rest):
        return "65" if VILLAGE.match(rest) else "56"
    if BELOW.match(rest):
        return ""
    if found:
        return "".join(sorted({level for one in found for level in _may(one)}))
    return "1" if NATIONAL.fullmatch(body) else ""


def _may(one: Division) -> str:
    """A city's part is a county's equal; districts of a municipality and what lies under a province are a city's."""
    if one.level == "province":
        return "23" if one.code.startswith(CROWN) else "2"
    return "34" if one.level == "city" or _under_none(one.code) else "4"


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Compare the division in the credit code, or else in the body's name, with the level; handed powers are left out."""
    credit = text(values, "implementing_body_code") or text(context.item, "credit_code")
    body, level = text(values, "implementing_body"), text(values, "exercise_level")
    if level not in LEVELS or text(values, "power_source") in HANDED:
        return
    coded = _coded(credit) if len(credit) == LENGTH and level in "1234" else ""
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
        {"implementing_body": "景德镇市水利局", "exercise_level": "3"},
        {"implementing_body": "山西省长治市武乡县农业农村和乡村振兴局", "exercise_level": "4"},
        {"implementing_body": "鸡西市公安局鸡冠分局", "exercise_level": "4"},
        {"implementing_body": "国家外汇管理局鸡西市中心支局", "exercise_level": "3"},
        {"implementing_body_code": "11441900007330213X", "exercise_level": "4"},
        {"implementing_body": "鸡东县永安镇永平村村民委员会", "exercise_level": "6"},
        {"implementing_body": "鸡西市鸡冠区向阳街道园林社区居民委员会", "exercise_level": "6"},
        {"implementing_body": "鸡东县永和镇永胜村党群服务中心", "exercise_level": "6"},
        {"implementing_body": "鸡东县永安镇永平村", "exercise_level": "6"},
    ],
    fails=[
        {"implementing_body": "湖南省民政厅", "exercise_level": "4"},
        {"implementing_body": "龙山县民政局", "exercise_level": "5"},
        {"implementing_body": "鸡东县永安镇永平村村民委员会", "exercise_level": "4"},
        {"implementing_body": "鸡东县乡村振兴局", "exercise_level": "5"},
        {"implementing_body": "鸡东县农业农村局", "exercise_level": "5"},
        {"implementing_body": "龙山县乡镇企业局", "exercise_level": "5"},
        {"implementing_body": "虎林市民政局", "exercise_level": "3"},
        {"implementing_body": "虎林市虎林镇人民政府", "exercise_level": "4"},
        {"implementing_body": "国家税务总局", "exercise_level": "4"},
        {"implementing_body": "张家界市民政局", "exercise_level": "2"},
        {"implementing_body_code": "11310000MB2F3067XN", "exercise_level": "3"},
    ],
)
