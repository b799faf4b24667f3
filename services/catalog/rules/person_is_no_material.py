"""The applicant's presence, or an act, is no material."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

ACT = re.compile(
    r"(本人|当事人|双方|夫妻|申请人|法定代表人|监护人)[^，。；、]{0,6}(到场|到窗口|到现场|面签|亲自办理)|现场(拍照|采集|签字|确认)"
    r"|^(?:\d{1,2}[、.．])?(?:需|须|进行|现场|申请人|本人|法定代表人)*(?:人脸|面部|指纹|人像|虹膜|活体|身份|实名)(?:信息)?(?:识别|采集|核验|认证|验证|检测|比对)$|面[谈试签]$"
)


def check(values: Values) -> Iterator[Found]:
    """Look at the names of the materials."""
    for path, row in rows(values, "materials"):
        if hit := ACT.search(text(row, "name")):
            yield Found(f"{path}.name", f"“{hit[0]}”不是材料", f"{hit[0]} is no material")


RULE = Rule(
    zh="到场、签字等不列为材料",
    en="Presence is no material",
    severity="warn",
    clause="G40",
    cure_zh="删除；确需到场的写入到现场次数和原因",
    cure_en="remove it; a needed visit has its own element",
    check=check,
    passes=[{"materials": [{"name": "申请人身份证"}, {"name": "人像照片"}, {"name": "身份核验表"}]}],
    fails=[
        {"materials": [{"name": "另需本人到场"}]},
        {"materials": [{"name": "人脸识别"}]},
        {"materials": [{"name": "本人实名认证"}]},
    ],
)
