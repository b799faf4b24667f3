"""Workbooks, our own records and dumps of the exchange tables; files that lie, and files that attack."""

import io
import json
import random
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.catalog import intake
from services.catalog.intake import SLIPS, Intake, Record, Source, Unreadable
from services.catalog.intake.slips import note
from shared.world import world
from shared.xlsx import CellValue, write


def source(data: bytes, name: str = "a.jsonl") -> Source:
    return Source(name, lambda: io.BytesIO(data))


def read(data: bytes, name: str = "a.jsonl") -> tuple[list[Record], Intake]:
    taken = intake.read([source(data, name)])
    return list(taken.records), taken


def slips(*told: Any) -> set[str]:
    return {one.slip for part in told for one in part.notes}


# ── our own records ─────────────────────────────────────────────────────────────────────────────────────────────────


def published() -> dict[str, Any]:
    held = next(item for item in world().items.values() if item.state == "online")
    return {"item_id": "i1", "code": held.code, "layer": "implementation", "elements": held.elements, "extra": "留下"}


def test_a_published_record_comes_back_as_it_went() -> None:
    records, _ = read((json.dumps(published(), ensure_ascii=False) + "\n").encode())
    assert records[0].values == published()["elements"]
    assert records[0].item["code"] == published()["code"]
    assert records[0].leftover == {"extra": "留下"}


def test_a_bad_line_is_told_and_the_next_one_is_read() -> None:
    records, _ = read(b'{"elements": {"name": "a"}}\n{"elements": \n[1]\n\n' + b'{"elements": {"name": "b"}}')
    assert [r.values.get("name") for r in records] == ["a", None, None, "b"]
    assert [r.row for r in records] == [1, 2, 3, 5]
    assert slips(records[1], records[2]) == {"not_json"}


@pytest.mark.parametrize("wrapped", [False, True])
def test_one_value_over_many_lines_is_read_whole(wrapped: bool) -> None:  # noqa: FBT001 - a case
    items = [{"事项名称": "取水许可"}, {"事项名称": "采砂许可"}]
    whole = json.dumps({"data": items, "total": 2} if wrapped else items, ensure_ascii=False, indent=2)
    records, taken = read(whole.encode())
    assert [record.values["name"] for record in records] == ["取水许可", "采砂许可"]
    assert slips(taken, *records) == set()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart(encoding: str) -> None:
    line = json.dumps({"事项名称": "取水许可", "承诺办结时限": "5个工作日"}, ensure_ascii=False)
    records, taken = read(line.encode(encoding))
    assert records[0].values["name"] == "取水许可"
    assert records[0].values["promised_limit"] == {"number": 5, "unit": "working_day"}
    assert slips(taken) == ({"encoding"} if encoding == "gb18030" else set())


# ── workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_is_read_by_its_headings_and_keeps_what_it_does_not_know() -> None:
    head = ["序号", "事项名称", "实施编码", "事项类型", "法定办结时限", "法定办结时限单位", "计划生效日期", "心得"]
    rows: list[list[CellValue]] = [
        [1, "取水许可", "11230300990000017L3000119001000", "行政许可", 20, "工作日", "二〇一八年八月三十一日", "好"]
    ]
    records, taken = read(write(head, rows), "a.xlsx")
    assert taken.shape == "xlsx"
    one = records[0]
    assert one.values["item_type"] == "01"
    assert one.values["legal_limit"] == {"number": 20, "unit": "working_day"}
    assert one.values["planned_effective_on"] == "2018-08-31"
    assert one.item["code"] == "11230300990000017L3000119001000"
    assert one.leftover["心得"] == "好"
    assert one.columns["name"] == 2
    assert "chinese_date" in slips(one)
    assert "unknown_column" in slips(taken)


def test_a_workbook_without_known_headings_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(write(["甲", "乙"], [[1, 2]]), "a.xlsx")


# ── the exchange tables ─────────────────────────────────────────────────────────────────────────────────────────────

