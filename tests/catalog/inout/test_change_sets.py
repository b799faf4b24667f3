"""Change sets: tried first, applied as far as they are good, taken back; every slip told by row and cell."""

import asyncio
import io
import zipfile
from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands import changesets, reading
from services.catalog.commands.changerows import Batch
from services.catalog.sheets import catalogue, statistics
from services.player import XLSX
from shared.parallel import Beside
from shared.problems import Unavailable
from shared.xlsx import Page, Row, annotate_all, read, write
from tests.catalog.inout.support import (
    HEADS,
    INFORMANT,
    LINE,
    SETS,
    base_rows,
    lines_of,
    listed,
    progress,
    rows_of,
    sheet_of,
    then,
    upload,
    work,
)
from tests.platform import Platform


async def elements_of(platform: Platform, item_id: str) -> tuple[int, dict[str, Any], str]:
    shown = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", INFORMANT)).json()
    return shown["edition"], shown["elements"], shown["digest"]


async def test_a_dry_run_says_row_by_row_what_would_happen_and_changes_nothing(any_platform: Platform) -> None:
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(3)))
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("ready", 3, 3, 0)
    assert [row["action"] for row in await rows_of(any_platform, made["set_id"])] == ["new"] * 3
    assert await listed(any_platform) == []


@pytest.mark.clause("A04")
async def test_applied_the_rows_are_in_the_catalogue_with_their_trail(any_platform: Platform) -> None:
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(60)))
    made = await then(any_platform, made, "application")
    assert (made["state"], made["done"]) == ("applied", 60)
    assert await listed(any_platform) == [code for code, _ in base_rows(60)]
    item = (await rows_of(any_platform, made["set_id"]))[7]["item_id"]
    entries = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{item}/trail", LINE)).json()
    assert [e["action"] for e in entries] == ["catalogue.add"]
    assert await any_platform.faults_of_trails() == []


async def test_what_a_row_changes_is_typed_by_its_meaning_for_the_applicant(platform: Platform) -> None:
    rows = base_rows(2)
    await upload(platform, "catalogue", sheet_of(rows), apply=True)
    longer = [(rows[0][0], rows[0][1] | {"legal_limit": {"number": 90, "unit": "day"}}), rows[1]]
    made = await upload(platform, "catalogue", sheet_of(longer))
    first, second = await rows_of(platform, made["set_id"])
    assert [(c["path"], c["kind"]) for c in first["changes"]] == [("legal_limit", "worse")]
    assert (first["action"], first["before"], first["after"], second["action"]) == ("changed", 1, 0, "same")


async def test_a_sheet_of_headings_only_fails_with_its_reason(platform: Platform) -> None:
    made = await upload(platform, "catalogue", sheet_of([]))
    assert (made["state"], made["rows"], made["faults"]) == ("failed", 0, 1)
    (row,) = await rows_of(platform, made["set_id"])
    assert [(one["code"], one["message_zh"]) for one in row["faults"]] == [
        ("no_rows", "文件中没有数据行，只有表头或空行")
    ]


BAD_CELLS = {
    "a date in Chinese numerals": ({"业务指导部门": "二〇一八年八月三十一日"}, "C1", "chinese_date", "fault"),
    "full-width digits": ({"法定办结时限": "３０"}, "K3", "full_width", "note"),
    "a cell too long": ({"事项名称": "长" * 32_767}, "A3", "too_long", "fault"),
    "a type that does not exist": ({"事项类型": "没有的类型"}, "D3", "unknown_value", "fault"),
    "a code too short": ({"基本编码": "23073100"}, "B3", "bad_code", "fault"),
    "a code of another province": ({"基本编码": "620731001000"}, "B3", "owner", "fault"),
}


@pytest.mark.parametrize("case", BAD_CELLS)
async def test_a_slip_is_told_by_row_and_cell_and_the_good_rows_can_go_in(platform: Platform, case: str) -> None:
    cells, cell, code, severity = BAD_CELLS[case]
    rows = base_rows(3)
    made = await upload(platform, "catalogue", sheet_of(rows, r3=cells), apply=True)
    told = [f for row in await rows_of(platform, made["set_id"]) for f in row["faults"] if row["row"] == 3]
    assert (code, severity) in {(f["code"], f["severity"]) for f in told}
    assert case.startswith("a date") or cell in {f["cell"] for f in told}
    if severity == "note":
        assert made["state"] == "applied"
        return
    assert (made["state"], await listed(platform)) == ("ready", [])
    refused = await platform.ask("POST", f"{SETS}/{made['set_id']}/application", LINE)
    assert (refused.status_code, refused.json()["code"]) == (422, "faults")
    made = await then(platform, made, "application", good_rows=True)
    assert (made["state"], made["done"], made["faults"]) == ("applied", 2, 1)
    assert await listed(platform) == [rows[0][0], rows[2][0]]


