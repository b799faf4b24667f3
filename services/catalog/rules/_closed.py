"""What a step that stops the clock is, by its name, by what it does and by the law it cites."""

import re
from functools import lru_cache
from typing import Literal

from services.catalog.rules import Values
from services.catalog.rules._law import cites_article
from services.catalog.rules._read import text

Nature = Literal["sound", "unclear", "own", "unnamed"]
"""Of the list by its own name; told otherwise; the office's own work; not told to be of the list at all."""

LONGEST = 2_000
BY_LAW = "9"
CLOSED = {
    "1": re.compile(
        r"(?<![非免])(?:现场|实地|场地|入户|上门|外业)[^，。；、\s]{0,6}(?:[查勘验踏测]|核实|考察|评审|评估|审核)"
        r"|勘[查察验测界]|查勘|踏[勘查看]"
    ),
    "2": re.compile(
        r"专家|(?:技术(?![科处股室部])|第三方|(?:^|委托|组织|中介|专业|技术|咨询|服务|检测|检验|鉴定|认证|评估|评审)机构)"
        r"[^，。；、\s]{0,6}(?:评审|论证|审查|评估)"
    ),
    "3": re.compile(r"(?<!材料)(?<!资料)整改|(?:限期|责令)[^，。；、\s]{0,4}改正"),
}
"""现场核查, 专家审查, 企业整改 (000 part 2), each by a word that no other step has: 核查 and 评审 alone are anybody's."""
NAMED_BY_LAW = re.compile(r"听证|招标|拍卖|检验|检测|检疫|鉴定|延长|延期|公[告示]|征[求询][^，。；、\s]{0,8}意见|评估")
"""行政许可法第四十二条, 第四十五条, and what other laws leave out of a limit; 专家评审 is of the list already."""
NOT_COUNTED = re.compile(r"不(?:予)?(?:计|算|列|包括|包含|含|在)[^，。；]{0,16}(?:期限|时限|时间|[之以]?内)|时间除外")
OWN = re.compile(
    r"[局厅部委处科院所]务会|[局厅处科]长|[市县区]长(?:办公)?会|(?:办公|党[组委]|班子|联席|行政|主任|审批|业务|专题)会|党[组委]|例会|上会|内部|分管|领导(?!小组)"
    r"|(?<!专家)(?<!专家组)集体(?:研究|讨论|审[议核批]|决[策定])|会签|(?<!专家)会[商办]|(?<!专家)(?<!技术)会审|[核审]签|签[批发]"
    r"|(?:结果|意见|情况|结论|报告)(?:审[核查批议]|复[核查审]|研究|确认)"
    r"|核稿|用印|盖章|流转|传阅|呈[批报]|送审|汇总|^(?:受理|[初复终]?审|审[核查批定]|复核|决定|批准|办结)(?:环节|阶段)?$"
)
"""What an office does inside, or one of its four steps."""


@lru_cache(4096)
def nature(kind: str, name: str, does: str, basis: str) -> Nature:
    """What a step is that is said not to count, as this kind; a special procedure has no kind of the list."""
    if OWN.search(name):
        return "own"
    named = {one for one, words in CLOSED.items() if words.search(name)}
    if kind in named or (named and not kind):
        return "sound" if not OWN.search(does) or any(CLOSED[one].search(does) for one in named) else "unclear"
    if kind in CLOSED:
        by_law = NAMED_BY_LAW.search(name) and cites_article(basis)
        return "unclear" if named or by_law or CLOSED[kind].search(does) else "unnamed"
    if not cites_article(basis):
        return "unnamed"
    return "sound" if named or NAMED_BY_LAW.search(name) or NOT_COUNTED.search(basis) else "unclear"


def nature_of(row: Values, *, special: bool = False) -> Nature:
    """The same of a row of the steps, or of the special procedures."""
    does, basis = ("note", "basis") if special else ("content", "uncounted_basis")
    kind = "" if special else text(row, "uncounted")
    return nature(kind, text(row, "name")[:LONGEST], text(row, does)[:LONGEST], text(row, basis)[:LONGEST])
