"""The two tables and the two-part limit of the confirmation form."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.catalog.domain.blanks import is_form
from services.catalog.sheets import boxes, words
from services.catalog.sheets.cells import Cell, Teller
from services.catalog.sheets.model import Values
from shared.elements import TABLES, UNITS, working_days
from shared.xlsx import whole

_FILES = {code.code: code.zh for code in TABLES["file_type"].schemes["jixi"].codes.values()}
FLOW_KEYS = {
    "环节名称": "step",
    "承办处室": "section",
    "经办人": "handler",
    "经办人职务": "handler_post",
    "手机号码": "mobile",
}
MATERIAL_KEYS = ("name", "file_types", "upload_required", "original")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form: its heading, how wide its columns print, and how a row is written."""

    key: str
    title: str
    mark: str
    spans: Mapping[str, int]
    printed: int
    line: Callable[[int, Values], list[str]]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(words.plain(name) for name in self.spans)


def days(cell: Cell, parts: Mapping[str, str]) -> Values:
    """Numbers of days that share a field, each after the name of its part."""
    found: Values = {}
    for name, key in parts.items():
        match = re.search(rf"{name}\s*+[:：]?\s*+([^\s工]{{0,20}}+)\s*+工作日", cell.text)
        word = match[1].strip("_＿个") if match else ""
        number = whole(word, 5)
        if number is not None:
            found[key] = number
        elif word:
            cell.tell("bad_number", name=name, value=word)
        else:
            cell.tell("required", name=name)
    return found


def flow_row(cells: Mapping[str, Cell]) -> Values:
    found: Values = {key: cells[name].text for name, key in FLOW_KEYS.items() if name in cells and cells[name].text}
    if "办理时限" in cells and cells["办理时限"].text:
        limit = words.limit_of(cells["办理时限"].text)
        if limit:
            found["limit"] = limit
        else:
            cells["办理时限"].tell("unknown_value", allowed="3工作日、当场")
    return found


def material_row(cells: Mapping[str, Cell]) -> Values:
    found: Values = {"name": cells[MATERIALS.mark].text}
    files = cells.get("文件限制类型")
    if files and (named := boxes.ticked(files.text)):
        found["file_types"] = [code for code, label in _FILES.items() if label in named]
        for name in set(named) - set(_FILES.values()):
            files.tell("unknown_value", value=name, allowed=words.joined(_FILES.values()))
    for name, key in (("是否必须上传", "upload_required"), ("是否需要原件", "original")):
        answer = _answer(cells[name]) if name in cells else None
        if answer is not None:
            found[key] = answer
    return found


def _answer(cell: Cell) -> bool | None:
    chosen = boxes.ticked(cell.text)
    if len(chosen) > 1:
        cell.tell("two_ticked")
        return None
    if not chosen and ("□" in cell.text or not cell.text):
        return None
    answer = words.yes_or_no(chosen[0] if chosen else cell.text)
    if answer is None:
        cell.tell("unknown_value", allowed="是、否")
    return answer


def _flow_line(number: int, row: Values) -> list[str]:
    limit = words.limit_text(row["limit"]) if row.get("limit") else ""
    names = [str(row.get(key, "")) for key in FLOW_KEYS.values()]
    return [str(number), *names[:4], limit, names[4]]


def _material_line(number: int, row: Values) -> list[str]:
    files = boxes.draw(_FILES, row.get("file_types", []))
    return [
        str(number),
        str(row.get("name", "")),
        files,
        _drawn(row.get("upload_required")),
        _drawn(row.get("original")),
    ]


def _drawn(answer: bool | None) -> str:  # noqa: FBT001 - an answer not given is drawn with two empty boxes
    return boxes.draw({"1": "是", "0": "否"}, [] if answer is None else ["1" if answer else "0"])


FLOW = Table(
    "internal_flow",
    "内部审批流程\n（构建内部流程时使用，不对外公开）",
    "环节名称",
    {"序号": 1, "环节名称": 1, "承办处室": 1, "经办人": 1, "经办人职务": 1, "办理时限": 1, "手机号码": 1},
    6,
    _flow_line,
)
MATERIALS = Table(
    "materials",
    "申报材料\n（申请书或申请表要报样本及填报说明附件，格式为 Word 或 Excel）",
    "申报材料名称",
    {"序号": 1, "申报材料名称": 2, "文件限制类型": 2, "是否必须上传": 1, "是否需要原件": 1},
    5,
    _material_line,
)


def check(elements: Mapping[str, Any], teller: Teller, fields: Mapping[str, Cell]) -> None:
    """The form's own sums: steps within the limit; a form among the materials needs its sample."""
    for row in elements.get("materials", []):
        if is_form(row.get("name", "")):
            teller.tell("form_sample", None, None, name=row["name"])
    total = sum(_days(row["limit"]) for row in elements.get("internal_flow", []) if "limit" in row)
    limit = elements.get("acceptance_days", 0) + elements.get("review_days", 0)
    field = next((one for one in fields.values() if one.key == "acceptance_days"), None)
    if field and limit and total > limit:
        field.tell("step_sum", total=f"{total:g}", limit=limit)


def _days(limit: Values) -> float:
    return float(working_days(limit)) if UNITS[limit["unit"]].numbered else 0
