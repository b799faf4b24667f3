"""Bodies as a file: a workbook or JSON Lines, one body a row, read as plain words with the row's number."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from services.catalog.sheets.cells import text_of
from shared.rights import OFFICES
from shared.xlsx import read as read_sheet

HEADINGS = {
    "机构名称": "name",
    "统一社会信用代码": "credit_code",
    "行政区划代码": "region",
    "行使层级": "level",
    "机构类型": "kinds",
    "机构性质": "nature",
    "业务条线": "line",
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
HEAD_ROWS = 10


@dataclass(frozen=True)
class Line:
    """One body as the file has it."""

    row: int
    values: Mapping[str, str]

    @property
    def kinds(self) -> list[str]:
        """The kinds of the body; a word that is none stays as it is."""
        words = self.values.get("kinds", "").replace("，", ",").replace("、", ",").split(",")
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
        return ",".join(map(str, value))
    return "" if value is None else str(value).strip()


def _workbook(data: bytes) -> Iterator[Line]:
    sheet = read_sheet(data)
    places: dict[str, int] = {}
    for row in islice(sheet.rows, HEAD_ROWS):
        named = {text_of(value).strip(): column for column, value in enumerate(row.values, 1)}
        places = {key: named[word] for zh, key in HEADINGS.items() for word in (zh, key) if word in named}
        if "credit_code" in places:
            break
    lines = [
        Line(row.number, {key: text_of(row.at(column)).strip() for key, column in places.items()})
        for row in sheet.rows
        if any(text_of(value) for value in row.values)
    ]
    whole = [fault for fault in sheet.faults if fault.row is None and fault.severity == "fault"]
    if whole:
        raise UnreadableError(f"{whole[0].message_zh}。{whole[0].message_en}.")
    if "credit_code" not in places:
        raise UnreadableError("没有表头“统一社会信用代码”。There is no heading 统一社会信用代码 (credit_code).")
    yield from lines
