"""Jixi's 流程确认单 as a sheet: laid out like the printed form, read by its labels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from services.catalog.sheets import boxes, citations, words
from services.catalog.sheets.cells import Cell, Teller, text_of
from services.catalog.sheets.form_parts import FLOW, MATERIALS, Table, check, flow_row, limits, material_row
from services.catalog.sheets.model import Entry, Outcome, SheetKind, Values
from shared.elements import is_none
from shared.xlsx import Block, Row, layout
from shared.xlsx import read as read_sheet

TITLE = "纳入网上办理的审批事项(子项)流程确认单"
SIMPLE = {
    "填报部门(盖章)": "filling_department",
    "填表人": "form_filler",
    "联系电话": "form_filler_phone",
    "填表时间": "filled_on",
    "审批事项": "name",
    "项目序号": "item_number",
    "实施主体": "implementing_body",
    "审批事项类型": "local_kind",
    "自有受理厅": "own_hall",
    "公共受理厅": "public_hall",
    "业务咨询电话": "consult_phone",
    "业务咨询邮箱": "consult_email",
    "部门收件邮寄地址": "postal_address",
    "办理时限": "",
    "时限说明": "limit_note",
    "面向公众审批": "public_fields",
    "面向企业审批": "business_fields",
    "面向其他组织": "other_organisations",
    "事项依据": "legal_bases",
    "定期检验及依据": "periodic_inspection",
    "收费项目": "fees",
    "收费依据": "fee_basis",
    "办理程序": "procedure",
    "办理条件": "conditions",
    "审批流程图": "flow_chart",
}
HINTS = {
    "审批事项": "填子项，无子项的填行政审批事项名称",
    "项目序号": "与汇总表事项序号一致",
    "自有受理厅": "内部使用不公开",
    "公共受理厅": "内部使用不公开",
    "业务咨询电话": "互联网公示",
    "业务咨询邮箱": "互联网公示",
    "部门收件邮寄地址": "互联网公示",
    "审批流程图": "构建内部流程时使用且公示在互联网，附件名称",
}
REQUIRED = ("审批事项", "实施主体", "审批事项类型", "办理时限", "事项依据", "办理程序", "办理条件")
HEAD = ("filling_department", "form_filler", "form_filler_phone", "filled_on")
NO_FEE = {"不收费", "无", "否"}
WIDTHS = (22, 20, 20, 14, 14, 14, 18)


def read(data: bytes) -> Outcome:
    sheet = read_sheet(data, max_rows=2_000)
    teller = Teller(sheet.name, sheet.faults)
    named: dict[str, str] = {}
    return Outcome(_entry(sheet.rows, teller, named), sheet.faults, named)


def _entry(rows: Iterator[Row], teller: Teller, named: dict[str, str]) -> Iterator[Entry]:
    fields: dict[str, Cell] = {}
    tables: dict[str, list[Values]] = {FLOW.key: [], MATERIALS.key: []}
    first = _gather(rows, fields, tables, teller)
    if first is None:
        return
    for name in (*SIMPLE.keys() - fields.keys(),):
        teller.tell("missing_label", None, None, name=name)
    elements = {key: value for name, cell in fields.items() for key, value in _values(name, cell, named).items()}
    elements |= {key: found for key, found in tables.items() if found}
    _required(fields)
    _fee_basis(fields, elements)
    check(elements, teller, fields)
    sound = not any(one.severity == "fault" for one in teller.faults)
    yield Entry(first, "", elements, sound)


def _gather(
    rows: Iterator[Row], fields: dict[str, Cell], tables: dict[str, list[Values]], teller: Teller
) -> int | None:
    table: Table | None = None
    places: dict[str, int] = {}
    first = None
    for row in rows:
        first = first or row.number
        named = [_label(value) for value in row.values]
        if heading := next((one for one in (FLOW, MATERIALS) if one.mark in named), None):
            table, places = (
                heading,
                {name: column for column, name in enumerate(named, start=1) if name in heading.columns},
            )
        elif fresh := {
            name: column for column, name in enumerate(named, start=1) if name in SIMPLE and name not in fields
        }:
            table = None
            fields |= {name: _field(row, name, column, named, teller) for name, column in fresh.items()}
        elif table and (found := _table_row(row, table, places, teller)):
            tables[table.key].append(found)
        elif not table and named and _is_stray(named[0]):
            teller.tell("unknown_label", row.number, 1, name=named[0][:60])
    return first


def _is_stray(name: str) -> bool:
    return (
        bool(name)
        and TITLE not in name
        and not name.startswith(("填报说明", "内部审批流程", "申报材料", "审批对象及领域"))
    )


def _label(value: object) -> str:
    """A label without its hint in brackets on the next line."""
    text = value if isinstance(value, str) else ""
    return words.plain(text.split("\n")[0]).rstrip(":")


def _field(row: Row, name: str, column: int, named: Sequence[str], teller: Teller) -> Cell:
    """The field's value stands in the next filled cell, before any other label."""
    for place in range(column + 1, len(row.values) + 1):
        if named[place - 1] in SIMPLE:
            break
        if text_of(row.at(place)):
            return Cell(teller, row.number, place, SIMPLE[name] or "name", name, text_of(row.at(place)))
    return Cell(teller, row.number, column + 1, SIMPLE[name] or "name", name, "")


