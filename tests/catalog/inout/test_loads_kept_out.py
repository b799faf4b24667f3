"""What a load keeps out, and what it gives back: doubles, a batch in its own way, refusals and offers."""

import pytest

from services.catalog import store
from services.catalog.commands.changerows import Batch
from services.catalog.commands.failing import TRIES
from tests.catalog.inout.dumped import MARKET, code_of, row
from tests.catalog.inout.support import progress, work
from tests.catalog.inout.test_loads import ABOVE, CENTRE, OWN, faults, load, told
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