async def test_rows_with_one_code_all_wait_unless_they_are_equal(platform: Platform) -> None:
    rows = base_rows(3)
    other = (rows[0][0], rows[0][1] | {"name": "另一名称"})
    made = await upload(platform, "catalogue", sheet_of([*rows, other, rows[1]]), apply=True, good_rows=True)
    told = {row["row"]: row for row in await rows_of(platform, made["set_id"])}
    assert [told[n]["action"] for n in (2, 3, 4, 5, 6)] == ["fault", "new", "new", "fault", "passed"]
    assert [(told[n]["faults"][0]["cell"], told[n]["faults"][0]["code"]) for n in (2, 5, 6)] == [
        ("B2", "double_code"),
        ("B5", "double_code"),
        ("B6", "same_row"),
    ]
    assert (made["state"], made["done"], await listed(platform)) == ("applied", 2, [c for c, _ in rows[1:]])


async def test_lines_with_one_code_all_wait_unless_they_are_equal(platform: Platform, claimed: dict[str, Any]) -> None:
    code = claimed["code"]
    rows = [(code, {"conditions": "甲"}), (code, {"conditions": "乙"})]
    for told, done, faults in ((rows, 0, 2), ([rows[0], rows[0]], 1, 0)):
        made = await upload(platform, "elements", lines_of(*told), INFORMANT, apply=True, good_rows=True)
        assert (made["done"], made["faults"]) == (done, faults)


async def test_a_wrong_column_is_told_and_stops_the_whole_until_good_rows_are_asked_for(platform: Platform) -> None:
    ((code, values),) = base_rows(1)
    data = write([*HEADS, "备用列"], [[*catalogue._line(code, values), "x"]])
    made = await upload(platform, "catalogue", data, apply=True)
    head = (await rows_of(platform, made["set_id"]))[0]
    assert (head["row"], head["faults"][0]["code"], head["faults"][0]["cell"]) == (1, "unknown_column", "Q1")
    assert made["state"] == "ready"


async def test_rows_on_a_further_sheet_stop_the_whole_at_both_doors_and_are_told_by_its_name(
    platform: Platform,
) -> None:
    lines = [[HEADS, catalogue._line(*row)] for row in base_rows(2)]
    pages = [
        Page(name, [Row(n, tuple(one)) for n, one in enumerate(rows, 1)])
        for name, rows in zip("一二", lines, strict=True)
    ]
    data = annotate_all(pages, [])
    path, headers = "/catalog/v1/catalogue/imports", {"Content-Type": XLSX}
    report = (await platform.ask("POST", path, LINE, headers=headers, content=data, params={"apply": True})).json()
    made = await upload(platform, "catalogue", data, apply=True)
    for faults in (report["faults"], (await rows_of(platform, made["set_id"]))[0]["faults"]):
        assert [(one["code"], one["sheet"]) for one in faults] == [("further_sheet", "二")]
    assert (report["applied"], made["state"], await listed(platform)) == (False, "ready", [])


async def test_a_column_that_is_not_there_leaves_its_elements_alone_and_an_empty_cell_takes_its_element_away(
    platform: Platform,
) -> None:
    ((code, values),) = base_rows(1)
    values |= {"legal_limit": {"number": 9, "unit": "day"}, "guidance_department": "省局", "annual_report": True}
    await upload(platform, "catalogue", sheet_of([(code, values)]), apply=True)
    cells = dict(zip(HEADS, catalogue._line(code, values), strict=True)) | {"有无年报": None}
    kept = {name: cell for name, cell in cells.items() if name not in {"业务指导部门", "法定办结时限单位"}}
    made = await upload(platform, "catalogue", write(list(kept), [list(kept.values())]))
    await platform.ask("POST", f"{SETS}/{made['set_id']}/application", LINE, params={"good_rows": True})
    await work(platform)
    made = await progress(platform, made["set_id"])
    (row,) = (row for row in await rows_of(platform, made["set_id"]) if row["row"] > 1)
    assert (made["state"], row["action"], [change["path"] for change in row["changes"]]) == (
        "applied",
        "changed",
        ["annual_report"],
    )


