"""Items of any shape and of any length: each is read or told, none is followed into the woods."""

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import inspector
from services.catalog import intake
from services.catalog.intake import Record, Source
from tests.catalog.intake.oddities import item

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["第三条", "20个工作日", "《水法》", "行政许可", "一式三份"])  # fmt: skip
keys = st.sampled_from(["title", "article", "text", "number", "name", "limit", "content", "copies", "source", "q", "a", "unit", "备注", "章节编号"])  # fmt: skip
anything = st.recursive(
    scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(keys, one, max_size=4), max_leaves=10
)
PARTS = ["id", "name", "type", "level", "body", "credit_code", "implementation_code", "conditions", "fees", "result", "handling", "visits",
         "service_object", "remedies", "supervision", "faq", "other", "legal_bases", "materials", "steps", "statutory_limit", "promised_limit"]  # fmt: skip
EVIL = [
    "（",
    "《",
    "第一条",
    "原件1份，",
    "→",
    "1、甲 ",
    "是：否",
    "2018年",
    "\n",
    "提交",
    "证、",
]


def read(raw: dict[str, Any]) -> list[Record]:
    data = json.dumps(raw, ensure_ascii=True).encode()
    return list(intake.read([Source("a.jsonl", lambda: io.BytesIO(data))]).records)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(PARTS), anything, max_size=8))
def test_no_shape_of_an_item_makes_reading_or_inspecting_stumble(parts: dict[str, Any]) -> None:
    (record,) = read({"legal_bases": [], "materials": []} | parts)
    assert isinstance(list(inspector.of_record(record, date(2026, 11, 22))), list)


@pytest.mark.parametrize("sign", EVIL)
def test_a_long_text_of_one_sign_is_read_to_its_end(sign: str) -> None:
    """A pattern that ran wild on it would not come back in the life of the test."""
    words = sign * (100_000 // len(sign))
    raw = item(**dict.fromkeys(("name", "conditions", "fees", "visits", "service_object", "remedies", "faq"), words))
    raw |= {"materials": [dict.fromkeys(("name", "form", "copies", "source", "by_law"), words)], "steps": words}
    (record,) = read(raw)
    assert "too_long" in {line.rule for line in inspector.of_record(record, date(2026, 11, 22))} or sign == "\n"
    assert record.leftover or sign == "\n"
