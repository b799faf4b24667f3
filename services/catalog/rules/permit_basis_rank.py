"""A permit is set by law, regulation, a decision of the State Council, or a province's rule, and by nothing below."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases, behind, ranks_high
from services.catalog.rules._read import text

PERMIT = "01"


def check(values: Values) -> Iterator[Found]:
    """None of the establishing bases is of sufficient rank, told by its title or its order."""
    if text(values, "item_type") != PERMIT:
        return
    held = list(bases(values, "establishing"))
    if held and not any(ranks_high(title, f"{behind(title)} {text(row, 'document_number')}") for _, row, title in held):
        yield Found("legal_bases", "许可的设定依据层级不够", "no basis ranks high enough to set a permit")


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
        {"item_type": "01", "legal_bases": [{"title": "中华人民共和国民法典", "article": 209}]},
        {"item_type": "01", "legal_bases": [{"title": "《食品安全法》（2015年主席令第21号公布）（2021年修正）"}]},
        {"item_type": "01", "legal_bases": [{"title": "互联网信息服务管理办法", "document_number": "国务院令第292号"}]},
        {"item_type": "01", "legal_bases": [{"title": "杜尔伯特蒙古族自治县草原条例", "article": 7}]},
    ],
    fails=[
        {"item_type": "01", "legal_bases": [{"title": "关于加强管理的通知"}, {"title": "药品经营许可证管理办法"}]},
        {"item_type": "01", "legal_bases": [{"title": "《药品经营许可证管理办法》（2017年局令第37号修正）"}]},
        {"item_type": "01", "legal_bases": [{"title": "鸡东县市场管理条例", "article": 7}]},
        {"item_type": "01", "legal_bases": [{"title": "虎林市人民代表大会常务委员会关于夜市的决定"}]},
    ],
)
