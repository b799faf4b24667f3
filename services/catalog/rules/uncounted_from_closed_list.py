"""Time outside the clock is a survey, an expert review or the firm's mending by its own name, or else a law is cited (A18)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._closed import BY_LAW, nature_of
from services.catalog.rules._read import Row, rows, text
from shared.elements import TABLES

KINDS = TABLES["uncounted_kind"].schemes["heilongjiang"].codes


def check(values: Values) -> Iterator[Found]:
    """Steps that do not count, and special procedures: what each is, not which box is ticked."""
    for path, row in rows(values, "steps"):
        if text(row, "uncounted"):
            yield from _of_step(path, row)
    for path, row in rows(values, "special_procedures"):
        what, name = nature_of(row, special=True), text(row, "name")[:20]
        if what == "own":
            yield Found(f"{path}.name", *_own(name))
        elif what == "unnamed":
            yield Found(f"{path}.basis", f"特别程序“{name}”没有法律法规条款", f"{name} stops the clock, by no law")


def _of_step(path: str, row: Row) -> Iterator[Found]:
    kind, name, what = text(row, "uncounted"), text(row, "name")[:20], nature_of(row)
    if kind not in KINDS:
        yield Found(f"{path}.uncounted", f"“{name}”不在不计时环节之列", f"{name} must count")
    elif what == "own":
        yield Found(f"{path}.uncounted", *_own(name))
    elif what == "unnamed" and kind == BY_LAW:
        yield Found(f"{path}.uncounted_basis", f"“{name}”不计时，没有法律法规条款", f"{name} does not count, by no law")
    elif what == "unnamed":
        said = KINDS[kind]
        yield Found(f"{path}.uncounted", f"“{name}”从名称和内容看不是{said.zh}", f"{name} is no {said.en.lower()}")


def _own(name: str) -> tuple[str, str]:
    return f"“{name}”是机关自己的工作，应当计时", f"{name} is the office's own work and counts"


_LAW = "《行政许可法》第四十五条"

RULE = Rule(
    zh="不计时环节限于法定",
    en="Only the law stops the clock",
    severity="block",
    waivable=Waivable("000 二：不计时环节限于法定", "000 part 2: only the law stops the clock", may=False),
    clause="A18",
    cure_zh="写明法律法规条款，或计入时限；机关自己的工作一律计时",
    cure_en="cite the article, or let it count; the office's own work always counts",
    check=check,
    passes=[
        {"steps": [{"name": "现场核查", "uncounted": "1"}, {"name": "局务会研究"}]},
        {"steps": [{"name": "入户调查核实", "uncounted": "1"}, {"name": "踏勘", "uncounted": "1"}]},
        {"steps": [{"name": "技术评审", "uncounted": "2"}, {"name": "组织专家论证会", "uncounted": "2"}]},
        {"steps": [{"name": "专家组集体讨论", "uncounted": "2", "content": "专家评审并形成意见，报局领导"}]},
        {"steps": [{"name": "限期整改", "uncounted": "3"}]},
        {"steps": [{"name": "技术环节", "content": "委托机构组织专家评审", "uncounted": "2"}]},
        {"steps": [{"name": "听证", "uncounted": "9", "uncounted_basis": _LAW}]},
        {"special_procedures": [{"name": "专家评审"}, {"name": "检测", "basis": _LAW}]},
        {"special_procedures": [{"name": "延长审批", "kind": "1", "basis": "《行政许可法》第四十二条"}]},
    ],
    fails=[
        {"steps": [{"name": "公示", "uncounted": "2"}]},
        {"steps": [{"name": "征求相关部门意见", "uncounted": "1"}]},
        {"steps": [{"name": "登记机构审查", "uncounted": "2"}]},
        {"steps": [{"name": "书面评审", "uncounted": "2"}]},
        {"steps": [{"name": "内部会签", "uncounted": "9"}]},
        {"steps": [{"name": "等待", "uncounted": "x"}]},
        {"steps": [{"name": "局长办公会研究", "stage": "7", "uncounted": "2"}]},
        {"steps": [{"name": "领导签批", "uncounted": "1"}]},
        {"steps": [{"name": "现场核查结果会签", "uncounted": "1"}]},
        {"steps": [{"name": "审批", "uncounted": "2", "content": "组织专家评审"}]},
        {"steps": [{"name": "等待", "uncounted": "1"}]},
        {"steps": [{"name": "材料核查", "uncounted": "1"}]},
        {"steps": [{"name": "集体讨论", "uncounted": "9", "uncounted_basis": _LAW}]},
        {"steps": [{"name": "检测", "uncounted": "9", "uncounted_basis": "有关规定"}]},
        {"special_procedures": [{"name": "局务会研究"}]},
        {"special_procedures": [{"name": "局务会研究", "basis": _LAW}]},
        {"special_procedures": [{"name": "检测"}]},
    ],
)
