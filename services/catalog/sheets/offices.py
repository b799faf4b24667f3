"""Bodies as a file: a workbook or JSON Lines, one body a row, read as plain words with the row's number."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from services.catalog.sheets.cells import text_of
from services.catalog.sheets.further import HEAD_ROWS, filled, left_out
from shared.rights import OFFICES
from shared.xlsx import Row
from shared.xlsx import read as read_sheet

HEADINGS = {
    "机构名称": "name",
    "统一社会信用代码": "credit_code",
    "行政区划代码": "region",
    "行使层级": "level",
    "机构类型": "kinds",
    "机构性质": "nature",
    "业务条线": "line",
    "其他职责": "duties",
    "上级机构代码": "parent",
}
REQUIRED = ("name", "credit_code", "region", "kinds")
KINDS = {
    "实施机构": "implementing",
    "编办": "staffing",
    "司法行政": "legality",
    "政府办公室": "government_office",
    "大数据中心": "data_centre",
    "政务服务中心": "service_centre",
    "督查": "supervision",
    "省级业务部门": "line_department",
    "省级平台": "provincial_platform",
} | {kind: kind for kind in OFFICES.values()}


@dataclass(frozen=True)
class Line:
    """One body as the file has it."""

    row: int
    values: Mapping[str, str]

    @property
    def kinds(self) -> list[str]:
        """The kinds of the body; a word that is none stays as it is."""
        words = re.split("[,，、;；]", self.values.get("kinds", ""))
        return list(dict.fromkeys(KINDS.get(word.strip(), word.strip()) for word in words if word.strip()))


class UnreadableError(ValueError):
    """The file as a whole cannot be read; the text says why in both languages."""


def read(data: bytes) -> list[Line]:
    """The bodies of a file; a workbook is known by its first bytes."""
    return list(_workbook(data) if data.startswith(b"PK") else _lines(data))


def _lines(data: bytes) -> Iterator[Line]:
    for number, text in enumerate(data.splitlines(), 1):
        if not text.strip():
            continue
        try:
            told = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"第 {number} 行不是 JSON。Line {number} is no JSON.") from error
        if not isinstance(told, dict):
            raise UnreadableError(f"第 {number} 行不是一个机构。Line {number} is no object.")
        yield Line(number, {HEADINGS.get(str(key), str(key)): _word(value) for key, value in told.items()})


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value).strip()


def _places(row: Row) -> dict[str, int]:
    """Where the headings stand in a row, if it is one of headings."""
    named = {text_of(value): column for column, value in enumerate(row.values, 1)}
    return {key: named[word] for zh, key in HEADINGS.items() for word in (zh, key) if word in named}


def _workbook(data: bytes) -> Iterator[Line]:
    sheet = read_sheet(data)
    heads = (found for row in islice(sheet.rows, HEAD_ROWS) if "credit_code" in (found := _places(row)))
    places = next(heads, {})
    lines = [
        Line(row.number, {key: text_of(row.at(column)).strip() for key, column in places.items()})
        for row in sheet.rows
        if filled(row)
    ]
    sheet.faults += left_out(sheet, lambda row: "credit_code" in _places(row))
    whole = [fault for fault in sheet.faults if fault.row is None and fault.severity == "fault"]
    if whole:
        told = whole[0]
        cure = f"{told.cure_zh}。{told.cure_en}." if told.cure_zh else ""
        raise UnreadableError(f"{told.message_zh}。{told.message_en}.{cure}")
    if "credit_code" not in places:
        raise UnreadableError("没有表头“统一社会信用代码”。There is no heading 统一社会信用代码 (credit_code).")
    yield from lines
