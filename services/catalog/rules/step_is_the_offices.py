"""A step is an act of the office: applying is none."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

APPLICANT = re.compile(
    r"^(?:个人|申请人|当事人|企业|单位|群众)?(?:提出|提交|网上|填报|递交)?(?:申请|申报|材料)(?:人申请)?(?:[（(].*)?$|^(?:本人|申请人)"
)


def check(values: Values) -> Iterator[Found]:
    """Steps named for what the applicant does."""
    for path, row in rows(values, "steps"):
        if APPLICANT.match(text(row, "name")):
            yield Found(
                f"{path}.name",
                f"“{text(row, 'name')[:40]}”是申请人的行为",
                f"{text(row, 'name')[:40]}: the applicant's act",
            )


RULE = Rule(
    zh="办理环节从受理开始",
    en="Steps begin with acceptance",
    severity="hint",
    clause="E15",
    cure_zh="申请不作为环节",
    cure_en="applying is no step",
    check=check,
    passes=[{"steps": [{"name": "受理"}, {"name": "申请材料审查"}]}],
    fails=[{"steps": [{"name": "申请"}]}, {"steps": [{"name": "个人提出申请(或村委会协助申请)"}]}],
)
