"""A permit is set by law, regulation, a decision of the State Council, or a province's rule, and by nothing below."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases
from services.catalog.rules._read import text
from shared.codes.lawmakers import county_in_front

HIGH = re.compile(
    r"(?:(?<!办)法|条例)(?:[（(][^（）()]*[）)])?$|^国务院.*决定|国务院.*(?:规定|办法)$|(?:省|自治区|市).*(?:规定|办法)$|法.*实施(?:条例|细则|办法)$|人民代表大会(?:常务委员会)?关于.+的决定(?:[（(][^（）()]*[）)])?$"
)
PERMIT = "01"


def check(values: Values) -> Iterator[Found]:
    """None of the establishing bases is of sufficient rank, told by its title."""
    titles = [title.strip("《》 ") for _, _, title in bases(values, "establishing")]
    if text(values, "item_type") == PERMIT and titles and not any(map(_high, titles)):
        yield Found("legal_bases", "许可的设定依据层级不够", "no basis ranks high enough to set a permit")


def _high(title: str) -> bool:
    """A county, a county-level city or a district makes no regulations, whatever it calls them (立法法 第八十一条)."""
    return bool(HIGH.search(title)) and not county_in_front(title)


RULE = Rule(
    zh="许可由法律、法规、国务院决定或省级规章设定",
    en="A permit's basis ranks high enough",
    severity="warn",
    clause="E06",
    cure_zh="引用设定许可的法律、法规；没有的依法取消",
    cure_en="cite the law that sets it; without one, cancel it",
    check=check,
    passes=[
        {"item_type": "01", "legal_bases": [{"title": "水法", "article": 7}]},
        {"item_type": "20", "legal_bases": [{"title": "某通知"}]},
        {"item_type": "01", "legal_bases": [{"title": "黑龙江省人民代表大会常务委员会关于烟花爆竹的决定"}]},
        {"item_type": "01", "legal_bases": [{"title": "杜尔伯特蒙古族自治县草原条例", "article": 7}]},
    ],
    fails=[
        {"item_type": "01", "legal_bases": [{"title": "关于加强管理的通知"}, {"title": "药品经营许可证管理办法"}]},
        {"item_type": "01", "legal_bases": [{"title": "鸡东县市场管理条例", "article": 7}]},
        {"item_type": "01", "legal_bases": [{"title": "虎林市人民代表大会常务委员会关于夜市的决定"}]},
    ],
)
