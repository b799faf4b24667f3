"""Limits in words: the whole text is understood, or it is told that it is not; never is a part of it a number."""

import io
import json
from datetime import date
from typing import Any

import pytest

from services import inspector
from services.catalog import intake
from services.catalog.intake import Record, Source
from services.catalog.intake.limits import limit
from tests.catalog.intake.oddities import item, step


def read(raw: dict[str, Any]) -> Record:
    data = json.dumps(raw, ensure_ascii=False).encode()
    return next(iter(intake.read([Source("a.jsonl", lambda: io.BytesIO(data))]).records))


def slips(record: Record) -> set[str]:
    return {one.slip for one in record.notes}


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("20个工作日", 20, "working_day"),
        ("6 （工作日）", 6, "working_day"),
        ("1,000个工作日", 1000, "working_day"),
        ("二十日内", 20, "day"),
        ("法定期限：0个工作日", 0, "working_day"),
        ("自受理之日起20个工作日内作出决定", 20, "working_day"),
        ("20日。特殊情况经申请批准可延长10日。", 20, "day"),
        ("5个工作日（不含专家评审20个工作日）", 5, "working_day"),
        ("20个工作日，特殊情况可延长10个工作日", 20, "working_day"),
        ("当场办结（30分钟内）", None, "on_the_spot"),
    ],
)
def test_a_limit_that_is_wholly_understood_is_that_limit(text: str, number: int | None, unit: str) -> None:
    told = limit(text)
    assert told.limit is not None
    assert (told.limit["number"], told.limit["unit"]) == (number, unit)


@pytest.mark.parametrize(
    "text",
    ["2024年5个工作日", "每月15日前", "5—7个工作日", "受理后5日内审查，10日内办结", "1,00个工作日", "-5个工作日", "20①个工作日",
     "20个工作日/30个工作日", "5/0个工作日", "不能当场办结的，20个工作日", "2.5.1个工作日", "约两周", "1½个工作日", "第3个工作日后5日"],
)  # fmt: skip
def test_what_is_not_wholly_understood_is_no_number(text: str) -> None:
    told = limit(text, "工作日")
    assert (told.limit, told.slip) == (None, "limit_unreadable")


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [("0.5个工作日", 4, "hour"), ("2.5个工作日", 52, "hour"), ("0.25个工作日", 2, "hour"), ("1.25个工作日", 26, "hour"),
     ("半个工作日", 4, "hour"), ("四分之一个工作日", 2, "hour"), ("1/8工作日", 1, "hour"), ("二点五个工作日", 52, "hour"),
     ("一个半工作日", 28, "hour"), ("30分钟", 1, "hour"), ("半个月", 15, "day"), ("2.5", 52, "hour")],
)  # fmt: skip
def test_every_fraction_is_told_as_one_and_has_its_own_size(text: str, number: int, unit: str) -> None:
    told = limit(text, "工作日")
    assert told.slip == "limit_fraction"
    assert told.limit is not None
    assert (told.limit["number"], told.limit["unit"]) == (number, unit)


@pytest.mark.parametrize(
    ("said", "contradicts"),
    [
        ({"text": "20个工作日", "number": 2, "unit": "工作日"}, True),
        ({"text": "20个工作日", "number": 20, "unit": "日"}, True),
        ({"text": "当场办结", "number": 5, "unit": "工作日"}, True),
        ({"text": "20个工作日", "number": 20, "unit": "工作日"}, False),
        ({"text": "1/8工作日", "number": 0.125, "unit": "工作日"}, False),
        ({"text": "1,000个工作日", "number": 1000, "unit": None}, False),
        ({"text": "当场办结", "number": None, "unit": None}, False),
    ],
)
def test_a_number_that_contradicts_its_text_is_told_and_the_text_counts(
    said: dict[str, Any],
    contradicts: bool,  # noqa: FBT001 - a case
) -> None:
    record = read(item(statutory_limit=said))
    assert ("limit_contradicts" in slips(record)) is contradicts
    if said["text"] == "20个工作日":
        assert record.values["legal_limit"] == {"number": 20, "unit": "working_day"}


def test_a_half_day_promise_blocks_nothing_beside_a_legal_limit_of_three_days() -> None:
    record = read(item(statutory_limit={"text": "3个工作日"}, promised_limit={"text": "2.5个工作日"}))
    found = list(inspector.of_record(record, date(2026, 11, 22)))
    assert not any(line.rule == "promise_within_statutory" for line in found)
    assert any(line.rule == "limit_fraction" for line in found)


def test_steps_of_a_tenth_of_a_day_are_not_rounded_up_to_more_than_the_promise() -> None:
    steps = [step(f"环节{n}", limit="0.1个工作日") for n in range(10)]
    record = read(item(promised_limit={"text": "1个工作日"}, steps=steps))
    found = {line.rule for line in inspector.of_record(record, date(2026, 11, 22))}
    assert "steps_within_promise" not in found
    assert "limit_fraction" in found