async def test_a_file_that_is_no_sheet_fails_and_says_why(platform: Platform) -> None:
    made = await upload(platform, "catalogue", b"PK not a workbook")
    assert made["state"] == "failed"
    assert (await rows_of(platform, made["set_id"]))[0]["faults"][0]["code"] in {"not_xlsx", "damaged"}


async def test_the_report_is_the_users_own_sheet_with_the_cells_marked(platform: Platform) -> None:
    made = await upload(platform, "catalogue", sheet_of(base_rows(2), r3={"事项类型": "没有的类型"}))
    answer = await platform.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", LINE)
    rows = {row.number: row.values for row in read(answer.content).rows}
    assert rows[2][0] == "市场设立登记0"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        comments = book.read("xl/comments1.xml").decode()
    assert 'ref="D3"' in comments
    assert "没有的类型" in comments
    assert 'ref="D2"' not in comments
    listed_too = [row.values for row in read(answer.content, sheet="问题清单").rows]
    assert listed_too[1][:2] == (3, "D3")


async def test_a_body_fills_its_own_items_by_code(any_platform: Platform, claimed: dict[str, Any]) -> None:
    change = {"office_hours": "工作日 8:30—11:30", "consult_phone": "0467-0000001"}
    made = await upload(any_platform, "elements", lines_of((claimed["code"], change)), INFORMANT, apply=True)
    assert (made["state"], made["done"]) == ("applied", 1)
    edition, values, _ = await elements_of(any_platform, claimed["item_id"])
    assert edition == 2
    assert change.items() <= values.items()
    actions = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}/trail", INFORMANT)).json()
    assert actions[-1]["action"] == "item.save"


