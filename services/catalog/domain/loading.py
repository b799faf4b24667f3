"""Why a row of a load stays out, and who has to do what first; and which department keeps an item that is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.catalog.domain.items import Item, Office, Values
from services.catalog.domain.loadcodes import OUTER, is_legacy
from shared import elements
from shared.codes import covers, explain
from shared.problems import Conflict, Fault, Forbidden, Malformed, NotFound, Problem, Refused

REGISTER = (
    "登记后重新装载：shixiang offices load 机构文件，或 POST /catalog/v1/offices",
    "register it and load again: shixiang offices load FILE, or POST /catalog/v1/offices",
)


CLAIMED = "认领"
"""The reason of the edition with which a body begins an item that it claims."""


@dataclass(frozen=True)
class Loaded:
    """What the last load of an item left: its edition, the row's version and time, what it said otherwise, and when."""

    edition: int = 1
    version: int = 0
    upper: Values = field(default_factory=dict)
    updated: str = ""
    at: str = ""


def _why(kind: type[Problem], code: str, *words: str) -> Problem:
    zh, en, cure_zh, cure_en = words
    return kind(f"{zh}。", f"{en}.", code, [Fault("", code, zh, en, cure_zh, cure_en)])


def no_item() -> Problem:
    """Nobody has an item of this code, and whoever sends the row may not create it."""
    return _why(
        NotFound,
        "no_item",
        "没有编码与此相符的事项",
        "No item has this code",
        "由大数据中心装载该转储（目录中尚无的，由省级大数据中心），或先认领再导入",
        "let the data centre load the dump (the provincial one if the catalogue lacks it), or claim it first",
    )


def no_parent(code: str, row: int) -> Problem:
    """A handling item arises under its implementation item (A06), which is neither held nor comes with the same file."""
    if row:
        return _why(
            Refused,
            "parent_waits",
            f"所属实施事项 {code}（第 {row} 行）未能装载",
            f"Its implementation item {code} (row {row}) is not loaded",
            f"先改正第 {row} 行，再重新装载",
            f"mend row {row} and load again",
        )
    return _why(
        NotFound,
        "no_parent",
        f"没有所属实施事项 {code}，本转储中也没有",
        f"Its implementation item {code} is neither held nor in the dump",
        "在转储中附上该实施事项的行，或先装载、认领它，再重新装载；task_code 有误的，改正编码",
        "send the row of that item along, or load or claim it first; correct task_code if it is wrong",
    )


def no_name() -> Problem:
    """A handling item is called something (C21)."""
    words = ("办理项没有名称", "the handling item has no name", "填写 task_name", "fill task_name")
    fault = Fault("handling_item_name", "missing", *words)
    return Malformed("业务办理项没有名称。", "The handling item has no name.", "elements", [fault])


def bad_part(code: str, parent: str, fault: tuple[str, str]) -> Problem:
    """The code of a handling item is that of its item and a number of two digits (domain.md 2.3)."""
    return _why(
        Malformed,
        "bad_code",
        f"业务办理项编码 {code} 有误：{fault[0]}",
        f"{code}: {fault[1]}",
        f"改为实施编码加两位顺序号，如 {parent}01",
        f"correct task_handle_item: the item's code and two digits, as {parent}01",
    )


def demand_part(code: str, parent: str) -> None:
    """Malformed unless the code is that of a handling item of this item."""
    fault = explain(code, "handling")["fault"]
    if fault and fault["cause"] != OUTER and not is_legacy(parent):
        raise bad_part(code, parent, (fault["message"], fault["message_en"]))
    if code[:-2] != parent:
        raise bad_part(code, parent, (f"不在实施编码 {parent} 之下", f"it is not under {parent}"))


def no_body(credit_code: str, name: str, *, known: bool) -> Problem:
    """The implementing body is not registered, or not as one that implements."""
    if known:
        zh, en = f"机构 {credit_code} 未登记为实施机构", f"{credit_code} is not registered as an implementing body"
    else:
        zh, en = f"实施机构 {credit_code} 尚未登记", f"The implementing body {credit_code} is not registered"
    return _why(Refused, "unknown_body", zh + (f"（{name}）" if name else ""), en, *REGISTER)


