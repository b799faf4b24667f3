"""What may be wrong with a workbook, each with its place, its meaning and its cure in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.xlsx.cells import address

Severity = Literal["fault", "note"]


class Message(NamedTuple):
    """The words for one kind of fault; {names} are filled when it is raised."""

    zh: str
    en: str
    cure_zh: str
    cure_en: str
    severity: Severity = "fault"


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault; row, column and cell are None when the whole file or sheet is meant."""

    sheet: str | None
    row: int | None
    column: int | None
    cell: str | None
    code: str
    severity: Severity
    message_zh: str
    message_en: str
    cure_zh: str
    cure_en: str


def fault(  # noqa: PLR0913 - a place has three coordinates
    code: str,
    message: Message,
    words: Mapping[str, object],
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: int | None = None,
) -> SheetFault:
    zh, en, cure_zh, cure_en = (text.format_map(words) for text in message[:4])
    cell = address(row, column) if row and column else None
    return SheetFault(sheet, row, column, cell, code, message.severity, zh, en, cure_zh, cure_en)


FILE: Mapping[str, Message] = {
    "not_xlsx": Message(
        "文件不是 XLSX 工作簿",
        "The file is not an XLSX workbook",
        "请在 Excel 或 WPS 中另存为“Excel 工作簿（*.xlsx）”后重新上传",
        "Save it as “Excel Workbook (*.xlsx)” and upload again",
    ),
    "encrypted": Message(
        "工作簿已加密，无法读取",
        "The workbook is encrypted and cannot be read",
        "请取消打开密码后重新上传",
        "Remove the opening password and upload again",
    ),
    "macros": Message(
        "工作簿含有宏，不予读取",
        "The workbook contains macros and is not read",
        "请另存为不含宏的“Excel 工作簿（*.xlsx）”",
        "Save it as “Excel Workbook (*.xlsx)” without macros",
    ),
    "external_link": Message(
        "工作簿链接了外部文件，只读取已保存的值",
        "The workbook links to other files; only stored values are read",
        "请断开外部链接，改为填写数值",
        "Break the external links and paste values",
        "note",
    ),
    "too_large": Message(
        "文件解压后超过 {limit} MiB，或内容过多",
        "Unpacked, the file holds more than {limit} MiB, or too much content",
        "请拆分为几个较小的文件",
        "Split it into smaller files",
    ),
    "zip_bomb": Message(
        "文件“{part}”的压缩比异常，疑似压缩炸弹",
        "The compression ratio of “{part}” is abnormal; it looks like a zip bomb",
        "请用 Excel 或 WPS 重新保存后上传",
        "Save it again with Excel or WPS",
    ),
    "doctype": Message(
        "文件“{part}”含有 DOCTYPE 或外部实体声明",
        "“{part}” declares a DOCTYPE or external entities",
        "请用 Excel 或 WPS 重新保存后上传",
        "Save it again with Excel or WPS",
    ),
    "damaged": Message(
        "文件已损坏（{part}）",
        "The file is damaged ({part})",
        "请用 Excel 或 WPS 打开并重新保存后上传",
        "Open it with Excel or WPS, save it again and upload",
    ),
    "no_sheet": Message(
        "找不到工作表“{name}”",
        "There is no worksheet “{name}”",
        "现有工作表：{present}",
        "The worksheets are: {present}",
    ),
    "too_many_rows": Message(
        "行数超过 {limit} 行，其后的行未读取",
        "There are more than {limit} rows; the rest is not read",
        "请拆分为几个文件",
        "Split it into several files",
    ),
    "more_faults": Message(
        "问题超过 {limit} 个，其余未列出",
        "There are more than {limit} faults; the rest is not listed",
        "请先改正已列出的问题",
        "Mend the listed ones first",
    ),
}

CELL: Mapping[str, Message] = {
    "formula": Message(
        "单元格是公式，只接受填写的值",
        "The cell holds a formula; only plain values are accepted",
        "请复制后“选择性粘贴—数值”",
        "Copy and paste the value",
    ),
    "too_long": Message(
        "单元格有 {length} 个字符，超过上限 {limit}",
        "The cell holds {length} characters, more than {limit}",
        "请缩短内容，或改用附件",
        "Shorten the text or attach it as a file",
    ),
    "cut_cell": Message(
        "单元格的内容未完，接续部分不在工作表“续表”中",
        "The text of the cell goes on, and the rest is not on the sheet 续表",
        "保留“续表”工作表，或补全内容并删去末尾的“…〔接续表 …〕”",
        "Keep that sheet, or write the whole text and take the mark away",
    ),
    "rest_used": Message(
        "接续内容已由另一单元格使用，同一续号只能用一次",
        "The rest of the text belongs to another cell already; each number goes with one cell",
        "补全内容并删去末尾的“…〔接续表 …〕”，或删去重复的行",
        "Write the whole text and take the mark away, or delete the row that is there twice",
    ),
    "full_width": Message(
        "全角数字或字母已转为半角",
        "Full-width digits or letters were made half-width",
        "无需处理；建议今后使用半角",
        "Nothing to do; half-width is better",
        "note",
    ),
    "chinese_date": Message(
        "日期“{text}”用汉字书写",
        "The date “{text}” is in Chinese numerals",
        "请写作 {date}",
        "Write {date}",
    ),
    "cell_error": Message(
        "单元格是错误值 {text}",
        "The cell holds the error value {text}",
        "请填写正确的值",
        "Fill in the right value",
    ),
    "bad_number": Message(
        "单元格的数值无法识别",
        "The number in the cell cannot be read",
        "请重新填写",
        "Fill it in again",
    ),
    "too_wide": Message(
        "列数超过 {limit} 列，其后的列未读取",
        "There are more than {limit} columns; the rest is not read",
        "请删除多余的列",
        "Delete the superfluous columns",
    ),
}
