"""What lies beside the trail is held against it: a text changed in the database is named, and not served as history."""

import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, false, insert, select, update

from services.catalog import store
from services.catalog import tables as t
from services.catalog.commands import check_records
from services.catalog.domain.records import faults_of, public_hash
from services.world import MARK
from shared import elements, trail
from shared.hosting.records import check_nightly
from shared.keys import verify_signature
from tests.platform import Platform

CENTRE, INFORMANT = "jidong-data-inspection", "jidong-market-informant"
STAGES = ("inspection", "test", "publication", "online")
FORGED = "被人直接改库"


async def again(platform: Platform, item: dict[str, Any], name: str) -> dict[str, Any]:
    """The next edition, online."""
    saved = await platform.save(item["item_id"], item["edition"], {"plain_name": name})
    await platform.approve(await platform.submit(saved["item"]))
    return await platform.stage(item["item_id"], *STAGES)


@pytest.fixture
async def twice(any_platform: Platform, online: dict[str, Any]) -> tuple[Platform, dict[str, Any]]:
    """An item that was online in one edition, and two days later in the next."""
    any_platform.clock.pass_(days=2)
    return any_platform, await again(any_platform, online, "新写法")


async def change(platform: Platform, *statements: Any) -> None:
    """Past every command, in the database."""
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        for statement in statements:
            await connection.execute(statement)


@contextlib.asynccontextmanager
async def forged(platform: Platform, statements: Sequence[Any]) -> AsyncIterator[None]:
    """The database with something forged in it; afterwards every row lies there as before."""
    tables = {one.table for one in statements}
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        kept = {table: (await connection.execute(select(table))).mappings().all() for table in tables}
    await change(platform, *statements)
    yield
    back = [insert(table).values([dict(row) for row in rows]) for table, rows in kept.items() if rows]
    await change(platform, *map(delete, tables), *back)