def _table_row(row: Row, table: Table, places: Mapping[str, int], teller: Teller) -> Values | None:
    cells = {
        name: Cell(teller, row.number, column, table.key, name, text_of(row.at(column)))
        for name, column in places.items()
    }
    if not cells[table.mark].text:
        return None
    return flow_row(cells) if table is FLOW else material_row(cells)


def _values(name: str, cell: Cell, named: dict[str, str]) -> Values:
    """What one field gives: mostly one element, sometimes two or none."""
    if name == "审批流程图":
        if cell.text:
            named["flow_chart"] = cell.text
        return {}
    return SPECIAL.get(name, _plain)(cell)


def _plain(cell: Cell) -> Values:
    value = cell.read()
    return {} if value is None else {cell.key: value}


def _kind(cell: Cell) -> Values:
    chosen = boxes.ticked(cell.text) if "□" in cell.text else words.parts(cell.text)
    if len(chosen) > 1:
        cell.tell("two_ticked")
    if len(chosen) != 1:
        return {}
    word = "其他类行政权力" if chosen[0] in {"其他", "其它"} else chosen[0]
    code = words.code_of(cell.key, word)
    if code is None:
        cell.tell("unknown_value", value=word, allowed=words.joined(words.labels(cell.key).values()))
    return {cell.key: code} if code else {}


def _ticked(cell: Cell) -> Values:
    if cell.text and not boxes.drawn(cell.text):
        return {cell.key: {"none": cell.text}}
    found: Values = {}
    codes = {name: words.code_of(cell.key, name) for name in boxes.ticked(cell.text)}
    for name in (name for name, code in codes.items() if code is None):
        cell.tell("unknown_value", value=name, allowed=words.joined(words.labels(cell.key).values()))
    if chosen := [code for code in codes.values() if code]:
        found[cell.key] = chosen
    if free := boxes.other(cell.text):
        found[f"{cell.key}_other"] = free
    return found


def _no_fee(cell: Cell) -> bool:
    return cell.text in NO_FEE or cell.text.startswith("不收费")


def _fees(cell: Cell) -> Values:
    if not cell.text:
        return {}
    if _no_fee(cell):
        return {"fees": {"none": cell.text}}
    return {"fees": [{"name": line.strip()} for line in cell.text.splitlines() if line.strip()]}


def _basis_of_fees(cell: Cell) -> Values:
    return {cell.key: {"none": cell.text}} if _no_fee(cell) else _plain(cell)


