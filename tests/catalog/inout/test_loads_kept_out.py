"""What a load keeps out, and what it gives back: doubles, a batch in its own way, refusals and offers."""

from datetime import date, timedelta

import pytest

from services.catalog import store
from services.catalog.commands.changerows import Batch
from services.catalog.commands.failing import TRIES
from shared import clock
from tests.catalog.inout.dumped import BASE, MARKET, code_of, row
from tests.catalog.inout.support import INFORMANT, LINE, progress, then, work
from tests.catalog.inout.test_loads import ABOVE, CENTRE, OWN, by_code, faults, load, told
from tests.platform import Platform


async def test_rows_whose_codes_differ_in_width_or_in_the_level_only_all_wait_and_the_load_ends(
    any_platform: Platform,
) -> None:
    twice = code_of(MARKET, 4, "230731038000")
    wide, levels = "１" + twice[1:], [code_of(MARKET, n, "230731039000") for n in (3, 4)]
    rows = row(twice), row(wide, accept_condition="另一"), *(row(one, "两级登记") for one in levels), row(OWN)
    made = await load(any_platform, *rows, apply=True, good_rows=True)
    said = await told(any_platform, made)
    assert [faults(said[n]) for n in range(1, 6)] == [["duplicate_row"]] * 2 + [["two_levels"]] * 2 + [[]]
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("applied", 5, 1, 4)


async def test_a_load_in_its_own_way_fails_with_the_reason_after_some_tries_and_others_go_on(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Batch.flush

    async def flush(batch: Batch) -> None:
        if "自相冲突" in batch.reason:
            raise store.at_once()
        await whole(batch)

    monkeypatch.setattr(Batch, "flush", flush)
    stuck = await load(any_platform, row(OWN), apply=True, good_rows=True, name="自相冲突.sql")
    other = await load(any_platform, row(ABOVE), apply=True)
    assert (stuck["state"], other["state"], other["done"]) == ("applying", "applied", 1)
    for _ in range(TRIES):
        await work(any_platform)
    ended = await progress(any_platform, stuck["set_id"], CENTRE)
    assert (ended["state"], ended["rows"], ended["faults"]) == ("failed", 0, 1)
    (why,) = (await told(any_platform, ended)).values()
    assert (why["row"], faults(why)) == (0, ["at_once"])
    assert f"试了 {TRIES} 次" in why["faults"][0]["message_zh"]


async def offers(platform: Platform) -> list[tuple[str, str]]:
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()
    return [(one["code"], one["state"]) for one in inbox["offers"]]


async def refuse(platform: Platform, base_id: str) -> None:
    end = (platform_day() + timedelta(days=30)).isoformat()
    no = {"reason": "本县无此类市场", "evidence": "编制文件 1 号", "expires_on": end}
    answer = await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/refusal", INFORMANT, json=no)
    assert answer.is_success, answer.text


def platform_day() -> date:
    return clock.day(clock.now())


@pytest.mark.clause("G05")
async def test_a_reasoned_refusal_keeps_the_row_of_a_load_out_with_its_reason_and_end(any_platform: Platform) -> None:
    await refuse(any_platform, await any_platform.hand_down())
    before = await offers(any_platform)
    for apply in (False, True):
        made = await load(any_platform, row(OWN), apply=apply, good_rows=apply)
        (one,) = (await told(any_platform, made)).values()
        assert (faults(one), made["done"]) == (["refused"], 0)
        words = next(fault["message_zh"] for fault in one["faults"] if fault["code"] == "refused")
        assert "本县无此类市场" in words
        assert (platform_day() + timedelta(days=30)).isoformat() in words
    assert await offers(any_platform) == before


async def test_a_refusal_that_came_to_its_end_keeps_nothing_out_and_the_offer_is_open_again_after_the_undo(
    any_platform: Platform,
) -> None:
    await refuse(any_platform, await any_platform.hand_down())
    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.exec_driver_sql("update offers set expires_on = '2020-01-01'")
    made = await load(any_platform, row(OWN), apply=True)
    assert (made["state"], made["done"]) == ("applied", 1)
    await then(any_platform, made, "undo", CENTRE)
    assert await offers(any_platform) == [(BASE, "offered")]


async def test_a_load_taken_back_gives_the_offer_back_and_the_body_claims_or_refuses_it(any_platform: Platform) -> None:
    base_id = await any_platform.hand_down()
    for _ in range(2):
        made = await load(any_platform, row(OWN), apply=True)
        assert ((made["state"], made["done"]), await offers(any_platform)) == (("applied", 1), [])
        await then(any_platform, made, "undo", CENTRE)
        assert await offers(any_platform) == [(BASE, "offered")]
    answer = await any_platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", INFORMANT)
    assert (answer.status_code, answer.json()["code"], answer.json()["edition"]) == (201, OWN, 3)
    assert await any_platform.faults_of_trails() == []


async def test_a_load_that_made_the_offer_takes_it_away_when_it_is_taken_back(any_platform: Platform) -> None:
    await load(any_platform, row(ABOVE), apply=True)
    base, held = await by_code(any_platform, BASE)
    levels = {"elements": held.elements | {"exercise_levels": ["3", "4"]}}
    match = {"If-Match": f'"{base.head}"'}
    answer = await any_platform.ask("PUT", f"/catalog/v1/catalogue/{BASE}", LINE, json=levels, headers=match)
    assert answer.status_code == 200, answer.text
    made = await load(any_platform, row(OWN), apply=True)
    assert (made["state"], made["done"]) == ("applied", 1)
    await then(any_platform, made, "undo", CENTRE)
    assert await offers(any_platform) == []
    handed = await any_platform.ask("POST", f"/catalog/v1/catalogue/{BASE}/hand-down", LINE, json={"offices": []})
    assert MARKET in handed.json()["offices"], "it was never offered, so it can be"
    assert (BASE, "offered") in await offers(any_platform)
