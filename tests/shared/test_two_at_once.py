"""Eight people want the same at once: one gets it, seven are told, and nothing is lost."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.platform import Platform

EIGHT = range(8)


async def save(platform: Platform, item_id: str, edition: int, text: str) -> httpx.Response:
    return await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{item_id}/elements",
        "jidong-market-informant",
        headers={"If-Match": f'"{edition}"'},
        json={"elements": {"plain_name": text}},
    )


@pytest.mark.clause("G05")
async def test_of_eight_who_claim_at_once_one_gets_the_item(any_platform: Platform) -> None:
    base = await any_platform.hand_down()
    path = f"/catalog/v1/desk/offers/{base}/claim"
    answers = await asyncio.gather(*[any_platform.ask("POST", path, "jidong-market-informant") for _ in EIGHT])
    assert Counter(a.status_code for a in answers) == {201: 1, 409: 7}
    assert len((await any_platform.ask("GET", "/catalog/v1/desk/items", "jidong-market-informant")).json()) == 1


async def test_of_eight_who_save_the_same_edition_one_wins(any_platform: Platform, claimed: dict[str, Any]) -> None:
    answers = await asyncio.gather(*[save(any_platform, claimed["item_id"], 1, f"第{n}人的写法") for n in EIGHT])
    codes = Counter(a.status_code for a in answers)
    assert codes[200] == 1
    assert codes[409] + codes[412] == 7
    draft = (
        await any_platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", "jidong-market-informant")
    ).json()
    winner = next(n for n, a in enumerate(answers) if a.status_code == 200)
    assert (draft["edition"], draft["elements"]["plain_name"]) == (2, f"第{winner}人的写法")


async def test_the_seven_can_read_merge_and_save_again(any_platform: Platform, claimed: dict[str, Any]) -> None:
    await asyncio.gather(*[save(any_platform, claimed["item_id"], 1, f"第{n}人的写法") for n in EIGHT])
    for edition in range(2, 9):
        assert (await save(any_platform, claimed["item_id"], edition, f"第{edition}次合并")).status_code == 200
    editions = await any_platform.ask(
        "GET", f"/catalog/v1/desk/items/{claimed['item_id']}/editions", "jidong-market-checker"
    )
    assert [e["number"] for e in editions.json()] == list(range(9, 0, -1))


async def test_a_submission_and_a_save_at_once_do_not_both_pass(any_platform: Platform, filled: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{filled['item_id']}/submission"
    match = {"If-Match": f'"{filled["edition"]}"'}
    submitted, saved = await asyncio.gather(
        any_platform.ask("POST", path, "jidong-market-checker", headers=match),
        save(any_platform, filled["item_id"], filled["edition"], "另一种写法"),
    )
    assert sorted([submitted.is_success, saved.is_success]) == [False, True]
    assert {submitted.status_code, saved.status_code} & {409, 412}


async def test_two_auditors_of_one_part_give_one_verdict(any_platform: Platform, submitted: dict[str, Any]) -> None:
    any_platform.sign_in("jidong-staffing-auditor")
    audit = (
        await any_platform.ask("GET", f"/review/v1/items/{submitted['item_id']}/audit", "jidong-staffing-auditor")
    ).json()
    seen = next(p["seen"] for p in audit["parts"] if p["part"] == "staffing")
    path = f"/review/v1/audits/{audit['audit_id']}/parts/staffing/verdict"
    body = {"verdict": "passed", "seen": seen}
    answers = await asyncio.gather(
        *[any_platform.ask("POST", path, "jidong-staffing-auditor", json=body) for _ in range(2)]
    )
    assert sorted(a.status_code for a in answers) == [200, 409]


async def test_handling_numbers_are_given_once_each(any_platform: Platform, claimed: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    made = await asyncio.gather(
        *[
            any_platform.ask("POST", path, "jidong-market-informant", json={"name": f"情形{n}", "variant": "01"})
            for n in EIGHT
        ]
    )
    good = [a.json()["code"] for a in made if a.status_code == 201]
    assert len(good) == len(set(good)) >= 1
    assert {a.status_code for a in made} <= {201, 409}
    assert [code[-2:] for code in sorted(good)] == [f"{n:02}" for n in range(1, len(good) + 1)]
