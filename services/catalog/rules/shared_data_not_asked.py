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
    ],
    fails=[
        {"materials": [{"name": "身份证（原件及复印件）"}]},
        {"materials": [{"name": "《营业执照》正、副本复印件", "submission": ["1", "2"]}]},
        {"materials": [{"name": "法定代表人（机构负责人）身份证"}]},
    ],
)
