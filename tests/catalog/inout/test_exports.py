"""Exports: one's own as lines that come in again, published as records; text that looks like a formula stays text."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.catalog.sheets import statistics
from shared import elements
from shared.xlsx import read, write
from tests.catalog.inout.support import INFORMANT, upload
from tests.platform import Platform

OWN, SHOWN = "/catalog/v1/desk/exports/items", "/catalog/v1/exports/items"


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("filled")
async def test_what_a_body_exports_it_can_import_again_and_nothing_changes(any_platform: Platform) -> None:
    answer = await any_platform.ask("GET", f"{OWN}.jsonl", INFORMANT)
    assert len(lines(answer.text)) == 1
    made = await upload(any_platform, "elements", answer.content, INFORMANT, apply=True)
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("applied", 1, 0, 0)


@pytest.mark.usefixtures("filled")
async def test_a_neighbour_exports_none_of_it(platform: Platform) -> None:
    assert (await platform.ask("GET", f"{OWN}.jsonl", "hulin-market-informant")).text == ""
    assert (await platform.ask("GET", f"{OWN}.jsonl")).status_code == 401


@pytest.mark.clause("C51")
async def test_an_auditor_of_the_territory_gets_no_internal_element(platform: Platform, filled: dict[str, Any]) -> None:
    await platform.save(filled["item_id"], filled["edition"], {"own_hall": "三号窗口"})
    (own,) = lines((await platform.ask("GET", f"{OWN}.jsonl", INFORMANT)).text)
    (seen,) = lines((await platform.ask("GET", f"{OWN}.jsonl", "jidong-legality-auditor")).text)
    assert own["elements"]["own_hall"] == "三号窗口"
    assert all(elements.ELEMENTS[key].public for key in seen["elements"])
    sheet = await platform.ask("GET", f"{OWN}.xlsx", "jidong-legality-auditor")
    assert not any("三号窗口" in str(row.values) for row in read(sheet.content).rows)


async def test_the_public_gets_what_is_online_by_filter_and_nothing_else(any_platform: Platform) -> None:
    assert (await any_platform.ask("GET", f"{SHOWN}.jsonl")).text == ""
    item = await any_platform.online()
    (record,) = lines((await any_platform.ask("GET", f"{SHOWN}.jsonl")).text)
    assert (record["code"], record["edition"]) == (item["code"], item["edition"])
    for query, count in (({"region": "230300"}, 1), ({"region": "620000"}, 0), ({"item_type": "99"}, 0)):
        found = await any_platform.ask("GET", f"{SHOWN}.jsonl", params=query)
        assert len(lines(found.text)) == count
    rows = list(read((await any_platform.ask("GET", f"{SHOWN}.xlsx")).content).rows)
    assert [row.values[0] for row in rows] == ["编码", item["code"]]


@pytest.mark.clause("E38")
async def test_the_public_gets_the_four_columns_of_the_catalogue(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    answer = await any_platform.ask("GET", f"{SHOWN}.xlsx", params={"profile": "xinzhou4"})
    head, row = (line.values for line in read(answer.content).rows)
    four = [elements.ELEMENTS[key].zh for key in ("name", "legal_bases", "implementing_body", "procedure")]
    assert sorted(str(name) for name in head[3:7]) == sorted(four)
    assert (row[0], row[head.index(four[0])]) == (online["code"], online["name"])
    assert "etag" not in answer.headers
    strange = await any_platform.ask("GET", f"{SHOWN}.xlsx", params={"profile": "nobody"})
    assert strange.status_code == 422


@pytest.mark.usefixtures("filled")
async def test_a_sheet_that_cannot_be_made_leaves_no_file_behind(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(*_: object, **__: object) -> list[object]:
        raise RuntimeError("no line")

    monkeypatch.setattr("services.catalog.sheets.export.line", broken)
    assert (await platform.ask("GET", f"{OWN}.xlsx", INFORMANT)).status_code == 500
    assert list(tmp_path.glob("*.xlsx")) == []  # noqa: ASYNC240 - a test


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
async def test_text_that_looks_like_a_formula_stays_text(platform: Platform, filled: dict[str, Any], text: str) -> None:
    saved = await platform.save(filled["item_id"], filled["edition"], {"office_hours": text.strip()})
    assert saved["changed"] == ["office_hours"]
    answer = await platform.ask("GET", f"{OWN}.xlsx", INFORMANT)
    sheet = read(answer.content)
    assert any(text.strip() in row.values for row in sheet.rows)
    assert [f.code for f in sheet.faults if f.code == "formula"] == []
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.clause("C16")
async def test_the_statistics_table_goes_out_and_comes_in_again(platform: Platform, filled: dict[str, Any]) -> None:
    await platform.save(filled["item_id"], filled["edition"], {"on_platform": True, "on_standard_platform": False})
    answer = await platform.ask("GET", "/catalog/v1/desk/exports/statistics.xlsx", INFORMANT)
    (entry,) = statistics.read(answer.content).entries
    told = (entry.elements["name"], entry.elements["on_platform"], entry.elements["on_standard_platform"], entry.sound)
    assert told == (filled["name"], True, False, True)
    assert (await platform.ask("GET", "/catalog/v1/desk/exports/statistics.xlsx")).status_code == 401


@pytest.mark.parametrize("own", [None, "1", "7"])
async def test_the_number_of_a_row_of_the_exported_table_is_not_taken_for_the_items_own(
    platform: Platform, filled: dict[str, Any], own: str | None
) -> None:
    answers = {"on_platform": True, "on_standard_platform": True, "item_number": own}
    await platform.save(filled["item_id"], filled["edition"], answers)
    data = (await platform.ask("GET", "/catalog/v1/desk/exports/statistics.xlsx", INFORMANT)).content
    made = await upload(platform, "statistics", data, INFORMANT)
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("ready", 1, 0, 0)
    rows = list(read(data).rows)
    assert rows[1].at(1) == (own or 1)
    head, (first, *rest) = rows[0].values, rows[1].values
    told = await upload(platform, "statistics", write(list(map(str, head)), [["8", *rest]]), INFORMANT)
    assert (told["done"], first) == (1, own or 1), "what a person writes there is the item's"


@pytest.mark.clause("C21")
@pytest.mark.clause("C51")
async def test_the_confirmation_form_goes_out_filled_and_comes_in_again(
    platform: Platform, filled: dict[str, Any]
) -> None:
    saved = await platform.save(filled["item_id"], filled["edition"], {"own_hall": "三号窗口"})
    form = f"/catalog/v1/desk/items/{filled['item_id']}/form"
    answer = await platform.ask("GET", f"{form}.xlsx", INFORMANT)
    assert any("三号窗口" in str(row.values) for row in read(answer.content).rows)
    again = await platform.ask(
        "POST", form, INFORMANT, content=answer.content,
        headers={"If-Match": f'"{saved["edition"]}"', "Content-Type": answer.headers["content-type"]},
    )  # fmt: skip
    assert again.status_code == 200, again.text
    auditor = await platform.ask("GET", f"{form}.xlsx", "jidong-legality-auditor")
    assert not any("三号窗口" in str(row.values) for row in read(auditor.content).rows)
    assert (await platform.ask("GET", f"{form}.xlsx", "hulin-market-informant")).status_code == 404


@pytest.mark.parametrize("query", [{"region": "999999"}, {"office": "0" * 18}, {"after": "Z" * 40}])
async def test_a_filter_that_nothing_meets_gives_nothing(
    platform: Platform, online: dict[str, Any], query: dict[str, str]
) -> None:
    answer = await platform.ask("GET", f"{SHOWN}.jsonl", params=query)
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize("query", [{"region": "23"}, {"after": "不"}, {"item_type": "x"}])
async def test_a_filter_that_is_none_is_refused(platform: Platform, query: dict[str, str]) -> None:
    assert (await platform.ask("GET", f"{SHOWN}.xlsx", params=query)).status_code == 422
