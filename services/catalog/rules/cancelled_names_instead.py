"""A cancelled material says what takes its place, where something does."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._cuts import CUT
from services.catalog.rules._read import rows, text
from shared.elements import QUESTIONS

REPLACED = {column.ground for question, column in QUESTIONS.items() if question not in CUT}
"""Grounds on which a licence, an undertaking, an interface or an approval document does what the material did."""


def check(values: Values) -> Iterator[Found]:
    """Each of these names which one."""
    for path, row in rows(values, "cancelled_materials"):
        if text(row, "ground") in REPLACED and not text(row, "instead"):
            name = text(row, "name")[:40]
            yield Found(f"{path}.instead", f"“{name}”取消后未写凭何办理", f"{name!r}: what takes its place?")


RULE = Rule(
    zh="取消的材料写明凭何办理",
    en="A cancelled material says what takes its place",
    severity="warn",
    clause="G47",
    cure_zh="写明凭哪种证照、哪份承诺书、经哪个接口或共享数据资源、凭哪个部门的批文",
    cure_en="name the licence, the undertaking, the API or shared data, or the document and its department",
    check=check,
    passes=[
        {
            "cancelled_materials": [
                {"name": "学历证明", "ground": "4", "instead": "经教育部门学历信息核验接口核验"},
                {"name": "无违法证明", "ground": "6"},
            ]
        }
    ],
    fails=[{"cancelled_materials": [{"name": "居住证明", "ground": ground}]} for ground in ("2", "3", "4", "5")],
)
