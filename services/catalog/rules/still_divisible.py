"""An item that names different business, or whose cases differ, is still divisible: a hint with what it saw."""

from collections.abc import Hashable, Iterator
from typing import Any

from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import drawn, flag, rows, text
from services.catalog.rules._variants import apart, benefits, bracketed, in_order, labelled, listed, of_cases, phrase
from shared.elements import ELEMENTS, UNITS, is_empty, span_of
from shared.elements.wording import words
from shared.workdays import worked

DAY, LATER = {"number": 1, "unit": "working_day"}, {"number": 2, "unit": "working_day"}
SEVERAL = 2

COLUMNS = {
    "materials": "材料",
    "limit": "时限",
    "conditions": "条件",
    "fees": "收费",
    "place": "地点",
    "handler": "办理机构",
    "result": "结果",
}
HANDLERS = ("office", "handler_post", "handler")
TEXTS = ("conditions", "approval_conditions", "procedure", "limit_note")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Name what differs; what has been divided into sub-items or handling items is divided."""
    item = context.item
    if item.get("handling_items") or item.get("layer") == "handling" or item.get("handling_code"):
        return
    if flag(values, "has_sub_items") or text(values, "handling_item_name"):
        return
    yield from _cases(values)
    yield from _name(values)
    for key in TEXTS:
        if found := drawn(values, key, _labels):
            yield _told(key, f"{ELEMENTS[key].zh}按业务分写", found)
    yield from _materials(values)
    yield from _steps(values)
    if found := benefits(text(values, "name"), text(values, "conditions")[:2000]):
        yield _told("conditions", "含几种给付", found)


def _told(path: str, zh: str, found: list[str]) -> Found:
    named = "、".join(found)[:100]
    return Found(path, f"{zh}：{named}，尚可拆分", f"{path} tells several kinds of business ({named}): still divisible")


def _cases(values: Values) -> Iterator[Found]:
    cases = [row for _, row in rows(values, "cases")]
    differing = [key for key in COLUMNS if len({_meant(row.get(key)) for row in cases}) > 1]
    if len(cases) >= SEVERAL and differing:
        zh, en = "、".join(COLUMNS[key] for key in differing), ", ".join(differing)
        yield Found("cases", f"各情形的{zh}不同，尚可拆分", f"cases differ in {en}: still divisible")


def _name(values: Values) -> Iterator[Found]:
    for key in ("name", "sub_item_name"):
        if len(found := listed(text(values, key))) >= SEVERAL:
            yield _told(key, "名称列出几种业务", in_order(found))
            return


def _labels(_: str, value: Any) -> list[str]:
    return apart(labelled(value)) if isinstance(value, str) else []


def _materials(values: Values) -> Iterator[Found]:
    found = drawn(values, "materials", _material_business)
    if not found:
        said = [text(row, "condition") for _, row in rows(values, "materials")]
        found = list(of_cases((text(row, "name") for _, row in rows(values, "cases")), said)) if any(said) else []
    if found:
        yield _told("materials", "材料按不同业务提交", found)


def _material_business(key: str, value: Any) -> list[str]:
    said = []
    for _, row in rows({key: value}, key):
        said.append(phrase(text(row, "condition")) or phrase(text(row, "remark")) or bracketed(text(row, "name")))
    return apart(said)


def _steps(values: Values) -> Iterator[Found]:
    """Steps that are named for one business each; by whom they are done is told where that differs too."""
    found = drawn(values, "steps", _step_business)
    if found:
        hands = {
            tuple(text(row, key) for key in HANDLERS)
            for _, row in rows(values, "steps")
            if bracketed(text(row, "name"))
        }
        yield _told("steps", "环节按业务分列" + ("、承办不同" if len(hands) > 1 else ""), found)


def _step_business(key: str, value: Any) -> list[str]:
    return apart(bracketed(text(row, "name")) for _, row in rows({key: value}, key))


def _meant(value: Any) -> Hashable:
    """What a cell means: names in any order, a limit by what it counts, a text without its dress."""
    if is_empty(value):
        return None
    if isinstance(value, list):
        return frozenset(_meant(one) for one in value)
    if isinstance(value, dict) and value.get("unit") in UNITS:
        counts = worked(span_of(value))
        return counts and (counts.scale, counts.amount), _meant(value.get("note"))
    return words(value) if isinstance(value, str) else repr(value)


LISTED = "食品经营许可（新办、变更、延续、补证、注销）"

RULE = Rule(
    zh="情形不同的事项尚可拆分",
    en="What differs by case can be split",
    severity="hint",
    clause="A06",
    cure_zh="按业务或情形拆分为子项或业务办理项",
    cure_en="make sub-items or handling items of the kinds of business",
    compare=compare,
    passes=[
        {"cases": [{"name": "甲", "materials": ["a", "b"]}, {"name": "乙", "materials": ["b", "a"]}]},
        {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙", "limit": {"number": 8, "unit": "hour"}}]},
        {"cases": [{"name": "甲", "conditions": "成年", "fees": []}, {"name": "乙", "conditions": "成年。"}]},
        {"cases": [{"name": "甲"}]},
        Case(
            {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙", "limit": LATER}]},
            Context(item={"handling_items": 2}),
        ),
        {"name": LISTED, "has_sub_items": True},
        Case({"name": LISTED}, Context(item={"layer": "handling"})),
        {"name": "食品经营许可（不含变更、注销）"},
        {"name": "建设工程变更审批"},
        {"name": "公司登记除变更、注销外的事项"},
        {
            "materials": [
                {"name": "申请书", "condition": "变更时提交"},
                {"name": "章程", "condition": "委托他人办理时提交"},
            ]
        },
        {"materials": [{"name": "登记申请书（设立、变更、注销）"}, {"name": "变更后的章程"}, {"name": "注销公告"}]},
        {"conditions": "变更后的名称符合规定；未被注销。"},
        {"name": "临时救助", "conditions": "临时救助是指国家和社会对困难家庭给予的应急性救助。"},
        {"name": "老年人补贴", "conditions": "老年人补贴包括身份证、户口本。"},
    ],
    fails=[
        {"cases": [{"name": "甲", "materials": ["a"]}, {"name": "乙", "materials": ["a", "b"]}]},
        {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙"}]},
        {"cases": [{"name": "甲", "limit": DAY}, {"name": "乙", "limit": LATER}]},
        {"cases": [{"name": "甲", "handler": "许可科"}, {"name": "乙", "handler": "登记科"}]},
        {
            "cases": [{"name": "企业"}, {"name": "个人"}],
            "materials": [{"condition": "企业提交"}, {"condition": "个人提交"}],
        },
        {"name": LISTED},
        {"name": "外国企业常驻代表机构设立、变更、注销登记"},
        {
            "materials": [
                {"name": "申请书", "condition": "新办时提交"},
                {"name": "正本", "condition": "变更、延续时提交"},
            ]
        },
        {"materials": [{"name": "申请书（新办）"}, {"name": "申请书（注销）"}]},
        {"conditions": "新办：有固定场所。变更：许可证在有效期内。"},
        {"conditions": "一、申请新办\n有场所\n二、变更登记\n已登记"},
        {"steps": [{"name": "受理（新办）", "office": "许可科"}, {"name": "受理（变更）", "office": "登记科"}]},
        {"name": "残疾人两项补贴", "conditions": "残疾人两项补贴是指困难残疾人生活补贴和重度残疾人护理补贴。"},
        {"name": "残疾人补贴", "conditions": "残疾人补贴有三种：生活补贴、护理补贴和康复补贴。"},
        {"name": "救助给付", "conditions": "包含医疗救助、教育救助、住房救助三类。"},
        {"name": "老年人福利补贴", "conditions": "老年人福利补贴分为：高龄津贴、养老服务补贴，符合条件的可以申请。"},
    ],
)
