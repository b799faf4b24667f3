"""No pointless proof is asked for: what nobody needs, or what the issuer cannot know."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PROOF = re.compile(
    r"(单身|未婚|婚姻状况|无房|亲属关系|家庭关系|母子关系|父子关系|居住|暂住|健在|生存|存活|在世|失业|无业|收入|贫困|困难|表现|品行"
    r"|无犯罪记录|未受(刑事)?处罚|同一人|姓名更正|遗失|丢失|情况属实|实际经营|场地权属)(情况|状况)?的?证明"
    r"|(居|村)(民)?(委会|委员会)[^，。；、]{0,10}证明|(社区|单位|派出所)(出具|开具)的[^，。；、]{0,10}证明"
)


def check(values: Values) -> Iterator[Found]:
    """Match the names of the materials with the kinds of proof that were cancelled."""
    for path, row in rows(values, "materials"):
        if hit := PROOF.search(text(row, "name")):
            yield Found(f"{path}.name", f"“{hit[0]}”属无谓证明", f"{hit[0]} is a pointless proof")


RULE = Rule(
    zh="无谓证明全部取消",
    en="Pointless proofs are cancelled",
    severity="warn",
    clause="A19",
    cure_zh="取消，或改为书面承诺、部门核验",
    cure_en="cancel it, or let an undertaking or a check take its place",
    check=check,
    passes=[{"materials": [{"name": "出生医学证明"}, {"name": "营业场所布置图及房屋产权或使用权证明"}]}],
    fails=[{"materials": [{"name": "村委会出具的贫困证明"}]}, {"materials": [{"name": "亲属关系证明"}]}],
)
