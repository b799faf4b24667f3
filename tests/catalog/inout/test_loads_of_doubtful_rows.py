"""A load of rows that do not fit their columns, or name no day or number: nothing of them is taken for something else."""

import pytest

from tests.catalog.inout.dumped import BASIC, MARKET, code_of, row, sql
from tests.catalog.inout.support import then
from tests.catalog.inout.test_loads import CENTRE, OWN, by_code, faults, load, told
from tests.platform import Platform

SHIFTED = sql(row(OWN, task_version=3, accept_condition="新条件")).replace("'新条件',".encode(), b"")
SOUND = sql(row(code_of(MARKET, 4, "230731038000")))


@pytest.mark.clause("A30")
async def test_a_row_with_a_lost_value_cancels_nothing_and_waits_while_the_others_can_go_in(
    any_platform: Platform,
) -> None:
    await load(any_platform, row(OWN), apply=True)
    held = await by_code(any_platform, OWN)
    made = await load(any_platform, body=SHIFTED + SOUND, apply=True)
    one = (await told(any_platform, made))[1]
    assert (made["state"], made["done"], one["action"], one["code"]) == ("ready", 1, "fault", OWN)
    assert (faults(one), one["changes"]) == (["miscounted"], [])
    done = await then(any_platform, made, "application", CENTRE, good_rows=True)
    assert (done["state"], done["done"]) == ("applied", 1)
    assert await by_code(any_platform, OWN) == held


@pytest.mark.parametrize(
    ("lost", "there", "slip"), [("'另一登记',", "", "miscounted"), ("task_type", "task_name", "double_value")]
)
async def test_a_row_of_the_directory_that_cannot_be_read_is_a_fault_and_makes_no_item(
    platform: Platform, lost: str, there: str, slip: str
) -> None:
    head = {
        "catalog_code": "230731039000",
        "task_name": "另一登记",
        "task_type": "07",
        "use_level": "4",
        "task_state": "1",
    }
    directory = sql(head, table=BASIC.replace("general_basic", "directory")).replace(lost.encode(), there.encode())
    made = await load(platform, row(OWN), body=sql(row(OWN)) + directory, apply=True)
    (one,) = (one for one in (await told(platform, made)).values() if slip in faults(one))
    assert (made["state"], one["action"], one["item_id"]) == ("ready", "fault", "")


async def test_a_month_waits_for_its_day_and_a_range_of_visits_stays_open(platform: Platform) -> None:
    month, many = (code_of(MARKET, 4, code) for code in ("230731036000", "230731037000"))
    rows = row(month, plan_cancel_date="2027年11月"), row(many, limit_scene_num="1-2次")
    made = await load(platform, *rows, apply=True, good_rows=True)
    first, second = (one for number, one in sorted((await told(platform, made)).items()) if number in (1, 2))
    assert (made["state"], made["done"], faults(first), faults(second)) == ("applied", 1, ["date_without_day"], [])
    assert "number_unreadable" in {one["code"] for one in second["faults"]}
    assert (await by_code(platform, month))[0] is None
    assert "visits" not in (await by_code(platform, many))[1].elements
