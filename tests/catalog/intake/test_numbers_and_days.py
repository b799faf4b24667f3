"""Numbers and days in words: one that is said for sure is taken; of a range, a bound or a month nothing is made up."""

import io
import json
from functools import partial

import pytest

from services.catalog import intake
from services.catalog.intake import SLIPS, Record, Source
from services.catalog.intake.numbers import copies, count
from services.catalog.intake.times import day
from services.catalog.sheets.cells import Cell, Teller
from shared.elements import ELEMENTS

COUNTS = {
    "0次": 0, "0 次": 0, "一次": 1, "１次": 1, "limit_scene_num=1": 1, "到办事现场次数：2次": 2, "最多跑一次": 1, "只需跑1次": 1, "2.0": 2, "5个工作日": 5,
    "十二": 12, "1次（提交原件）": 1, "1次。": 1,
}  # fmt: skip
UNSURE = (
    "1-2次", "1～2", "1—2次", "1至2次", "一至两次", "一到二次", "0或1次", "0或者1次", "1、2次", "1/2次", "一两次", "两三次", "至少2次，最多3次", "至少2次", "最多3次",
    "不超过2次", "约3次", "3次左右", "2次以上", "1次以内", "1次（首次办理2次）", "首次1次，续期0次", "几次", "至少：2次", "跑动最多：3次", "第1次", "1.5次", "2小时", "", "1次" + "。" * 600,
)  # fmt: skip


@pytest.mark.parametrize(("said", "number"), COUNTS.items())
def test_a_number_that_is_said_for_sure_is_taken(said: str, number: int) -> None:
    assert count(said) == number


@pytest.mark.parametrize("said", UNSURE)
def test_a_range_a_bound_a_choice_or_an_estimate_is_no_number(said: str) -> None:
    assert count(said) is None


COPIES = {
    "一式三份": 3, "原件1份，复印件0份": 1, "2份，原件和复印件各1份": 2, "page_num=1": 1, "复印件1份（以上材料加盖公章）": 1, "3": 3, "各一份": 1,
    "1份原件，2份复印件": 3, "原件一份复印件三份": 4, "原件、复印件各1份": 2, "原件一式三份，复印件2份": 5, "复印件（加盖公章）2份，原件1份": 3,
    "原件1份，复印件2份，共3份": 3, "复印件1份（验原件）": 1, "原件或复印件1份": 1, "original_amount=1; copy_amount=1; page_num=1": 2,
}  # fmt: skip


@pytest.mark.parametrize(("said", "number"), COPIES.items())
def test_copies_are_counted_in_all(said: str, number: int) -> None:
    assert copies(said) == number


@pytest.mark.parametrize(
    "said",
    ["1-2份", "1至2份", "一式两至三份", "至少2份", "2份以上", "原件1份或复印件1份", "原件或复印件1份或2份", "约3份", "若干份", "一两份", "3份左右",
     "原件1份；复印件各2份", "原件及复印件1份", "1份原件和复印件", "2份，原件1份，复印件2份", "1份，照片1份", "原件1份，照片1份"],
)  # fmt: skip
def test_copies_that_are_not_one_number_are_none(said: str) -> None:
    assert copies(said) is None


DAYS = {
    "2018-08-31": "2018-08-31", "2018/8/31": "2018-08-31", "2018年8月31日": "2018-08-31", "2018年8月31号": "2018-08-31", "20180831": "2018-08-31",
    "２０１８年８月３１日": "2018-08-31", "二〇一八年八月三十一日": "2018-08-31", "2018-08-31 00:00:00": "2018-08-31", "2018年8月31日起施行": "2018-08-31",
    "31-8月 -18": "2018-08-31",
}  # fmt: skip
MONTHS = (
    "2027年11月", "202711", "2027-12", "2027/11", "2027.11", "二〇二七年十一月", "2027年", "2027", "2027年11月底", "2027年第三季度", "2027Q3", "2027年上半年",
    "2027-W48", "2027-W48-5", "2027W485", "2027-335", "2027335", "2027年第48周",
)  # fmt: skip
NONE = (
    "2027-02-30",
    "2027年13月1日",
    "2027年11月5日前",
    "2027-11-05至2028-01-01",
    "长期",
    "0000-00-00",
    "9999-12-31",
    "202711051",
)


@pytest.mark.parametrize(("said", "iso"), DAYS.items())
def test_a_day_is_read_in_every_spelling(said: str, iso: str) -> None:
    found = day(said)
    assert found is not None
    assert found.isoformat() == iso


def dumped(**columns: str) -> Record:
    line = json.dumps({"task_code": "T1", "task_name": "取水许可"} | columns, ensure_ascii=False).encode()
    (record,) = intake.read([Source("up_task_general_basic.jsonl", lambda: io.BytesIO(line))]).records
    return record


@pytest.mark.parametrize(
    ("said", "slip"), [*((one, "date_without_day") for one in MONTHS), *((one, "date_unreadable") for one in NONE)]
)
def test_no_day_is_made_up_where_none_is_named(said: str, slip: str) -> None:
    record = dumped(plan_cancel_date=said)
    assert "planned_cancel_on" not in record.values
    assert [(one.slip, one.path) for one in record.notes] == [(slip, "planned_cancel_on")]
    assert record.leftover["basic"]["plan_cancel_date"] == said
    assert SLIPS["date_without_day"].severity == "block", "the row waits for its day"


@pytest.mark.parametrize("said", [one for one in UNSURE if one])
def test_visits_that_are_not_one_number_stay_open_and_are_told(said: str) -> None:
    record = dumped(limit_scene_num=said)
    assert "visits" not in record.values
    assert ("number_unreadable", "visits") in {(one.slip, one.path) for one in record.notes}
    assert record.leftover["basic"]["limit_scene_num"] == said


def test_copies_of_a_material_that_are_not_one_number_stay_open_and_are_told() -> None:
    tables = {
        "up_task_general_basic.jsonl": '{"task_code": "T1", "task_name": "取水许可"}',
        "up_task_general_material.jsonl": '{"task_code": "T1", "material_name": "申请书", "page_num": "1-2份"}',
    }
    sources = [Source(name, partial(io.BytesIO, text.encode())) for name, text in tables.items()]
    (record,) = intake.read(sources).records
    assert record.values["materials"] == [{"name": "申请书"}]
    assert [(one.slip, one.path) for one in record.notes] == [("number_unreadable", "materials[0].copies")]
    assert record.leftover["material"][0]["page_num"] == "1-2份"


def on_a_sheet(said: str) -> tuple[object, list[str]]:
    teller = Teller("x", [])
    assert ELEMENTS["filled_on"].type == "date"
    return Cell(teller, 2, 1, "filled_on", "填表时间", said).read(), [one.code for one in teller.faults]


@pytest.mark.parametrize("said", ["2018-08-31", "2018/8/31", "20180831", "2018-08-31 00:00:00"])
def test_a_cell_of_our_own_sheets_takes_a_day(said: str) -> None:
    assert on_a_sheet(said) == ("2018-08-31", [])


@pytest.mark.parametrize(
    "said", ["2027-W48-5", "2027-11-05至2028-01-01", "2027-11-05前", "2027-11", "202711", "2027115"]
)
def test_a_cell_of_our_own_sheets_takes_nothing_that_only_begins_as_a_day(said: str) -> None:
    assert on_a_sheet(said) == (None, ["bad_date"])
