"""What offices can share is not asked of the applicant."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._cuts import fetched
from services.catalog.rules._read import rows, text
from services.catalog.rules._shared_data import shared

SHARED, ISSUED = "4", "20"
"""提交方式：数据共享；来源渠道：政府部门核发。"""


def check(values: Values) -> Iterator[Found]:
    """Match each material that is asked for with the catalogue of shared data."""
    for path, row in rows(values, "materials"):
        if not fetched(row) and (known := shared(text(row, "name"))):
            name, holder = known
            yield Found(path, f"{name}可由{holder}数据共享取得", f"{name} can be had from {holder}")


def cured(materials: Sequence[Any]) -> list[Any]:
    """The materials, what offices can share fetched by them: way, source and holder say so."""
    return [_cured(row) if isinstance(row, dict) else row for row in materials]


def _cured(row: dict[str, Any]) -> dict[str, Any]:
    known = None if fetched(row) else shared(text(row, "name"))
    return row | {"submission": [SHARED], "source": ISSUED, "shared_data": "，".join(known)} if known else row


_EVERYDAY = (
    "法定代表人（机构负责人）身份证",
    "法人身份证复印件",
    "1.经办人身份证原件、复印件各1份",
    "身份证复印件一份",
    "身份证正、反面复印件",
    "第二代居民身份证（一式两份）",
    "提交申请材料的人员（经办人）的自然人身份证明复印件",
    "法定代表人和负责人身份证",
    "隶属公司的营业执照副本复印件1份",
    "申请人的身份证、户口簿原件及复印件",
    "户口本首页及本人页",
    "法人代表身份证复印件2张",
    "夫妻双方身份证、结婚证",
)

RULE = Rule(
    zh="能共享取得的材料不向申请人要",
    en="Shared data are not asked of the applicant",
    severity="warn",
    clause="A20",
    cure_zh="提交方式改为证照库引用或数据共享，或取消",
    cure_en="let the office fetch it, or cancel it",
    check=check,
    passes=[
        {"materials": [{"name": "身份证", "submission": ["3"]}]},
        {"materials": [{"name": "取水单位营业执照以外的合同"}, {"name": "家庭经济状况核查授权委托书"}]},
        {"materials": [{"name": "授权委托书及受托人身份证"}, {"name": "授权委托书受托人身份证"}]},
        {"materials": [{"name": "法定代表人身份证明"}, {"name": "退役军人身份证明"}, {"name": "身份证或护照"}]},
        {"materials": [{"name": "股东照片、身份证"}, {"name": "营业场所布置图及房屋产权证"}, {"name": "股东、股东"}]},
        {"materials": [{"name": "境外投资者营业执照"}, {"name": "港澳居民身份证"}, {"name": "缴回企业营业执照"}]},
    ],
    fails=[
        {"materials": [{"name": "身份证（原件及复印件）"}]},
        {"materials": [{"name": "《营业执照》正、副本复印件", "submission": ["1", "2"]}]},
        *({"materials": [{"name": name}]} for name in _EVERYDAY),
    ],
)