SPECIAL: dict[str, Callable[[Cell], Values]] = {
    "办理时限": limits,
    "审批事项类型": _kind,
    "面向公众审批": _ticked,
    "面向企业审批": _ticked,
    "收费项目": _fees,
    "收费依据": _basis_of_fees,
}


def _required(fields: Mapping[str, Cell]) -> None:
    for name in REQUIRED:
        cell = fields.get(name)
        if cell and not (boxes.ticked(cell.text) if name == "审批事项类型" and "□" in cell.text else cell.text):
            cell.tell("required")


def _fee_basis(fields: Mapping[str, Cell], elements: Values) -> None:
    if (
        isinstance(elements.get("fees"), list)
        and not isinstance(elements.get("fee_basis"), str)
        and "收费依据" in fields
    ):
        fields["收费依据"].tell("fee_basis")


def write(elements: Mapping[str, Any], head: Mapping[str, str] | None = None) -> bytes:
    """The form of one item; `head` overrides department, filler, telephone and date."""
    values = {**elements, **(head or {})}
    return layout(_page(values), sheet="流程确认单", widths=WIDTHS)


def _page(values: Mapping[str, Any]) -> Iterator[list[Block]]:
    yield [Block(f"（{values.get('filling_department') or 'XXX部门'}）{TITLE}", 7, "title")]
    yield [*_pair("填报部门(盖章)", values, 6)]
    yield [*_pair("填表人", values, 1), *_pair("联系电话", values, 2), *_pair("填表时间", values, 1)]
    for name in (*SIMPLE,)[4:]:
        if name == "面向公众审批":
            yield [Block("审批对象及领域", 7, "header")]
        if name == "审批流程图":
            yield from _table(FLOW, values)
        yield [*_pair(name, values, 6)]
    yield from _table(MATERIALS, values)


def _pair(name: str, values: Mapping[str, Any], span: int) -> Iterator[Block]:
    hint = f"\n（{HINTS[name]}）" if name in HINTS else ""
    yield Block(f"{name}{hint}", 1, "header")
    yield Block(_word(name, values), span, "field")


def _word(name: str, values: Mapping[str, Any]) -> str:
    key = SIMPLE[name]
    value = values.get(key)
    if is_none(value):
        return value["none"]
    return _drawn(name, key, value, values)


def _drawn(name: str, key: str, value: Any, values: Mapping[str, Any]) -> str:
    match name:
        case "审批事项类型":
            labels = {code: label.replace("其他类行政权力", "其他") for code, label in words.labels(key).items()}
            return boxes.draw(labels, [value] if value else [])
        case "面向公众审批" | "面向企业审批":
            return boxes.draw(words.labels(key), value or [], values.get(f"{key}_other") or "")
        case "办理时限":
            return f"受理时限：{_days(values, 'acceptance_days')}工作日\n审查时限：{_days(values, 'review_days')}工作日"
        case "事项依据":
            return citations.write(value or [])
        case _:
            return _written(value)


def _written(value: Any) -> str:
    """Plain text; a table by its names, an attachment by its own."""
    match value:
        case list():
            return "\n".join(str(row["name"]) for row in value)
        case {"name": name}:
            return str(name)
        case _:
            return str(value or "")


def _days(values: Mapping[str, Any], key: str) -> str:
    return "______" if values.get(key) is None else str(values[key])


def _table(table: Table, values: Mapping[str, Any]) -> Iterator[list[Block]]:
    yield [Block(table.title, 7, "header")]
    yield [Block(name, span, "header") for name, span in table.spans.items()]
    rows = values.get(table.key) or []
    filled = rows if isinstance(rows, list) else []
    for number in range(max(len(filled), table.printed)):
        row = filled[number] if number < len(filled) else {}
        yield [
            Block(word, span, "field")
            for word, span in zip(table.line(number + 1, row), table.spans.values(), strict=True)
        ]


SHEET = SheetKind("confirmation_form", "流程确认单", "Jixi confirmation form", read, write)
__all__ = ["HEAD", "SHEET", "read", "write"]
