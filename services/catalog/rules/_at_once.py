"""Which steps run at the same time: those of one stage by its word, each by another body that is named.

The mark alone is not believed, nor the stage that is ticked: a chain of superiors is a chain whatever it is marked.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.catalog.rules._read import Row, text

WORDS = re.compile(
    r"受理|收件|接件|登记|初审|预审|复审|复核|终审|审[查核定议批]|会[审签商办]|(?<!并)联审|联合审查|协审|征[求询]|意见"
    r"|核准|批准|决定|签[批发字]|公[示告]|办结|制证|发证|颁证|送达|出件"
)
BESIDE = {
    **dict.fromkeys(("审查", "审核", "会审", "会签", "会商", "会办", "联审", "联合审查", "协审"), "审核"),
    **dict.fromkeys(("征求", "征询", "意见"), "审核"),
    **{word: word for word in ("初审", "预审", "复审", "复核", "审批")},
}
"""The stages that several bodies may hold at the same time (内部并联审批审查, 联合会审; 忻州 三（二）)."""
RANK = re.compile(
    r"领导|分管|负责人|班子|党[组委]|[局厅部委处科院所站]务会|办公会|例会|集体|首席|上级|逐级"
    r"|副?(?:主任|[省市县区镇乡局厅处科股所站队]长)"
)
"""Superiors decide one after the other."""
OFFICE = re.compile(r"(?:行政)?(?:审批|登记)(?:服务)?(?=[局科处股室办中])")
"""Words of a stage in the name of an office."""
BODY = re.compile(
    r"(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)、.．]\s*)?(?:由|经|报|送|请|向|征[求询]|会[签商])*"
    r"([一-鿿]{1,40}(?:[局厅部科股室站队院]|委(?!托)|处(?![理罚])|所(?![在有])|办(?![结理件法])|政府|中心|协会))"
)
NOBODY = re.compile(
    r"[各本该]|第?[一二三四五六七八九十\d]+[次轮级道]|业务|承办|主管|经办|相关|有关|内设|下属|科室|处室|部门|机[关构]|单位|窗口"
)
"""What a body is called without being named."""
LEVEL = re.compile(
    r"(国家|省|市(?![场政容])|县|区|乡|镇|街道|村|分(?=局))(?=[^科处股室]{0,16}(?:局|厅|委|政府|办事处)$)"
)
NAMED = 2


class _Step(NamedTuple):
    """What it does, by whose rank, and the bodies that its office and its name tell."""

    does: str
    rank: str
    bodies: tuple[str, str]


def at_once(steps: Sequence[Row]) -> list[bool]:
    """Of each step whether it runs beside the one before."""
    found: list[bool] = []
    group: list[_Step] = []
    if not any(row.get("parallel") is True for row in steps):
        return [False] * len(steps)
    for row in steps:
        step = _step(row)
        holds = row.get("parallel") is True and bool(group) and all(_beside(step, one) for one in group)
        group = [*group, step] if holds else [step]
        found.append(holds)
    return found


def _step(row: Row) -> _Step:
    name = (text(row, "name") or text(row, "step"))[:100]
    office = (text(row, "office") or text(row, "section"))[:100]
    does = {BESIDE.get(word, "") for word in WORDS.findall(OFFICE.sub("", name))}
    one = len(does) == 1 and not RANK.search(name) and not RANK.search(office)
    rank, told = RANK.search(text(row, "handler_post")), BODY.match(NOBODY.sub("", name))
    return _Step(does.pop() if one else "", rank[0] if rank else "", (NOBODY.sub("", office), told[1] if told else ""))


def _beside(one: _Step, other: _Step) -> bool:
    """The same is done at the same rank, by two bodies of which neither is above the other."""
    if not one.does or (one.does, one.rank) != (other.does, other.rank):
        return False
    apart = [_apart(*both) for both in zip(one.bodies, other.bodies, strict=True)]
    return True in apart and False not in apart


def _apart(one: str, other: str) -> bool | None:
    """Whether they are bodies beside one another; nothing where they are not told or the same."""
    if one == other or not one or not other:
        return None
    mine, its = ((LEVEL.findall(body) or [""])[-1] for body in (one, other))
    bare, own = (LEVEL.sub("", body) for body in (one, other))
    return (
        min(len(bare), len(own)) >= NAMED
        and (not mine or not its or mine == its)
        and bare not in own
        and own not in bare
    )