BASIC = "﻿task_code,task_name,task_type,dept_name,use_level,by_law,anticipate_day,anticipate_type,promise_day,promise_type,is_fee,limit_scene_num,accept_conditon\n"
DUMP = {
    "up_task_general_basic.csv": BASIC
    + "T1,取水许可,01,某县水利局,4,《水法》第七条、第四十八条,20,1,5,1,0,1,有取水口\n"
    + "T2,采砂许可,01,某县水利局,4,,20,1,,,0,0,\n"
    + "T1,取水许可,01,某县水利局,4,,20,1,5,1,0,0,\n",
    "up_task_general_material.csv": "task_code,material_name,is_need,page_num,source_type,order_num\n"
    "T1,论证报告,1,1,10,2\nT1,申请书,1,2,10,1\nT9,孤儿材料,1,1,10,1\n,没有主键,1,1,10,1\n",
    "up_task_general_extend.csv": "task_code,is_online,online_handle_depth\nT1,1,4^5\n",
    "up_task_general_questions.jsonl": '{"task_code": "T1", "question": "多久？", "answer": "五日。"}\n',
}


def dump(files: Mapping[str, str], encoding: str = "utf-8") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in files.items():
            pack.writestr(f"dump/{name}", text.encode(encoding))
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_dump_is_joined_by_its_keys(encoding: str) -> None:
    records, taken = read(dump(DUMP, encoding), "dump.zip")
    assert taken.shape == "exchange"
    one = records[0]
    assert one.item["code"] == "T1"
    assert [row["name"] for row in one.values["materials"]] == ["申请书", "论证报告"]
    assert [basis["article"] for basis in one.values["legal_bases"]] == [7, 48]
    assert one.values["online_depth"] == ["4", "5"]
    assert one.values["faqs"] == [{"question": "多久？", "answer": "五日。"}]
    assert one.values["promised_limit"] == {"number": 5, "unit": "working_day"}
    assert one.values["charges"] is False


def test_a_dump_that_is_ugly_is_read_and_told() -> None:
    records, taken = read(dump(DUMP), "dump.zip")
    assert len(records) == 3
    assert "materials" not in records[1].values
    assert "duplicate_row" in slips(records[2])
    assert {"orphan_rows", "no_key", "misnamed_column"} <= slips(taken)
    assert records[0].values["conditions"] == "有取水口"


def test_single_files_of_a_dump_are_read_alone() -> None:
    records, _ = read(DUMP["up_task_general_basic.csv"].encode(), "up_task_general_basic.csv")
    assert records[0].values["name"] == "取水许可"


def test_a_folder_without_the_basic_table_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        intake.read([source(b"a", "x.csv"), source(b"b", "up_task_general_material.csv")])


# ── hostile files ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", [b"", b"   \n", b"hello", b"\x00\x01\x02", b"\x89PNG\r\n", b"%PDF-1.7"])
def test_what_is_no_known_shape_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data, "a.bin")


def test_deep_long_and_lying_lines_do_no_harm() -> None:
    lines = [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"elements": {"name": ' + b"9" * 10_000 + b"}}",
        b'{"legal_bases": "x", "materials": 7, "steps": {"a": 1}, "other": [1], "visits": NaN}',
        b'{"legal_bases": [{"title": 5, "article": [1]}], "materials": [[], {"name": {}}], "faq": [3]}',
        b"\xff\xfe\xfd{",
    ]
    records, _ = read(b"{}\n" + b"\n".join(lines))
    assert len(records) == len(lines) + 1


def test_an_archive_that_unpacks_to_far_more_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("up_task_general_basic.csv", b"0" * (80 << 20))
    with pytest.raises(Unreadable):
        read(bomb.getvalue(), "dump.zip")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.jsonl", "a.xlsx", "a.zip", "up_task_general_basic.csv"]))
def test_no_bytes_make_a_reader_stumble(noise: bytes, name: str) -> None:
    start = random.Random(len(noise)).choice([b"", b"{", b"PK\x03\x04", b'{"materials": [], "steps": []}\n'])
    try:
        records, _ = read(start + noise, name)
    except Unreadable:
        return
    assert all(isinstance(record.values, dict) for record in records)


def test_every_slip_has_words_and_can_be_told() -> None:
    words = dict.fromkeys(("value", "belongs", "one", "other", "count", "date", "length", "limit", "meant", "table", "line", "english", "newest", "than", "unit", "example", "columns", "cells", "rows"), "x")  # fmt: skip
    for name, slip in SLIPS.items():
        told = note(name, "", **words)
        assert told.zh
        assert told.en
        assert slip.cure_zh
        assert slip.cure_en
        assert slip.severity in ("block", "warn", "hint")
