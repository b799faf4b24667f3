"""The place is one of the body's level: a provincial body does not sit in a district's hall."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import Row, rows, text

PROVINCE = re.compile(r"^(?:[一-鿿]{2,3}(?:省|自治区)|[一-鿿]{2,4}自治区|省)(?![一-鿿]{1,8}[市县区州盟])")
CITY = re.compile(
    r"^(?:[一-鿿]{2,8}?(?:省|自治区))?(?:[一-鿿]{2,8}?(?:市|自治州|州|盟|地区)|市)(?![一-鿿]{1,8}?(?:县|区(?!域)|旗|乡|镇|街道))"
)
HALL = re.compile(
    r"((?:[一-鿿]{0,10}(市|州|盟|县|(?<!地)(?<!开发)(?<!高新)(?<!新)(?<!园)(?<!保税)(?<!度假)(?<!社)(?<!小)区|旗|乡|镇|街道)))"
    r"(?:人民)?(?:办事处)?(?:行政|政务|便民|市民|公共|综合|为民|党群)[一-鿿]{0,6}(?:中心|大厅|之家|服务[站点])"
)
"""A hall by the name of whose it is: 某区政务服务中心."""
RANK = {"市": 3, "州": 3, "盟": 3, "县": 4, "区": 4, "旗": 4, "乡": 5, "镇": 5, "街道": 5}
LONG = 200
DELEGATED = {"2", "3", "4", "5", "6"}
PROVINCIAL, MUNICIPAL, TOWN = 2, 3, 5
DISTRICT = re.compile("[县区旗]")
"""A city without districts has its windows in its towns."""
OWN = re.compile(r"^(?:[一-鿿]{2,8}?(?:省|自治区))?[一-鿿]{0,8}?(?:市|州|盟)(?=[一-鿿])")


def _rank(values: Values, body: str) -> int:
    """Of which level the body is by its name; a city that counts as a county is told by the exercising level."""
    if PROVINCE.match(body):
        return PROVINCIAL
    return MUNICIPAL if text(values, "exercise_level") == "3" and CITY.match(body) else 0


def _lower(row: Row, body: str, rank: int) -> str:
    """The place below the body's own level whose hall a row names; nothing where it is not told, or is the body's."""
    hit = HALL.search((text(row, "address") or text(row, "name"))[:LONG]) or HALL.search(text(row, "name")[:LONG])
    if not hit:
        return ""
    place = OWN.sub("", hit[1]) or hit[1]
    if rank == MUNICIPAL and RANK[hit[2]] == TOWN and not DISTRICT.search(place):
        return ""
    return place if RANK[hit[2]] > rank and place not in body else ""


def check(values: Values) -> Iterator[Found]:
    """Compare the body's name with the halls; a body that is at home in one may take applications in others too."""
    body = text(values, "implementing_body")
    rank = _rank(values, body)
    if not rank or text(values, "power_source") in DELEGATED:
        return
    found = [(path, _lower(row, body, rank)) for path, row in rows(values, "places")]
    for path, place in found if all(place for _, place in found) else ():
        yield Found(path, f"实施主体为“{body}”，办理地点在{place}", f"{body} takes applications at {place}")


_CITY = {"implementing_body": "鸡西市民政局", "exercise_level": "3"}

RULE = Rule(
    zh="办理地点与实施主体层级相符",
    en="The place is of the body's level",
    severity="warn",
    clause="G18",
    cure_zh="核对实施主体；委托受理的写明受理机构和权力来源",
    cure_en="correct the body, or say who accepts on its behalf",
    check=check,
    passes=[
        {"implementing_body": "广东省知识产权局", "places": [{"name": "省政务服务中心"}]},
        {"implementing_body": "广东省佛山市顺德区市场监督管理局", "places": [{"name": "顺德区行政服务中心"}]},
        {"implementing_body": "广东省知识产权局", "places": [{"name": "省政务大厅"}, {"name": "顺德区行政服务中心"}]},
        _CITY | {"places": [{"name": "鸡西市政务服务中心", "address": "鸡冠区中心大街1号市政务服务中心"}]},
        _CITY | {"places": [{"name": "市民大厦"}, {"name": "鸡冠区政务服务中心"}]},
        _CITY | {"exercise_level": "4", "places": [{"name": "向阳街道便民服务中心"}]},
        _CITY | {"power_source": "3", "places": [{"name": "鸡冠区政务服务中心"}]},
        {"implementing_body": "中山市民政局", "exercise_level": "3", "places": [{"name": "石岐街道政务服务中心"}]},
        {
            "implementing_body": "大兴安岭地区水务局",
            "exercise_level": "3",
            "places": [{"name": "加格达奇区大兴安岭地区政务服务中心"}],
        },
        {"implementing_body": "上海市民政局", "exercise_level": "2", "places": [{"name": "上海市政务服务中心"}]},
    ],
    fails=[
        {"implementing_body": "广东省知识产权局产业促进处", "places": [{"name": "顺德区行政服务中心一楼"}]},
        {"implementing_body": "黑龙江省水利厅", "places": [{"name": "鸡西市政务服务中心二楼3号窗口"}]},
        {"implementing_body": "省水利厅", "places": [{"name": "鸡东县政务服务中心"}]},
        _CITY | {"places": [{"name": "鸡冠区政务服务中心一楼5号窗口"}]},
        _CITY | {"places": [{"name": "鸡西市鸡冠区向阳街道便民服务中心"}]},
    ],
)
