"""Files of other programs, known by how they begin and not by their names; each is refused with what makes it readable."""

from collections.abc import Collection

from services.catalog.intake.model import Source, Unreadable

OLE = b"\xd0\xcf\x11\xe0"
LARGEST = 64 << 20
SAVE = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再检查"
SAVE_EN = "open it in Excel or WPS, save it as “Excel Workbook (*.xlsx)” and inspect that"
COPY = "请把其中的表格复制到 Excel 或 WPS 表格，第一行写要素名称，另存为 .xlsx 后再检查"
COPY_EN = "copy its table into a sheet of Excel or WPS with the elements' names in the first row, and save it as .xlsx"
TYPE = "请向提供单位要 Excel 表格，或照着录入 .xlsx 后再检查"
TYPE_EN = "ask for the sheet itself, or type it into an .xlsx"
UNPACK = "请解开，把其中的文件放进一个文件夹，或打成 zip"
UNPACK_EN = "unpack it into a folder, or make it a zip"
Words = tuple[str, str, str, str]
OLD: Words = ("旧版 Office 文件（.xls、.et 或 .doc）", "an Office file of the older kind", f"表格{SAVE}；文档{COPY}", f"of a sheet: {SAVE_EN}; of a document: {COPY_EN}")  # fmt: skip
STREAMS: tuple[tuple[str, Words], ...] = (
    ("WordDocument", ("旧版 Word 文档（.doc）", "a Word document of the older kind", COPY, COPY_EN)),
    ("Workbook", ("旧版 Excel 工作簿（.xls）", "an Excel workbook of the older kind", SAVE, SAVE_EN)),
    ("Book", ("旧版 Excel 工作簿（.xls）", "an Excel workbook of the older kind", SAVE, SAVE_EN)),
)
"""What the streams of an older Office file are called."""
ENCRYPTED = "EncryptedPackage"
BEGIN: tuple[tuple[tuple[bytes, ...], Words], ...] = (
    ((b"%PDF",), ("PDF 文件", "a PDF file", TYPE, TYPE_EN)),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"), ("图片", "a picture", TYPE, TYPE_EN)),
    ((rb"{\rtf",), ("RTF 文档", "an RTF document", COPY, COPY_EN)),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c"), ("RAR 或 7z 压缩包", "a RAR or 7z archive", UNPACK, UNPACK_EN)),
)
PAGE = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style")
SHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
WEB: Words = ("网页或 XML 格式的表格（扩展名可能写作 .xls）", "a sheet saved as a web page or as XML, maybe named .xls", SAVE, SAVE_EN)  # fmt: skip
PACKAGES: tuple[tuple[tuple[str, ...], Words], ...] = (
    (("[Content_Types].xml", "word/"), ("Word 文档（.docx）", "a Word document", COPY, COPY_EN)),
    (("[Content_Types].xml", "ppt/"), ("演示文稿（.pptx）", "a presentation", COPY, COPY_EN)),
    (("mimetype", "content.xml"), ("OpenDocument 文件（.ods 或 .odt）", "an OpenDocument file", SAVE, SAVE_EN)),
    (("xl/workbook.bin",), ("二进制工作簿（.xlsb）", "a binary workbook", SAVE, SAVE_EN)),
)
"""What the parts of other packages are called."""


def demand_ours(source: Source, head: bytes) -> None:
    """Raises Unreadable with a cure where the file begins as one of another program."""
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    words = next((words for begins, words in BEGIN if bare.startswith(begins)), None)
    if bare[:20].lower().startswith(PAGE) or (bare.startswith(b"<?xml") and SHEET_XML in head):
        words = WEB
    if head.startswith(OLE):
        words = _of_streams(source)
    if words:
        raise _refused(words)


def demand_workbook(names: Collection[str]) -> None:
    """The same of a package, by the names of its parts."""
    for parts, words in PACKAGES:
        if all(any(name.startswith(part) for name in names) for part in parts):
            raise _refused(words)


def _of_streams(source: Source) -> Words | None:
    """What an older Office file is, by its streams; one that is locked is told by who opens workbooks."""
    with source.open() as stream:
        data = stream.read(LARGEST)
    if ENCRYPTED.encode("utf-16-le") in data:
        return None
    return next((words for name, words in STREAMS if name.encode("utf-16-le") in data), OLD)


def _refused(words: Words) -> Unreadable:
    zh, en, cure_zh, cure_en = words
    return Unreadable(f"这是{zh}，不是 XLSX 工作簿；{cure_zh}", f"this is {en}, no XLSX workbook; {cure_en}")
