"""The columns of a sheet by which one item is told from another under a common name: 小项, 责任单位; and 同上 read."""

import re
from collections.abc import Iterator, Mapping

from services.catalog.intake.headmeanings import UNIT
from services.catalog.intake.sheetheads import Head
from services.catalog.intake.tablewords import FIRST
from services.catalog.intake.texts import as_text, plain
from shared.xlsx import CellValue, Laid, Row

PART = re.compile(
    r"(?:[小细子分单]项|事项|办理项|项目|[细子]目|细分|明细|业务|权力|职权)(?:名称|编码|代码|编号)?(?:[（(].*)?$"
)
"""Names and codes of what an item consists of, which no element is called."""
ASIDE = re.compile(
    r"备注|说明|注意|须知|告知|提示|其他|其它|有关|相关|情形|条件|要求|材料|环节|步骤|流程|依据|收费|结果|序|编号|附件"
)
"""What may differ within one item."""
DITTO = re.compile(r"[（(]?(?:同上|同前|上同|同左上|同上[行项栏]|[〃″”“々]|''|\"{1,2})[）)]?")


def parts(head: Head) -> frozenset[int]:
    """Unknown columns that name what an item consists of."""
    return frozenset(at for at in _unknown(head) if PART.search(head.names.get(at, "")) and not _aside(head, at))


def beside(head: Head) -> frozenset[int]:
    """Unknown columns before those of tables, which say something of the item."""
    tables = {*head.tables, *(at for at, key in head.means.items() if key in FIRST)}
    last = min(tables, default=max(head.fields, default=0) + 1)
    return frozenset(at for at in _unknown(head) if at < last and not _aside(head, at))


def _unknown(head: Head) -> Iterator[int]:
    for at, name in head.fields.items():
        if at not in head.means and at not in head.numbers and plain(name) not in UNIT:
            yield at


def _aside(head: Head, at: int) -> bool:
    return ASIDE.search(PART.sub("", head.names.get(at, ""))) is not None


def spelled(one: Laid, before: Mapping[int, CellValue]) -> Laid:
    """The row with 同上 and its marks as what stands above them in their column."""
    values = tuple(
        before.get(at, value) if DITTO.fullmatch(as_text(value)) else value
        for at, value in enumerate(one.row.values, 1)
    )
    return one if values == one.row.values else one._replace(row=Row(one.row.number, values))
