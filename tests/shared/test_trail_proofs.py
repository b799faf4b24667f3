"""A data centre proves the history of an item: a file and the public key are enough, and nobody else's item is in it."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from shared import ledger, trail
from shared.hosting.loops import sign_trail
from shared.unit import Actor
from tests.platform import Platform

Line = dict[str, Any]
CENTRE = "jidong-data-inspection"


async def proved(platform: Platform, item_id: str, who: str = CENTRE) -> list[Line]:
    answer = await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/trail/proof", who)
    assert answer.status_code == 200, answer.text
    return trail.lines_of(answer.text)


@pytest.fixture
async def item_id(any_platform: Platform, claimed: dict[str, Any]) -> str:
    """An item with a history, among the entries of others."""
    for edition, word in enumerate("甲乙丙", 1):
        await any_platform.save(claimed["item_id"], edition, {"plain_name": word})
        async with any_platform.host.runtimes["catalog"].unit(Actor("someone")) as unit:
            unit.note("item.save", "another-item", why="涉密，不得外传")
    return str(claimed["item_id"])


def pem(platform: Platform) -> str:
    return platform.host.runtimes["catalog"].keys.signer.public_pem


async def test_a_data_centre_takes_a_proof_that_holds_by_the_file_and_the_public_key_alone(
    any_platform: Platform, item_id: str
) -> None:
    lines = await proved(any_platform, item_id)
    key = (await any_platform.ask("GET", "/catalog/v1/public-key")).text
    assert trail.verify(lines, trail.public_key(key)) == []
    told = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/trail", CENTRE)).json()
    entries = [line for line in lines if line["kind"] == "entry"]
    assert [(one["seq"], one["why"], one["hash"]) for one in entries] == [(e["seq"], e["why"], e["hash"]) for e in told]
    assert len(entries) >= 4


async def test_a_proof_holds_no_word_of_another_item(any_platform: Platform, item_id: str) -> None:
    lines = await proved(any_platform, item_id)
    assert {line["subject"] for line in lines if "subject" in line} == {item_id}
    assert "涉密" not in json.dumps(lines, ensure_ascii=False)


async def test_who_has_not_the_item_in_sight_gets_no_proof(any_platform: Platform, item_id: str) -> None:
    for who, status in (
        ("hulin-data-inspection", 404),
        ("hulin-market-checker", 404),
        ("jidong-market-checker", 200),
        ("", 401),
    ):
        path = f"/catalog/v1/desk/items/{item_id}/trail/proof"
        assert (await any_platform.ask("GET", path, who)).status_code == status, who


async def test_a_data_centre_sees_whether_each_trail_holds(any_platform: Platform, item_id: str) -> None:
    for service in any_platform.host.runtimes:
        state = await any_platform.ask("GET", f"/{service}/v1/trail/verification", CENTRE)
        assert state.json()["holds"], service
    answer = await any_platform.ask("GET", "/catalog/v1/trail/verification", "jidong-market-checker")
    assert answer.status_code == 403


async def test_review_proves_who_audited_an_item(any_platform: Platform, submitted: dict[str, Any]) -> None:
    await any_platform.settle()
    answer = await any_platform.ask("GET", f"/review/v1/trail/proof?subject={submitted['item_id']}", CENTRE)
    assert answer.status_code == 200, answer.text
    lines = trail.lines_of(answer.text)
    assert any(line["kind"] == "entry" for line in lines)
    assert trail.verify(lines, pem(any_platform)) == []


def changed(lines: list[Line], number: int, **to: Any) -> list[Line]:
    return [line | to if at == number else line for at, line in enumerate(lines)]


def rehashed(lines: list[Line]) -> list[Line]:
    """Someone else's name, and the hash made anew to fit."""
    entry = lines[2] | {"who": "别人"}
    return changed(lines, 2, **entry | {"hash": trail.link(entry["previous"], entry)})


def resigned(lines: list[Line]) -> list[Line]:
    """The entry taken out of what is signed for as well."""
    return [line | {"shown": line["shown"][:-1]} if line["kind"] == "end" else line for line in lines]


