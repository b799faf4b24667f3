"""What was in force when is held against the trail too; and a record under no seal of ours is not served."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from services.catalog import tables as t
from services.catalog.domain.records import public_hash
from shared import ledger
from tests.catalog.history.test_records import (
    CENTRE,
    FORGED,
    again,
    change,
    forged,
    forgeries,
    publication,
    texts,
    verified,
)
from tests.platform import Platform

LISTED = (
    "history_altered begun sooner",
    "publication_altered came sooner",
    "publication_altered went sooner",
    "edition_altered",
    "record_altered",
)


@pytest.fixture
async def twice(any_platform: Platform, online: dict[str, Any]) -> tuple[Platform, dict[str, Any]]:
    """An item that was online in one edition, and two days later in the next."""
    any_platform.clock.pass_(days=2)
    return any_platform, await again(any_platform, online, "新写法")


@pytest.mark.clause("D09")
async def test_what_was_in_force_is_not_told_by_a_history_that_somebody_changed(
    twice: tuple[Platform, dict[str, Any]],
) -> None:
    platform, item = twice
    path = f"/catalog/v1/items/{item['code']}/as-of"
    for on in ("", (platform.clock.at - timedelta(days=1)).isoformat()):
        assert (await platform.ask("GET", path, params={"on": on})).status_code == 200
    await change(platform, *(await forgeries(platform, item))["history_altered begun sooner"])
    answer = await platform.ask("GET", path, params={"on": "2021-01-01"})
    assert (answer.status_code, answer.json()["code"]) == (409, "altered"), answer.text
    assert [one["fault"] for one in answer.json()["altered"]] == ["history_altered"]


@pytest.mark.clause("D09")
async def test_the_list_of_editions_tells_no_time_and_no_hash_that_somebody_changed(
    twice: tuple[Platform, dict[str, Any]],
) -> None:
    platform, item = twice
    path = f"/catalog/v1/items/{item['code']}/editions"
    for does in ("", "suspend", "resume"):
        if does:
            desk = f"/catalog/v1/desk/items/{item['item_id']}/withdrawal"
            assert (await platform.ask("POST", desk, CENTRE, json={"does": does, "reason": "依法"})).status_code == 200
        assert [one["edition"] for one in (await platform.ask("GET", path)).json()] == [
            item["edition"],
            item["edition"] - 1,
        ]
    ways = await forgeries(platform, item)
    for way in LISTED:
        async with forged(platform, ways[way]):
            answer = await platform.ask("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (409, "altered"), (way, answer.text)
        assert [one["fault"] for one in answer.json()["altered"]] == [way.split(maxsplit=1)[0]]
    assert (await platform.ask("GET", path)).status_code == 200, "each was taken back"


async def test_each_change_of_what_is_in_force_is_told_and_holds(twice: tuple[Platform, dict[str, Any]]) -> None:
    """A correction, suspensions and a resumption."""
    platform, item = twice
    desk = f"/catalog/v1/desk/items/{item['item_id']}"
    yesterday = (platform.clock.at - timedelta(days=1)).isoformat()
    given = {"edition": item["edition"], "valid_from": yesterday, "reason": "当日已公布"}
    corrected = await platform.ask("POST", f"{desk}/history/corrections", CENTRE, json=given)
    assert corrected.status_code == 201, corrected.text
    for does in ("suspend", "resume", "suspend"):
        answer = await platform.ask("POST", f"{desk}/withdrawal", CENTRE, json={"does": does, "reason": "依法"})
        assert answer.status_code == 200, answer.text
    entries = (await platform.ask("GET", f"{desk}/trail", CENTRE)).json()
    assert [entry["action"] for entry in entries].count("item.in_force") == 6
    assert (await verified(platform))["faults"] == []


async def test_a_history_of_an_item_that_never_went_online_is_named(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    stretch = {"edition": 1, "valid_from": "2020", "known_from": "2020", "seq": 10**6, "code": claimed["code"]}
    await change(any_platform, insert(t.validity).values(item_id=claimed["item_id"], **stretch))
    assert [fault["fault"] for fault in (await verified(any_platform))["faults"]] == ["history_untold"]


async def lives(platform: Platform, item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Records that somebody might put in the place of the one that is live."""
    _, before = await texts(platform, item["item_id"], item["edition"] - 1)
    _, now = await texts(platform, item["item_id"], item["edition"])
    other = now | {"elements": now["elements"] | {"conditions": FORGED}}
    return {
        "another text": other,
        "another text and its hash": other | {"public_hash": public_hash(other)},
        "another text without hash and seal": {k: v for k, v in other.items() if k not in ("public_hash", "seal")},
        "the one before, sealed": before | {"elements": before["elements"]},
    }


async def test_a_public_record_whose_seal_does_not_fit_is_not_served(
    twice: tuple[Platform, dict[str, Any]],
) -> None:
    platform, item = twice
    path = f"/catalog/v1/items/{item['code']}"
    for way, record in (await lives(platform, item)).items():
        async with forged(platform, [publication(item, item["edition"], record=json.dumps(record))]):
            answer = await platform.ask("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (409, "altered"), (way, answer.text)
        assert FORGED not in answer.text, way
    assert (await platform.ask("GET", path)).status_code == 200, "each was taken back"


async def test_a_record_from_before_seals_is_served_while_it_says_what_its_edition_does(
    twice: tuple[Platform, dict[str, Any]],
) -> None:
    """So is one under the seal of a key that was changed since: the trail tells of it."""
    platform, item = twice
    _, now = await texts(platform, item["item_id"], item["edition"])
    other = now | {"seal": now["seal"][::-1]}
    await change(platform, publication(item, item["edition"], record=json.dumps(other)))
    assert (await platform.ask("GET", f"/catalog/v1/items/{item['code']}")).status_code == 200
    told, old = ledger.trail.c, {k: v for k, v in now.items() if k not in ("public_hash", "seal")}
    as_it_was = update(ledger.trail).where(told.action == "item.publish", told.after == now["public_hash"])
    await change(
        platform,
        publication(item, item["edition"], record=json.dumps(old)),
        as_it_was.values(before="", after=now["hash"]),
    )
    platform.host.runtimes["catalog"].shelf.clear()
    assert (await platform.ask("GET", f"/catalog/v1/items/{item['code']}")).json()["hash"] == now["hash"]