def demand_inside(region: str, place: str) -> None:
    """A data centre loads for its own territory; what lies elsewhere is loaded there, or above."""
    if not covers(region, place):
        raise _why(
            Forbidden,
            "territory",
            f"该事项属于 {place}，不在装载单位的管辖区划 {region} 之内",
            f"It belongs to {place}, outside the territory {region}",
            "由当地或上级大数据中心装载",
            "let the data centre there, or above, load it",
        )


def no_base(code: str) -> Problem:
    """No item is born below the catalogue's owner (G22)."""
    return _why(
        Refused,
        "no_base",
        f"目录中没有 {code}，省级以下不能新增目录事项（004 第十条）",
        f"{code} is not in the catalogue, and nobody below the province adds to it",
        "由省级大数据中心装载省级转储，或由省级业务部门编入目录后重新装载",
        "let the provincial data centre load the province's dump, or the line department enter it; then load again",
    )


def named_split(split: Mapping[str, tuple[int, int]]) -> str:
    """Where two rows say different things of one item of the catalogue."""
    return "；".join(f"第 {one} 行与第 {two} 行的{elements.labels(key).zh}不同" for key, (one, two) in split.items())


def rows_disagree(code: str, split: Mapping[str, tuple[int, int]]) -> Problem:
    """No row is the right one for the catalogue: somebody has to say so."""
    rows = ", ".join(f"rows {one} and {two} ({key})" for key, (one, two) in split.items())
    return _why(
        Refused,
        "rows_disagree",
        f"目录中没有 {code}，各行所写的目录要素不一致：{named_split(split)}",
        f"{code} is not in the catalogue, and the rows disagree on what it is: {rows}",
        "转储中附上 up_task_directory，或由省级业务部门先编入目录，或改成一致后重新装载",
        "send up_task_directory along, let the line department enter it, or make the rows agree; then load again",
    )


def not_eligible(base: Item, office: Office) -> Problem:
    """The body's level or territory is none of the catalogue item's (G04, G20)."""
    return _why(
        Refused,
        "nobody_eligible",
        f"{office.name}的层级或区划与目录事项 {base.code} 的行使层级不符",
        f"The level or territory of {office.name} is none of {base.code}",
        f"由{base.office_name}核对目录的行使层级，或改正编码",
        f"let {base.office_name} look at the levels in the catalogue, or correct the code",
    )


def other_line(base: Item, office: Office) -> Problem:
    """Nobody handed the item to the body, whose business line is another than that of its owner (G04)."""
    return _why(
        Refused,
        "other_line",
        f"目录事项 {base.code} 未下发给{office.name}，其条线“{office.line or '未填'}”与{base.office_name}的条线不同",
        f"{base.code} was never handed down to {office.name}, whose business line is not that of {base.office_name}",
        f"由{base.office_name}指名下发给{office.name}后重新装载",
        f"let {base.office_name} hand it down to {office.name} by name; then load again",
    )


def other_code(own: Item, office: Office) -> Problem:
    """The body holds the catalogue's item already, under another code."""
    return _why(
        Conflict,
        "other_code",
        f"{office.name}已有该目录事项，编码为 {own.code}",
        f"{office.name} holds it already as {own.code}",
        "核对 task_code，改为现有编码",
        "look at task_code; use the code that it has",
    )


def department_of(offices: Iterable[Office], body: Office, above: Values, code: str) -> Office:
    """The department that keeps a new item: the one that the row names, or the one of the body's business line."""
    kept = [o for o in offices if "line_department" in o.kinds and covers(o.region, body.region)]
    named = [o for o in kept if o.name == above.get("guidance_department")]
    found = named or [o for o in kept if body.line and o.line == body.line]
    if len(found) == 1:
        return found[0]
    line = str(above.get("guidance_department") or body.line or "未填")
    zh = f"目录中没有 {code}，条线“{line}”上应编入它的省级业务部门{'不止一个' if found else '尚未登记'}"
    en = (
        f"{code} is not in the catalogue, and {'several departments keep' if found else 'no department keeps'} its line"
    )
    cure = (f"登记该条线的省级业务部门（line_department）。{REGISTER[0]}", f"one line_department. {REGISTER[1]}")
    if found:
        cure = ("由其中一个省级业务部门先编入目录，再重新装载", "let one of them enter it first; then load again")
    raise _why(Refused, "no_owner", zh, en, *cure)
