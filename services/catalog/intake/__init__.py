"""Readers of foreign shapes into elements: workbooks, JSON Lines, the plain shape, and dumps of the exchange tables.

Pure: they are given sources and give records. Whatever a row holds is an element, or left over, or noted; a hostile
file is told and never followed.
"""

import weakref
import zipfile
import zlib
from collections.abc import Sequence
from typing import BinaryIO, cast

from services.catalog.intake import exchange, jsonlines, tablesheets, workbook
from services.catalog.intake.above import OWN
from services.catalog.intake.exchange import EXCHANGE
from services.catalog.intake.foreign import demand_ours, demand_workbook
from services.catalog.intake.leftovers import Unplaced
from services.catalog.intake.model import PASSED, Above, Intake, Make, Note, Record, Slip, Source, Unreadable
from services.catalog.intake.packing import demand_readable, head_of, unpacked
from services.catalog.intake.slips import SLIPS
from services.catalog.intake.times import moment
from services.catalog.intake.versions import newer

__all__ = [
    "EXCHANGE",
    "OWN",
    "PASSED",
    "SLIPS",
    "Above",
    "Intake",
    "Make",
    "Note",
    "Record",
    "Slip",
    "Source",
    "Unplaced",
    "Unreadable",
    "moment",
    "newer",
    "read",
]

FILES, UNZIPPED, RATIO = 2_000, 4 << 30, 200
HOSTILE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


def read(sources: Sequence[Source]) -> Intake:
    """What one file, or the files of a folder, hold; raises Unreadable where it is none of the known shapes."""
    if len(sources) != 1:
        return exchange.read(sources)
    source = unpacked(sources[0])
    head = head_of(source)
    demand_ours(source, head)
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _packed(source)
    demand_readable(source)
    if not head.strip():
        raise Unreadable("文件是空的", "the file is empty")
    if exchange.is_exchange(source):
        return exchange.read([source])
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] in (b"{", b"["):
        return jsonlines.read(source)
    raise Unreadable(
        "不是 XLSX、JSON Lines 或交换库转储；CSV 表格请在 Excel 或 WPS 中另存为 .xlsx，转储的 CSV 表请保留 up_task_* 文件名",
        "neither XLSX nor JSON Lines nor a dump of exchange tables; save a CSV sheet as .xlsx, "
        "and keep the names up_task_* for the CSV tables of a dump",
    )


def _packed(source: Source) -> Intake:
    """A workbook, or a zip of tables."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as pack:
            infos = [one for one in pack.infolist() if not one.is_dir()]
    except HOSTILE:
        return workbook.read(source)
    demand_workbook([one.filename for one in infos])
    if any(one.filename.lower() == "[content_types].xml" for one in infos):
        return _book(source)
    too_much = sum(one.file_size for one in infos) > UNZIPPED or len(infos) > FILES
    if too_much or any(one.file_size > max(64 << 20, one.compress_size * RATIO) for one in infos):
        raise Unreadable("压缩包过大或疑似压缩炸弹", "the archive is too large, or a bomb")
    return exchange.read([Source(one.filename, _member(source, one.filename)) for one in infos])


def _book(source: Source) -> Intake:
    """A workbook of items, or of exchange tables."""
    try:
        return workbook.read(source)
    except Unreadable:
        if exchange.parts_of(source):
            return exchange.read([source], heads=tablesheets.heads(source))
        raise


def _member(source: Source, name: str) -> "Opener":
    return Opener(source, name)


class Opener:
    """Opens one member of an archive anew."""

    def __init__(self, source: Source, name: str) -> None:
        self._source, self._name = source, name

    def __call__(self) -> BinaryIO:
        beneath = self._source.open()
        try:
            member = zipfile.ZipFile(beneath).open(self._name)  # noqa: SIM115 - the reader closes it
            weakref.finalize(member, beneath.close)
            return cast("BinaryIO", member)
        except HOSTILE as error:
            beneath.close()
            raise Unreadable(f"压缩包已损坏（{self._name}）", f"the archive is damaged ({self._name})") from error
