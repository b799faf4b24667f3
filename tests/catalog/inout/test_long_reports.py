"""The marked sheet of a change set with very many faults: all are marked, or it says how many are not."""

import io
import re
import zipfile

import pytest

from services.catalog.commands import marking
from shared.xlsx import read
from tests.catalog.inout.support import LINE, SETS, base_rows, sheet_of, upload
from tests.platform import Platform


@pytest.mark.parametrize(("most", "listed", "more"), [(50, 7, 0), (3, 3, 4)])
async def test_the_marked_sheet_has_every_fault_or_says_how_many_it_leaves_out(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch, most: int, listed: int, more: int
) -> None:
    monkeypatch.setattr(marking, "PAGE", 2)
    monkeypatch.setattr(marking, "LISTED", most)
    bad = {f"r{n}": {"事项类型": "没有的类型"} for n in range(2, 9)}
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(8), **bad))
    data = (await any_platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", LINE)).content
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        marked = re.findall('ref="(D[0-9]+)"', book.read("xl/comments1.xml").decode())
    assert marked == [f"D{n}" for n in range(2, 2 + listed)]
    _, *rows = [row.values for row in read(data, sheet="问题清单").rows]
    assert [row[1] for row in rows if row[1]] == marked
    assert [row[3] for row in rows if not row[1]] == ([f"另有 {more} 个问题未列出，单元格也未标注"] if more else [])