async def verified(platform: Platform) -> dict[str, Any]:
    answer = await platform.ask("GET", "/catalog/v1/trail/verification", MARK)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def texts(platform: Platform, item_id: str, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The elements of an edition and its public record, as they lie in the database."""
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        e, p = t.editions.c, t.publications.c
        held = await connection.execute(select(e.elements).where(e.item_id == item_id, e.number == number))
        shown = await connection.execute(select(p.record).where(p.item_id == item_id, p.edition == number))
        return json.loads(held.scalar_one()), json.loads(shown.scalar_one())


def edition(item: dict[str, Any], number: int, **values: Any) -> Any:
    e = t.editions.c
    return update(t.editions).where(e.item_id == item["item_id"], e.number == number).values(**values)


def publication(item: dict[str, Any], number: int, **values: Any) -> Any:
    p = t.publications.c
    return update(t.publications).where(p.item_id == item["item_id"], p.edition == number).values(**values)


def history(item: dict[str, Any], number: int, **values: Any) -> Any:
    v = t.validity.c
    return update(t.validity).where(v.item_id == item["item_id"], v.edition == number).values(**values)


async def forgeries(platform: Platform, item: dict[str, Any]) -> dict[str, list[Any]]:
    """Each way to forge, and what it does to the database."""
    first, last = item["edition"] - 1, item["edition"]
    held, shown = await texts(platform, item["item_id"], first)
    values = held | {"conditions": FORGED}
    made = elements.digest(values)
    record = shown | {"elements": shown["elements"] | {"conditions": FORGED}}
    rehashed = record | {"public_hash": public_hash(record)}
    other = shown | {"hash": made, "elements": elements.public_view(values)}
    e, of_it = t.editions.c, t.feed.c.item_id == item["item_id"]
    row = update(t.items).where(t.items.c.item_id == item["item_id"])
    entry = {"change": "suspended", "code": item["code"], "edition": last, "digest": "", "item_id": item["item_id"]}
    waiver = {"item_id": item["item_id"], "rule": "placeholder", "path": "", "reason": "x", "author": "x"}
    waiver |= {"until": "2099-01-01", "at": "2020-01-01T00:00:00.000000Z"}
    gone = delete(t.editions).where(e.item_id == item["item_id"], e.number == 1)
    twin = {"item_id": item["item_id"], "elements": json.dumps(values), "digest": made}
    by = {"saved_by": "x", "saved_office": "x", "saved_at": "x", "reason": ""}
    return {
        "edition_altered": [edition(item, first, elements=json.dumps(values))],
        "edition_untold": [edition(item, first, elements=json.dumps(values), digest=made)],
        "edition_missing": [gone],
        "edition_beyond_head": [insert(t.editions).values(**twin, **by, number=last + 1)],
        "record_altered": [publication(item, first, record=json.dumps(record))],
        "record_altered rehashed": [publication(item, first, record=json.dumps(rehashed))],
        "edition_untold whole": [
            edition(item, first, elements=json.dumps(values), digest=made),
            publication(item, first, record=json.dumps(other | {"public_hash": public_hash(other)}), digest=made),
        ],
        "record_gone": [
            delete(t.publications).where(t.publications.c.item_id == item["item_id"], t.publications.c.edition == first)
        ],
        "live_untold": [publication(item, last, live=False), publication(item, first, live=True)],
        "history_altered begun sooner": [history(item, first, valid_from="2020-01-01T00:00:00.000000Z")],
        "history_altered known sooner": [history(item, last, known_from="2020-01-01T00:00:00.000000Z")],
        "history_altered another edition": [history(item, last, edition=first)],
        "history_altered under another code": [history(item, first, code="X")],
        "history_altered forgotten": [delete(t.validity).where(t.validity.c.item_id == item["item_id"])],
        "publication_lost": [update(t.publications).values(live=false())],
        "publication_altered found under another body": [publication(item, last, office="x")],
        "publication_altered came sooner": [publication(item, last, online_at="2020-01-01T00:00:00.000000Z")],
        "publication_altered went sooner": [publication(item, first, offline_at="2020-01-01T00:00:00.000000Z")],
        "state_altered": [row.values(state="approved")],
        "state_altered suspended": [row.values(availability="suspended")],
        "owner_altered": [row.values(office="x", office_name="x")],
        "author_altered": [edition(item, first, saved_by="x")],
        "author_altered sooner": [edition(item, first, saved_at="2020-01-01T00:00:00.000000Z")],
        "author_altered for another reason": [edition(item, first, reason=FORGED)],
        "waiver_altered slipped in": [insert(t.waivers).values(**waiver)],
        "feed_gone": [delete(t.feed).where(of_it, t.feed.c.edition == last)],
        "feed_untold": [insert(t.feed).values(**entry, seq=10**6, at="2020-01-01T00:00:00.000000Z")],
    }


async def test_what_was_written_by_the_commands_holds(twice: tuple[Platform, dict[str, Any]]) -> None:
    platform, item = twice
    state = await verified(platform)
    assert (state["holds"], state["faults"]) == (True, [])
    assert state["records"] >= item["edition"] + 2


async def test_each_way_to_forge_what_lies_beside_the_trail_is_named(twice: tuple[Platform, dict[str, Any]]) -> None:
    platform, item = twice
    for way, statements in (await forgeries(platform, item)).items():
        async with forged(platform, statements):
            state = await verified(platform)
        named = [f for f in state["faults"] if f["fault"] == way.split(maxsplit=1)[0]]
        assert not state["holds"], way
        assert [f["item_id"] for f in named] == [item["item_id"]] * len(named) != [], way
        assert all(item["code"] in f["detail"] for f in named), way
    assert (await verified(platform))["holds"], "each was taken back"


async def offline(platform: Platform, path: str, who: str) -> set[str]:
    """What the verifier names that has a file and the public key alone."""
    answer = await platform.ask("GET", f"/catalog/v1/{path}", who)
    assert answer.status_code == 200, answer.text
    key = (await platform.ask("GET", "/catalog/v1/public-key")).text
    return {fault.fault for fault in trail.verify(trail.lines_of(answer.text), trail.public_key(key))}


async def test_a_proof_and_an_export_sign_for_what_was_forged_beside_the_trail(
    twice: tuple[Platform, dict[str, Any]],
) -> None:
    """The proof of another item says nothing of it."""
    platform, item = twice
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        rows = select(t.items.c.item_id).where(t.items.c.layer == "base")
        other = (await connection.execute(rows.limit(1))).scalar_one()
    desk, whole = (f"desk/items/{item['item_id']}/trail/proof", CENTRE), ("trail/export", MARK)
    own, others = ((f"trail/proof?subject={one}", MARK) for one in (item["item_id"], other))
    for way, statements in (await forgeries(platform, item)).items():
        async with forged(platform, statements):
            for path, who in (desk, whole, own):
                assert way.split(maxsplit=1)[0] in await offline(platform, path, who), (way, path)
            assert await offline(platform, *others) == set(), way
    for path, who in (desk, whole, own, others):
        assert await offline(platform, path, who) == set(), "each was taken back"


async def test_two_editions_that_change_places_are_named(twice: tuple[Platform, dict[str, Any]]) -> None:
    platform, item = twice
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        e = t.editions.c
        rows = select(e.number, e.elements, e.digest).where(e.item_id == item["item_id"], e.number < item["edition"])
        one, two = (await connection.execute(rows.order_by(e.number))).all()
    await change(
        platform,
        edition(item, one.number, elements=two.elements, digest=two.digest),
        edition(item, two.number, elements=one.elements, digest=one.digest),
    )
    found = {(f["fault"], f["edition"]) for f in (await verified(platform))["faults"]}
    assert ("edition_moved", two.number) in found


async def test_an_item_taken_away_with_all_its_editions_is_named(twice: tuple[Platform, dict[str, Any]]) -> None:
    platform, item = twice
    tables = (t.items, t.editions, t.publications)
    await change(platform, *(delete(one).where(one.c.item_id == item["item_id"]) for one in tables))
    found = (await verified(platform))["faults"]
    assert [(f["fault"], f["item_id"]) for f in found] == [
        (one, item["item_id"]) for one in ("item_missing", "row_gone")
    ]


@pytest.mark.clause("D09")
async def test_a_forged_edition_is_not_shown_as_history(twice: tuple[Platform, dict[str, Any]]) -> None:
    platform, item = twice
    first, last = item["edition"] - 1, item["edition"]
    then = (platform.clock.at - timedelta(days=1)).isoformat()
    open_to_all, desk = f"/catalog/v1/items/{item['code']}", f"/catalog/v1/desk/items/{item['item_id']}"
    asked: list[tuple[str, str, str, dict[str, Any]]] = [
        ("GET", f"{open_to_all}/as-of", "", {"params": {"on": then}}),
        ("GET", f"{open_to_all}/differences", "", {"params": {"from": first, "to": last}}),
    ]
    of_the_edition: list[tuple[str, str, str, dict[str, Any]]] = [
        ("GET", f"{desk}/differences", INFORMANT, {"params": {"from": first, "to": last}}),
        (
            "POST",
            f"{desk}/editions/{first}/restoration",
            INFORMANT,
            {"headers": {"If-Match": f'"{last}"'}, "json": {"reason": "恢复"}},
        ),
    ]
    for method, path, who, given in asked:
        assert (await platform.ask(method, path, who, **given)).status_code == 200
    ways = await forgeries(platform, item)
    for way in ("edition_altered", "edition_untold", "record_altered rehashed", "edition_untold whole"):
        async with forged(platform, ways[way]):
            for method, path, who, given in asked + of_the_edition:
                answer = await platform.ask(method, path, who, **given)
                assert (answer.status_code, answer.json()["code"]) == (409, "altered"), (way, answer.text)
                assert {one["edition"] for one in answer.json()["altered"]} == {first}, way
                assert FORGED not in answer.text, way
            assert (await platform.ask("GET", f"{open_to_all}/as-of")).status_code == 200, "what is sound is shown"


async def test_anyone_can_make_the_public_hash_again_and_check_who_signed_it(
    platform: Platform, online: dict[str, Any]
) -> None:
    record = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    key = (await platform.ask("GET", "/catalog/v1/public-key")).json()["pem"]
    said = {name: value for name, value in record.items() if name not in ("public_hash", "seal")}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    made = hashlib.sha256(text.encode()).hexdigest()
    assert made == record["public_hash"]
    assert verify_signature(key, record["seal"], f"shixiang-record|{made}".encode())
    forged = record | {"elements": record["elements"] | {"conditions": FORGED}}
    assert public_hash(forged) != record["public_hash"]
    assert not verify_signature(key, record["seal"], f"shixiang-record|{public_hash(forged)}".encode())
    entries = (await platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}/trail", CENTRE)).json()
    told = next(entry for entry in entries if entry["action"] == "item.publish")
    assert (told["before"], told["after"]) == (record["hash"], made)


async def test_each_night_the_records_are_checked_and_readiness_tells_what_was_altered(
    twice: tuple[Platform, dict[str, Any]],
) -> None:
    platform, item = twice
    catalog = platform.host.runtimes["catalog"]
    platform.clock.at = datetime(2026, 12, 1, 18, 30, tzinfo=UTC)
    assert await check_nightly(check_records, catalog) == 0, "half past two in China"
    platform.clock.pass_(hours=1)
    await platform.run_jobs()
    assert (await platform.ask("GET", "/catalog/v1/readiness")).json()["records"] == "hold"
    await change(platform, *(await forgeries(platform, item))["edition_untold"])
    await platform.run_jobs()
    assert (await platform.host.readiness())[1]["services"]["catalog"]["records"] == "hold", "once a night"
    platform.clock.pass_(days=1)
    await platform.run_jobs()
    good, state = await platform.host.readiness()
    assert (good, state["services"]["catalog"]["records"]) == (True, "altered")
    assert (await platform.ask("GET", "/catalog/v1/readiness")).json()["records"] == "altered"
    path = "/catalog/v1/trail?subject=records"
    entries = (await platform.ask("GET", path, MARK)).json()
    assert [entry["action"] for entry in entries] == ["records.hold", "records.altered"]
    assert f"{item['code']} 第 {item['edition'] - 1} 版" in entries[-1]["why"]


async def test_what_was_published_before_public_hashes_is_held_against_its_edition(
    platform: Platform,
    online: dict[str, Any],
) -> None:
    _, shown = await texts(platform, online["item_id"], online["edition"])
    old = {name: value for name, value in shown.items() if name not in ("public_hash", "seal")}
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        (dossier,) = await store.dossiers(connection, [online["item_id"]])
    told = [replace(one, before="", after=one.before) if one.action == "item.publish" else one for one in dossier.told]

    def found(record: dict[str, Any]) -> list[str]:
        last = replace(dossier.shown[-1], record=json.dumps(record))
        return [fault.fault for fault in faults_of(replace(dossier, shown=[last], told=told))]

    assert found(old) == []
    assert found(old | {"elements": old["elements"] | {"conditions": FORGED}}) == ["record_altered"]