TAMPERINGS: dict[str, tuple[Callable[[list[Line]], list[Line]], str]] = {
    "who it was": (lambda lines: changed(lines, 2, who="别人"), "edited"),
    "who it was, with its hash": (rehashed, "rewritten"),
    "a value made null": (lambda lines: changed(lines, 2, why=None), "null_value"),
    "an entry taken out": (lambda lines: [*lines[:2], *lines[3:]], "deleted"),
    "the last one taken out": (lambda lines: [*lines[:-2], lines[-1]], "deleted"),
    "one more": (lambda lines: [*lines[:-1], lines[2] | {"seq": 900}, lines[-1]], "inserted"),
    "two changed places": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "reordered"),
    "what is signed for": (resigned, "bad_signature"),
    "another subject": (lambda lines: changed(lines, len(lines) - 1, subject="another-item"), "bad_signature"),
    "the end cut off": (lambda lines: lines[:-1], "no_signed_end"),
    "said to be an export": (lambda lines: changed(lines, 0, kind="trail"), "deleted"),
    "a member put in": (lambda lines: changed(lines, 1, approved="省长"), "edited"),
    "a line put in": (lambda lines: [*lines[:-1], {"kind": "note", "who": "省长"}, lines[-1]], "unknown_line"),
    "a checkpoint put in": (lambda lines: [*lines[:-1], lines[-1] | {"kind": "checkpoint"}, lines[-1]], "unknown_line"),
    "a member put into the end": (lambda lines: changed(lines, len(lines) - 1, note="核"), "edited"),
    "a member put into the header": (lambda lines: changed(lines, 0, code="其他事项"), "edited"),
    "an export's header before it": (lambda lines: [lines[0] | {"kind": "trail"}, *lines], "unknown_line"),
    "of another service": (lambda lines: changed(lines, 0, service="review"), "bad_signature"),
}


async def test_what_was_done_to_a_proof_is_named(any_platform: Platform, item_id: str) -> None:
    sound = await proved(any_platform, item_id)
    for what, (tamper, fault) in TAMPERINGS.items():
        found = trail.verify(tamper(deepcopy(sound)), pem(any_platform))
        assert fault in {one.fault for one in found}, what
    assert trail.verify(sound, pem(any_platform)) == [], "each was done to a copy"


async def test_a_proof_says_what_the_service_found_in_its_trail(any_platform: Platform, item_id: str) -> None:
    """Someone without the key took the last entry of the item out of the database, tracks and all."""
    t = ledger.trail.c
    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        last = (await connection.execute(select(t.seq).where(t.subject == item_id).order_by(t.seq.desc()))).scalar()
        await connection.execute(delete(ledger.trail).where(t.seq >= last))
        top = (await connection.execute(select(t.hash).where(t.seq == (last or 0) - 1))).scalar()
        await connection.execute(update(ledger.head).values(trail_seq=(last or 0) - 1, trail_hash=top))
    found = trail.verify(await proved(any_platform, item_id), pem(any_platform))
    assert {one.fault for one in found} == {"seal_broken", "edition_untold"}


async def test_a_proof_is_held_against_an_earlier_export_or_proof(any_platform: Platform, item_id: str) -> None:
    runtime = any_platform.host.runtimes["catalog"]
    before = await proved(any_platform, item_id)
    await any_platform.save(item_id, 4, {"plain_name": "丁"})
    await sign_trail(runtime)
    now = await proved(any_platform, item_id)
    async with runtime.db.reading() as connection:
        whole = await trail.export(connection, "catalog", runtime.keys, "2026-11-22T09:00:00.000000Z")
    assert trail.verify(now, pem(any_platform), before) == trail.verify(now, pem(any_platform), whole) == []
    for earlier in (now, whole):
        assert {one.fault for one in trail.verify(before, pem(any_platform), earlier)} == {"rolled_back"}


async def test_a_proof_of_a_database_that_went_back_is_named_though_the_item_lost_nothing(
    any_platform: Platform, item_id: str
) -> None:
    before = await proved(any_platform, item_id)
    async with any_platform.host.runtimes["catalog"].unit(Actor("someone")) as unit:
        unit.note("item.save", "another-item")
    later = await proved(any_platform, item_id)
    assert {one.fault for one in trail.verify(before, pem(any_platform), later)} == {"rolled_back"}
    assert trail.verify(later, pem(any_platform), before) == []
