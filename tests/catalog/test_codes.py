"""Basic codes are given once, in order, and never round again."""

import asyncio

import pytest

from services.catalog import store
from shared.rights import Role
from shared.unit import Actor
from tests.platform import Platform

LINE = "hlj-market-line"


async def allocate(platform: Platform, **wanted: str) -> tuple[int, dict[str, object]]:
    answer = await platform.ask("POST", "/catalog/v1/catalogue/codes", LINE, json=wanted)
    return answer.status_code, answer.json()


async def test_a_code_is_of_the_province_the_type_and_the_department(any_platform: Platform) -> None:
    assert await allocate(any_platform, item_type="01", department="31") == (
        201,
        {"basic_code": "230131001000", "left": 998, "warning": False},
    )


async def test_a_code_that_came_by_import_is_not_given_again(any_platform: Platform) -> None:
    await any_platform.hand_down()  # 230731001001 is in the catalogue now
    _, main = await allocate(any_platform, item_type="07", department="31")
    _, sub = await allocate(any_platform, main="230731001")
    assert (main["basic_code"], sub["basic_code"]) == ("230731002000", "230731001002")


@pytest.mark.slow
async def test_a_thousand_allocations_at_once_give_a_thousand_codes(any_platform: Platform) -> None:
    any_platform.sign_in(LINE)
    wanted = [{"item_type": "20", "department": d} for d in ("12", "13") for _ in range(500)]
    answers = await asyncio.gather(*(allocate(any_platform, **w) for w in wanted))
    given = sorted(str(body["basic_code"]) for _, body in answers)
    assert given == [f"2320{d}{n:03}000" for d in ("12", "13") for n in range(1, 501)]


async def test_the_999th_is_warned_of_and_a_thousandth_is_refused(any_platform: Platform) -> None:
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        await store.next_serial(unit.connection, "basic:232014", 899)
    _, nearly = await allocate(any_platform, item_type="20", department="14")
    async with any_platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        for _ in range(97):
            await store.next_serial(unit.connection, "basic:232014")
    status, last = await allocate(any_platform, item_type="20", department="14")
    assert (nearly["warning"], status, last["basic_code"], last["left"]) == (True, 201, "232014999000", 0)
    for _ in range(2):
        status, body = await allocate(any_platform, item_type="20", department="14")
        assert (status, body["code"]) == (422, "exhausted")


async def test_only_a_line_department_allocates(platform: Platform) -> None:
    answer = await platform.ask("POST", "/catalog/v1/catalogue/codes", "jidong-market-informant", json={})
    assert answer.status_code == 403
    assert Role.LINE_DEPARTMENT in answer.json()["detail"]
