"""What is longer, or more, than an element takes: it is told, and nothing of a row is left out unseen."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from services import inspector
from services.catalog import intake
from services.catalog.intake import Record, Source
from shared.clock import day, now
from shared.elements import ELEMENTS

MOST = ELEMENTS["materials"].max


def dumped(*children: dict[str, Any], **columns: Any) -> Record:
    """An item with these columns and materials."""
    basic = source("up_task_general_basic.jsonl", {"task_code": "T1", "task_name": "取水许可"} | columns)
    (record,) = intake.read([basic, source("up_task_general_material.jsonl", *children)]).records
    return record


def source(name: str, *rows: dict[str, Any]) -> Source:
    data = lines(*rows)
    return Source(name, lambda: io.BytesIO(data))


def lines(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in rows).encode()


def told(record: Record) -> list[tuple[str, str]]:
    return [(one.slip, one.path) for one in record.notes]


def materials(count: int) -> list[dict[str, Any]]:
    return [{"task_code": "T1", "material_name": f"材料{n}", "order_num": n} for n in range(count)]


def test_more_materials_than_an_item_may_have_are_all_there_and_blocked(tmp_path: Path) -> None:
    (tmp_path / "up_task_general_basic.jsonl").write_bytes(lines({"task_code": "T1", "task_name": "取水许可"}))
    (tmp_path / "up_task_general_material.jsonl").write_bytes(lines(*materials(MOST + 60)))
    assert len(dumped(*materials(MOST + 60)).values["materials"]) == MOST + 60
    report = inspector.inspect(tmp_path, day(now()))
    found = {(line.element, line.severity) for line in report.lines if line.rule == "element_shape"}
    assert ("materials", "block") in found


def test_the_plain_shape_loses_no_material() -> None:
    rows = [{"name": f"材料{n}"} for n in range(MOST + 60)]
    plain = {"name": "取水许可", "legal_bases": [], "steps": [], "materials": rows}
    (record,) = intake.read([source("a.jsonl", plain)]).records
    assert len(record.values["materials"]) == MOST + 60


def test_a_text_of_a_row_that_is_cut_is_told_at_its_place_and_kept_beside() -> None:
    long = "须" * 5_500
    record = dumped(materials(1)[0] | {"accept_stand": long, "material_name": "名" * 301})
    (row,) = record.values["materials"]
    assert (len(row["standard"]), len(row["name"])) == (5_000, 300)
    assert sorted(told(record)) == [("too_long", "materials[0].name"), ("too_long", "materials[0].standard")]
    assert record.leftover["material"][0]["accept_stand"] == long


def test_a_name_that_its_column_takes_is_not_cut() -> None:
    record = dumped(materials(1)[0] | {"material_name": "名" * 300})
    assert (record.values["materials"], told(record)) == ([{"name": "名" * 300}], [])


@pytest.mark.parametrize("words", [1, 5_500])
def test_a_law_behind_the_words_of_another_is_read_however_long_they_are(words: int) -> None:
    record = dumped(by_law=f"《甲法》第一条：{'条文原文' * words}；《乙法》第二条")
    assert [(one["title"], one["article"]) for one in record.values["legal_bases"]] == [("甲法", 1), ("乙法", 2)]
    assert told(record) == []


@pytest.mark.parametrize("column", ["by_law", "accept_condition", "task_name"])
def test_a_text_that_is_too_long_to_be_read_is_told_with_its_length(column: str) -> None:
    record = dumped(**{column: "《甲法》第一条：" + "条" * 41_000})
    (slip,) = (one for one in record.notes if one.slip == "too_long")
    assert "41008 个字符" in slip.zh


def test_of_a_limit_or_a_list_in_more_words_than_are_understood_nothing_is_taken() -> None:
    record = dumped(
        promise_day="20个工作日" + "，材料齐全的" * 100 + "30个工作日", server_type="自然人" + "、" * 500 + "企业法人"
    )
    assert {"promised_limit", "service_objects"}.isdisjoint(record.values)
    assert {("limit_unreadable", "promised_limit"), ("unknown_label", "service_objects")} <= set(told(record))


def test_a_key_behind_thousands_of_others_is_read() -> None:
    flat = {f"x{n}": "1" for n in range(2_100)} | {"事项名称": "取水许可"}
    (record,) = intake.read([source("a.jsonl", flat)]).records
    assert record.values["name"] == "取水许可"
