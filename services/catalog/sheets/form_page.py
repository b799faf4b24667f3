"""The confirmation form as a page: its fields and tables, laid out like the printed one."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.catalog.sheets import boxes, export, words
from services.catalog.sheets.form_fields import FIELDS, OTHER, Field
from services.catalog.sheets.form_parts import FLOW, MATERIALS, Table
from shared.elements import Kind, is_none
from shared.xlsx import Block, layout

TITLE = "纳入网上办理的审批事项(子项)流程确认单"
EDITION = "依据版本"
"""The edition that the platform printed the form from; a form of other hands has none."""
PRINTED = "依据事项"
"""The item that the platform printed the form of, a handling item too: its code and its name."""
KEEP = "（平台导入用，请勿改动）"
HEAD = ("filling_department", "form_filler", "form_filler_phone", "filled_on")
SHORTER = {"其他类行政权力": OTHER}
WIDTHS = (22, 20, 20, 14, 14, 14, 18)


def write(
    elements: Mapping[str, Any],
    head: Mapping[str, str] | None = None,
    edition: int = 0,
    item: tuple[str, str] = ("", ""),
) -> bytes:
    """The form of one item, by its code and name, and the edition it is of.

    `head` overrides department, filler, telephone and date.
    """
    values = {**elements, **(head or {})}
    printed = {PRINTED: " ".join(item).strip(), EDITION: str(edition or "")}
    return layout(_page(values, printed), sheet="流程确认单", widths=WIDTHS)


def _page(values: Mapping[str, Any], printed: Mapping[str, str]) -> Iterator[list[Block]]:
    yield [Block(f"（{values.get('filling_department') or 'XXX部门'}）{TITLE}", 7, "title")]
    head = {field.keys[0]: field for field in FIELDS.values() if field.keys[0] in HEAD}
    yield [*_pair(head[HEAD[0]], values, 6)]
    yield [block for key, span in zip(HEAD[1:], (1, 2, 1), strict=True) for block in _pair(head[key], values, span)]
    for field in FIELDS.values():
        if field.keys[0] == "public_fields":
            yield [Block("审批对象及领域", 7, "header")]
        if field.keys[0] == "flow_chart":
            yield from _table(FLOW, values)
        if field.keys[0] not in HEAD:
            yield [*_pair(field, values, 6)]
    yield from _table(MATERIALS, values)
    for name, said in printed.items():
        if said:
            yield [Block(f"{name}\n{KEEP}", 1, "header"), Block(said, 6, "field")]


def _pair(field: Field, values: Mapping[str, Any], span: int) -> Iterator[Block]:
    hint = f"\n（{field.hint}）" if field.hint else ""
    yield Block(f"{field.name}{hint}", 1, "header")
    yield Block(cell_text(field, values), span, "field")


def cell_text(field: Field, values: Mapping[str, Any]) -> str:
    """What the cell of a field shows."""
    element, value = field.element, values.get(field.keys[0])
    if is_none(value):
        return str(value["none"])
    match element.type:
        case Kind.INTEGER if field.parts:
            return "\n".join(f"{part}：{_days(values, key)}工作日" for part, key in field.parts.items())
        case Kind.CHOICE:
            labels = {code: SHORTER.get(label, label) for code, label in words.labels(element.key).items()}
            return boxes.draw(labels, [value] if value else [])
        case Kind.CHOICES:
            free = (values.get(field.parts[OTHER]) or "") if field.parts else None
            return boxes.draw(words.labels(element.key), value or [], free)
        case _:
            return str(export.named(element, value) or "")


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