REFUSED: dict[str, tuple[str, dict[str, Any], str | None]] = {
    "someone else's item": ("other", {"office_hours": "工作日"}, "territory"),
    "a code that nobody has": ("none", {"office_hours": "工作日"}, "no_item"),
    "an element of the catalogue": ("own", {"exercise_levels": ["1"]}, "locked"),
    "an element that does not exist": ("own", {"no_such_element": "x"}, "unknown_element"),
    "a value that does not fit": ("own", {"visits": "many"}, None),
    "text of forty thousand characters": ("own", {"office_hours": "长" * 40_000}, None),
    "a file that was never uploaded": (
        "own",
        {"flow_chart": {"name": "图.png", "media_type": "image/png", "size": 3, "sha256": "0" * 64}},
        None,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_row_that_a_save_by_hand_would_refuse_is_refused_alone(platform: Platform, case: str) -> None:
    whose, change, code = REFUSED[case]
    item = await platform.claimed()
    if whose == "other":
        theirs = await platform.ask(
            "POST", f"/catalog/v1/desk/offers/{item['parent_id']}/claim", "hulin-market-informant"
        )
        bad = theirs.json()["code"]
    else:
        bad = item["code"] if whose == "own" else "1" * 31
    good = (item["code"], {"office_hours": "工作日"})
    rows = [(bad, change), good] if bad != item["code"] else [(bad, change)]
    made = await upload(platform, "elements", lines_of(*rows), INFORMANT, apply=True, good_rows=True)
    told = [f for row in await rows_of(platform, made["set_id"], INFORMANT) for f in row["faults"]]
    assert told
    assert code is None or told[0]["code"] == code
    assert (made["state"], made["faults"], made["done"]) == ("applied", 1, len(rows) - 1)


async def test_lines_that_are_no_json_or_say_a_key_twice_are_told_by_line(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    good = lines_of((claimed["code"], {"office_hours": "工作日"}))
    twice = b'{"code":"1","code":"2","elements":{"office_hours":"x"}}\n'
    made = await upload(platform, "elements", b"{broken\n" + twice + b"\n" + good + good, INFORMANT)
    found = {
        r["row"]: r["faults"][0]["code"] for r in await rows_of(platform, made["set_id"], INFORMANT) if r["faults"]
    }
    assert found == {1: "bad_json", 2: "bad_json", 5: "same_row"}
    assert (made["rows"], made["done"]) == (4, 1)


HOSTILE = {
    "half a character": rb'{"office_hours": "\ud800"}',
    "a NUL": rb'{"office_hours": "a\u0000b"}',
    "half a character in a key": rb'{"\ud800": 1}',
    "a number of five thousand digits": b'{"visits": ' + b"9" * 5000 + b"}",
    "NaN": b'{"visits": NaN}',
    "ten thousand brackets": b'{"office_hours": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "an attachment that is none": b'{"flow_chart": {"sha256": [], "media_type": {}, "name": 3, "size": "x"}}',
    "a list where text belongs": b'{"materials": {"0": []}, "fees": "x", "steps": [[1]]}',
}


@pytest.mark.parametrize("case", HOSTILE)
async def test_a_hostile_line_is_told_and_the_lines_beside_it_go_in(
    any_platform: Platform, claimed: dict[str, Any], case: str
) -> None:
    bad = b'{"code":"' + claimed["code"].encode() + b'","elements":' + HOSTILE[case] + b"}\n"
    other = lines_of(("1" * 31, {"office_hours": "工作日"}))
    made = await upload(any_platform, "elements", bad + other, INFORMANT, apply=True, good_rows=True)
    told = {r["row"]: [f["code"] for f in r["faults"]] for r in await rows_of(any_platform, made["set_id"], INFORMANT)}
    assert (made["state"], made["rows"], made["done"]) == ("applied", 2, 0)
    assert told[1]
    assert told[2] == ["no_item"]
    assert (await elements_of(any_platform, claimed["item_id"]))[0] == 1


async def test_an_item_that_someone_changed_after_the_dry_run_is_left_alone(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    made = await upload(platform, "elements", lines_of((claimed["code"], {"office_hours": "工作日"})), INFORMANT)
    await platform.save(claimed["item_id"], 1, {"office_hours": "周末"})
    made = await then(platform, made, "application", INFORMANT)
    row = (await rows_of(platform, made["set_id"], INFORMANT))[0]
    assert (row["action"], row["faults"][0]["code"], made["done"]) == ("fault", "changed_since", 0)
    assert (await elements_of(platform, claimed["item_id"]))[1]["office_hours"] == "周末"


async def test_undone_every_item_is_byte_for_byte_as_before_and_the_trail_has_grown(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    edition, before, digest = await elements_of(any_platform, filled["item_id"])
    made = await upload(
        any_platform,
        "elements",
        lines_of((filled["code"], {"office_hours": "夜间", "consult_phone": None})),
        INFORMANT,
    )
    made = await then(any_platform, made, "application", INFORMANT)
    undo = await then(any_platform, made, "undo", INFORMANT)
    assert (undo["kind"], undo["state"], undo["done"]) == ("undo", "applied", 1)
    now = await elements_of(any_platform, filled["item_id"])
    assert now == (edition + 2, before, digest)
    trail = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}/trail", INFORMANT)).json()
    assert [e["action"] for e in trail][-2:] == ["item.save", "item.restore"]
    again = await any_platform.ask("POST", f"{SETS}/{made['set_id']}/undo", INFORMANT)
    assert again.status_code == 409


async def test_undoing_leaves_alone_what_someone_touched_since_and_says_so_by_row(platform: Platform) -> None:
    rows = base_rows(3)
    made = await upload(platform, "catalogue", sheet_of(rows), apply=True)
    await platform.put_base(rows[1][0], rows[1][1] | {"name": "改"})
    undo = await then(platform, made, "undo")
    told = await rows_of(platform, undo["set_id"])
    assert [row["action"] for row in told] == ["cancelled", "fault", "cancelled"]
    assert told[1]["faults"][0]["code"] == "changed_since"
    assert await listed(platform) == [rows[1][0]]


async def test_a_file_is_worked_through_in_batches_and_goes_on_where_it_was_cut(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    here = any_platform.host.runtimes["catalog"]
    flush = Batch.flush
    calls: list[int] = []

    async def breaks(self: Batch) -> None:
        await flush(self)
        calls.append(1)
        if len(calls) == 3:
            raise Unavailable("数据库断开", "the database went away")

    monkeypatch.setattr(Batch, "flush", breaks)
    made = await upload_only(any_platform, sheet_of(base_rows(35), r30={"事项类型": "没有"}))
    await changesets.work_on_change_sets(here)
    async with here.db.reading() as connection:
        cut = await store.change_set(connection, made)
    assert (cut.state, cut.rows, cut.done) == ("applying", 20, 20)
    await work(any_platform)
    async with here.db.reading() as connection:
        whole = await store.change_set(connection, made)
    assert (whole.state, whole.rows, whole.done, whole.faults) == ("applied", 35, 34, 1)
    assert len(await listed(any_platform)) == 34
    assert await any_platform.faults_of_trails() == []


async def test_two_processes_at_one_file_take_each_row_in_once(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    here = any_platform.host.runtimes["catalog"]
    made = await upload_only(any_platform, sheet_of(base_rows(35)))
    await asyncio.gather(changesets.work_on_change_sets(here), changesets.work_on_change_sets(here))
    await work(any_platform)
    async with here.db.reading() as connection:
        whole = await store.change_set(connection, made)
    assert (whole.state, whole.rows, whole.done, whole.faults) == ("applied", 35, 35, 0)
    assert [row["action"] for row in await rows_of(any_platform, made)] == ["new"] * 35
    assert await any_platform.faults_of_trails() == []


async def test_a_round_of_the_job_ends_in_time_and_the_next_reads_on(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    monkeypatch.setattr(changesets, "LONGEST", 0.0)
    here = platform.host.runtimes["catalog"]
    made = await upload_only(platform, sheet_of(base_rows(25)))
    seen = []
    for _ in range(4):
        await changesets.work_on_change_sets(here)
        async with here.db.reading() as connection:
            now = await store.change_set(connection, made)
        seen.append((now.state, now.rows))
    assert seen == [("applying", 10), ("applying", 20), ("applying", 25), ("applied", 25)]


async def upload_only(platform: Platform, body: bytes) -> str:
    headers = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    query = {"kind": "catalogue", "apply": True, "good_rows": True}
    answer = await platform.ask("POST", SETS, LINE, headers=headers, content=body, params=query)
    return str(answer.json()["set_id"])


async def test_another_body_sees_nothing_of_a_change_set(platform: Platform) -> None:
    made = await upload(platform, "catalogue", sheet_of(base_rows(1)))
    for path in ("", "/rows", "/report.xlsx"):
        answer = await platform.ask("GET", f"{SETS}/{made['set_id']}{path}", "hlj-coal-line")
        assert answer.status_code == 404
    assert (await platform.ask("POST", f"{SETS}/{made['set_id']}/application", "hlj-coal-line")).status_code == 404


async def test_an_informant_keeps_no_catalogue_and_a_line_department_fills_no_items(platform: Platform) -> None:
    headers = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    for kind, who in (("catalogue", INFORMANT), ("statistics", LINE)):
        answer = await platform.ask("POST", SETS, who, headers=headers, content=b"PK", params={"kind": kind})
        assert answer.status_code == 403


def table(*rows: dict[str, Any]) -> bytes:
    """A statistics table."""
    return statistics.write(rows)


@pytest.mark.clause("C16")
async def test_the_statistics_table_settles_the_bodys_items_by_name(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    row = {"item_number": "7", "name": claimed["name"], "item_type": claimed["item_type"]}
    data = table(row | {"on_standard_platform": True, "on_platform": False, "exclusion_reason": "须现场核查"})
    made = await upload(any_platform, "statistics", data, INFORMANT, apply=True)
    assert (made["state"], made["done"]) == ("applied", 1), await rows_of(any_platform, made["set_id"], INFORMANT)
    values = (await elements_of(any_platform, claimed["item_id"]))[1]
    kept = {key: values[key] for key in ("item_number", "on_standard_platform", "on_platform", "exclusion_reason")}
    assert kept == {
        "item_number": "7",
        "on_standard_platform": True,
        "on_platform": False,
        "exclusion_reason": "须现场核查",
    }


@pytest.mark.clause("C17")
@pytest.mark.parametrize(
    ("inside", "why", "code"), [(False, None, "reason_needed"), (True, "有理由", "reason_superfluous")]
)
async def test_the_reason_stands_exactly_where_an_item_is_not_in(inside: bool, why: str | None, code: str) -> None:  # noqa: FBT001
    sheet = statistics.read(cells_of(inside, why))
    (entry,) = list(sheet.entries)
    assert not entry.sound
    assert [(f.code, f.cell) for f in sheet.faults] == [(code, "F2")]


def cells_of(inside: bool, why: str | None) -> bytes:  # noqa: FBT001
    return write(list(statistics.COLUMNS), [[1, "某事项", "行政许可", "是", "是" if inside else "否", why]])


@pytest.mark.clause("C19")
async def test_items_that_the_table_does_not_list_are_told(platform: Platform, claimed: dict[str, Any]) -> None:
    other = {"item_number": "1", "name": "没有的事项", "item_type": claimed["item_type"]}
    data = table(other | {"on_standard_platform": True, "on_platform": True})
    made = await upload(platform, "statistics", data, INFORMANT)
    told = {f["code"]: f["message_zh"] for r in await rows_of(platform, made["set_id"], INFORMANT) for f in r["faults"]}
    assert told.keys() == {"no_item", "not_listed", "tally"}
    assert claimed["code"] in told["not_listed"]


@pytest.mark.clause("C20")
async def test_the_table_is_tallied_as_the_statement_has_to_say_it(platform: Platform) -> None:
    common = {"item_number": "1", "item_type": "01", "on_standard_platform": True}
    inside = [common | {"name": f"事项{n}", "on_platform": True} for n in range(3)]
    out = [common | {"name": "不纳入", "on_platform": False, "exclusion_reason": "涉密"}]
    made = await upload(platform, "statistics", table(*inside, *out), INFORMANT)
    (whole,) = [row for row in await rows_of(platform, made["set_id"], INFORMANT) if row["row"] == 0]
    assert whole["faults"][0]["message_zh"] == "可纳入网上审批 3 个，不能纳入 1 个"


def test_what_the_statistics_writer_writes_the_reader_reads() -> None:
    row = {
        "item_number": "3",
        "name": "市场设立登记",
        "item_type": "01",
        "on_standard_platform": False,
        "on_platform": True,
    }
    outcome = statistics.read(statistics.write([row]))
    assert [e.elements for e in outcome.entries] == [row | {"exclusion_reason": None}]
    assert outcome.faults == []


def test_the_number_that_the_platform_gave_a_row_says_nothing_wherever_the_row_stands() -> None:
    row = {"name": "市场设立登记", "item_type": "01", "on_standard_platform": False, "on_platform": True}
    named = [row | {"name": name} for name in ("甲", "乙", "丙")] + [row | {"name": "丁", "item_number": "4"}]
    head, _, *rows = [list(one.values) for one in read(statistics.write(named)).rows]
    rows[1][0] = "9"
    sorted_ = write([str(one) for one in head], rows[::-1])
    told = [(one.elements["name"], one.elements.get("item_number")) for one in statistics.read(sorted_).entries]
    assert told == [("丁", "4"), ("丙", "9"), ("乙", None)]


def test_an_express_none_in_the_table_is_read_as_one() -> None:
    row = {"item_number": {"none": "尚未排号"}, "name": "市场设立登记", "item_type": "01"}
    nones = row | {"on_standard_platform": {"none": "待定"}, "on_platform": {"none": "待定"}}
    outcome = statistics.read(statistics.write([nones]))
    assert ([one.elements for one in outcome.entries], outcome.faults) == ([nones], [])


async def test_a_long_file_is_read_by_a_process_beside_with_the_same_outcome(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONG", 1)
    monkeypatch.setattr(reading, "cores", lambda: 2)
    beside: list[object] = []

    def counted(*given: Any) -> Beside[Any]:
        beside.append(given)
        return Beside(*given)

    monkeypatch.setattr(reading, "Beside", counted)
    rows = base_rows(reading.BATCH + 20)
    made = await upload(
        platform, "catalogue", sheet_of(rows, r7={"事项类型": "没有的类型"}), apply=True, good_rows=True
    )
    assert (made["state"], made["done"], made["faults"]) == ("applied", len(rows) - 1, 1)
    told = next(row for row in await rows_of(platform, made["set_id"]) if row["row"] == 7)
    assert (told["action"], told["faults"][0]["cell"]) == ("fault", "D7")
    assert len(beside) == 1
