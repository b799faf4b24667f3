"""What several people do at the same moment: whoever comes second sees what the first one did (ADR 0030)."""

import asyncio
from typing import Any

import pytest

from tests.catalog.inout.support import rows_of, sheet_of, sheet_values, upload
from tests.catalog.test_from_above import NAME, held, part_of
from tests.catalog.test_life import CENTRE, GATES, INFORMANT, LINE, change_base, gate, open_case
from tests.platform import Platform

ROUNDS = 4


async def published(platform: Platform, item_id: str, *stages: str) -> None:
    item = (await held(platform, item_id))["item"]
    await platform.approve(await platform.submit(item))
    await platform.stage(item_id, *stages)


async def public(platform: Platform, item_id: str) -> int:
    """How the public's question for an item is answered."""
    code = (await held(platform, item_id))["item"]["code"]
    return (await platform.ask("GET", f"/catalog/v1/items/{code}")).status_code


async def moved(platform: Platform, item_id: str, does: str) -> Any:
    path = f"/catalog/v1/desk/items/{item_id}/withdrawal"
    return await platform.ask("POST", path, CENTRE, json={"does": does, "reason": "整改"})


@pytest.mark.clause("G13")
async def test_no_handling_item_is_public_whose_item_is_suspended_at_the_same_moment(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    here, item = any_platform, filled
    parts = [await part_of(here, item["item_id"]) for _ in range(ROUNDS)]
    await published(here, item["item_id"], "inspection", "test", "publication", "online")
    for part in parts:
        await published(here, part, "inspection", "test", "publication")
    for part in parts:
        await asyncio.gather(
            here.ask("POST", f"/catalog/v1/desk/items/{part}/online", CENTRE), moved(here, item["item_id"], "suspend")
        )
        assert await public(here, item["item_id"]) == 410
        assert await public(here, part) in (404, 410)
        assert (await moved(here, item["item_id"], "resume")).status_code == 200


@pytest.mark.clause("G26")
async def test_what_is_divided_while_the_item_is_cancelled_does_not_live_on(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    here, item = any_platform, claimed
    case = await open_case(here, item["item_id"])
    for name, who in GATES[:-1]:
        await gate(here, case["case_id"], name, who)
    here.sign_in(INFORMANT)
    path = f"/catalog/v1/desk/items/{item['item_id']}/handling-items"

    async def divide(number: int) -> Any:
        await asyncio.sleep(number * 0.004)
        return await here.ask("POST", path, INFORMANT, json={"name": f"变更{number}", "variant": "02"})

    here.sign_in(GATES[-1][1])
    last, *answers = await asyncio.gather(gate(here, case["case_id"], *GATES[-1]), *(divide(n) for n in range(ROUNDS)))
    assert last.json()["state"] == "done"
    made = [one.json()["item_id"] for one in answers if one.status_code == 201]
    assert {(await held(here, one))["item"]["state"] for one in made} <= {"cancelled"}
    assert {one.status_code for one in answers} <= {201, 409}


async def test_a_sheet_writes_no_code_that_is_allocated_meanwhile(any_platform: Platform) -> None:
    here, other = any_platform, "hlj-civil-line"
    sheet = sheet_of([(f"230731{n:03d}000", sheet_values() | {"name": f"事项{n}"}) for n in range(1, 400)])
    given: list[str] = []

    async def allocate() -> None:
        for _ in range(12):
            body = {"item_type": "07", "department": "31"}
            answer = await here.ask("POST", "/catalog/v1/catalogue/codes", other, json=body)
            given.append(answer.json()["basic_code"])
            await asyncio.sleep(0.02)

    here.sign_in(other)
    made, _ = await asyncio.gather(upload(here, "catalogue", sheet, apply=True, good_rows=True), allocate())
    went = {row["code"] for row in await rows_of(here, made["set_id"], limit=200) if row["action"] == "new"}
    assert went
    assert not went & set(given)


async def test_a_full_stop_in_the_catalogue_meets_no_holders_save(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    here, item = any_platform, claimed
    here.sign_in(LINE)
    names = [NAME + "。" * (n % 2) for n in range(8)]

    async def saves() -> list[int]:
        answers = []
        for number in range(16):
            edition = (await held(here, item["item_id"]))["edition"]
            path, mark = f"/catalog/v1/desk/items/{item['item_id']}/elements", {"If-Match": f'"{edition}"'}
            told = {"elements": {"conditions": f"具有固定经营场所{number}"}}
            answers.append((await here.ask("PATCH", path, INFORMANT, headers=mark, json=told)).status_code)
        return answers

    async def puts() -> None:
        for name in names:
            await change_base(here, name=name)

    answers, _ = await asyncio.gather(saves(), puts())
    assert set(answers) <= {200, 412}


async def test_of_two_who_save_at_once_the_other_gets_both_texts(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    here, item = any_platform, claimed
    path, mark = f"/catalog/v1/desk/items/{item['item_id']}/elements", {"If-Match": '"1"'}
    for number in range(ROUNDS):
        told = [{"elements": {"conditions": f"{who}写的{number}"}} for who in ("甲", "乙")]
        answers = await asyncio.gather(*(here.ask("PATCH", path, INFORMANT, headers=mark, json=one) for one in told))
        lost = next(one for one in answers if one.status_code != 200)
        assert [one.status_code for one in answers if one is not lost] == [200]
        assert lost.status_code == 412
        assert lost.json()["current"]["elements"]["conditions"] in {one["elements"]["conditions"] for one in told}
        mark = {"If-Match": f'"{(await held(here, item["item_id"]))["edition"]}"'}
