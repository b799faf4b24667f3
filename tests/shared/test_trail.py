"""The trail proves: whatever an intruder does to the real database is found, and named (U32)."""

import asyncio
import base64
import contextlib
import os
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import ledger, migrations, trail
from shared.clock import stamp
from shared.hosting.loops import sign_trail
from shared.hosting.runtime import Runtime
from shared.keys import Keys, Signer
from shared.settings import Settings
from shared.trail import TrailFault
from shared.unit import Actor
from tests.platform import Platform, opened

t = ledger.trail.c
Tampering = Callable[[AsyncConnection], Coroutine[Any, Any, None]]


@pytest.fixture
async def kept(any_platform: Platform, claimed: dict[str, Any]) -> Platform:
    """A platform with a trail: claims, saves, and a signed checkpoint in the middle."""
    await any_platform.save(claimed["item_id"], 1, {"plain_name": "甲"})
    await sign_trail(any_platform.host.runtimes["catalog"])
    await any_platform.save(claimed["item_id"], 2, {"plain_name": "乙"})
    await any_platform.save(claimed["item_id"], 3, {"plain_name": "丙"})
    return any_platform


def catalog(platform: Platform) -> Runtime:
    return platform.host.runtimes["catalog"]


async def in_place(runtime: Runtime) -> list[TrailFault]:
    async with runtime.db.reading() as connection:
        return await trail.database_faults(connection, runtime.name, runtime.keys)


async def exported(runtime: Runtime, keys: Keys | None = None) -> list[dict[str, Any]]:
    async with runtime.db.reading() as connection:
        return await trail.export(connection, runtime.name, keys or runtime.keys, stamp(runtime.clock()))


async def tampered(platform: Platform, tamper: Tampering) -> tuple[set[str], set[str]]:
    """The faults named in place and by the offline verifier, after someone was in the database."""
    runtime = catalog(platform)
    async with runtime.db.writing() as connection:
        await tamper(connection)
    offline = trail.verify(await exported(runtime), runtime.keys.signer.public_pem)
    return {f.fault for f in await in_place(runtime)}, {f.fault for f in offline}


async def edit(connection: AsyncConnection) -> None:
    await connection.execute(update(ledger.trail).where(t.seq == 3).values(who="somebody-else"))


async def drop(connection: AsyncConnection) -> None:
    await connection.execute(delete(ledger.trail).where(t.seq == 3))


async def add(connection: AsyncConnection) -> None:
    """One more between the fourth and the fifth, the later ones counted on, and the head with them."""
    row = dict((await connection.execute(select(ledger.trail).where(t.seq == 4))).mappings().one())
    await connection.execute(update(ledger.trail).where(t.seq > 4).values(seq=t.seq + 900))
    await connection.execute(update(ledger.trail).where(t.seq > 900).values(seq=t.seq - 899))
    await connection.execute(insert(ledger.trail).values(row | {"seq": 5}))
    await connection.execute(update(ledger.head).values(trail_seq=ledger.head.c.trail_seq + 1))


async def swap(connection: AsyncConnection) -> None:
    for old, new in ((3, 900), (4, 3), (900, 4)):
        await connection.execute(update(ledger.trail).where(t.seq == old).values(seq=new))


async def truncate(connection: AsyncConnection) -> None:
    last = select(ledger.head.c.trail_seq).scalar_subquery()
    await connection.execute(delete(ledger.trail).where(t.seq == last))


async def blank(connection: AsyncConnection) -> None:
    """The column forbids NULL; whoever owns the database can still take that away."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("ALTER TABLE trail ALTER COLUMN hash DROP NOT NULL"))
    else:
        await connection.execute(text("PRAGMA writable_schema=ON"))
        unlock = "UPDATE sqlite_master SET sql = replace(sql, 'hash VARCHAR(64) NOT NULL', 'hash VARCHAR(64)')"
        await connection.execute(text(unlock))
        await connection.execute(text("PRAGMA writable_schema=RESET"))
    await connection.execute(text("UPDATE trail SET hash = NULL WHERE seq = 3"))


async def test_an_honest_trail_holds_in_place_and_offline(kept: Platform) -> None:
    assert await kept.faults_of_trails() == []
    for runtime in kept.host.runtimes.values():
        assert trail.verify(await exported(runtime), runtime.keys.signer.public_pem) == []


@pytest.mark.parametrize(
    ("tamper", "here", "offline"),
    [
        pytest.param(edit, "edited", "edited", id="edit"),
        pytest.param(drop, "deleted", "deleted", id="delete"),
        pytest.param(add, "broken_link", "broken_link", id="insert"),
        pytest.param(swap, "broken_link", "broken_link", id="reorder"),
        pytest.param(truncate, "truncated", "truncated", id="truncate the tail"),
        pytest.param(blank, "null_value", "null_value", id="null a hash"),
    ],
)
async def test_what_was_done_to_the_database_is_named(
    kept: Platform, tamper: Tampering, here: str, offline: str
) -> None:
    in_database, in_export = await tampered(kept, tamper)
    assert here in in_database
    assert offline in in_export


async def test_lines_of_an_export_out_of_order_are_named(kept: Platform) -> None:
    runtime = catalog(kept)
    lines = await exported(runtime)
    lines[3], lines[4] = lines[4], lines[3]
    faults = {f.fault for f in trail.verify(lines, runtime.keys.signer.public_pem)}
    assert {"deleted", "reordered"} & faults


async def test_an_edit_with_its_hash_made_anew_breaks_the_chain_and_the_mac(kept: Platform) -> None:
    async def tamper(connection: AsyncConnection) -> None:
        row = dict((await connection.execute(select(ledger.trail).where(t.seq == 3))).mappings().one())
        row["why"] = "another reason"
        made = trail.link(row["previous"], row)
        await connection.execute(update(ledger.trail).where(t.seq == 3).values(why=row["why"], hash=made))

    in_database, in_export = await tampered(kept, tamper)
    assert {"broken_link", "bad_mac"} <= in_database
    assert "broken_link" in in_export


async def rechained(connection: AsyncConnection, service: str, key: bytes) -> None:
    """An intruder who knows the code makes a whole chain anew, head and all, but has no key of ours."""
    rows = [dict(r) for r in (await connection.execute(select(ledger.trail).order_by(t.seq))).mappings()]
    top = trail.genesis(service)
    for row in rows:
        row |= {"who": "somebody-else", "previous": top}
        top = row["hash"] = trail.link(top, row)
        row["mac"] = trail.mac(key, top)
    await connection.execute(delete(ledger.trail))
    await connection.execute(insert(ledger.trail), rows)
    await connection.execute(update(ledger.head).values(trail_hash=top))


async def test_a_chain_made_anew_is_named_by_its_macs_and_by_the_checkpoint(kept: Platform) -> None:
    async def tamper(connection: AsyncConnection) -> None:
        await rechained(connection, "catalog", os.urandom(32))

    in_database, in_export = await tampered(kept, tamper)
    assert {"bad_mac", "rewritten"} <= in_database
    assert {"bad_mac", "rewritten"} <= in_export


def other_keys(keys: Keys) -> Keys:
    return replace(keys, signer=Signer(ed25519.Ed25519PrivateKey.generate()))


async def test_a_checkpoint_signed_again_with_another_key_is_named(kept: Platform) -> None:
    foreign = other_keys(catalog(kept).keys).signer

    async def tamper(connection: AsyncConnection) -> None:
        await rechained(connection, "catalog", os.urandom(32))
        mark = (await connection.execute(select(ledger.checkpoints))).one()
        there = (await connection.execute(select(t.hash).where(t.seq == mark.seq))).scalar_one()
        signature = foreign.sign(trail.statement("catalog", mark.seq, there, mark.at))
        forged = {"hash": there, "signature": signature, "key_id": trail.key_id(foreign.public_pem)}
        await connection.execute(update(ledger.checkpoints).values(forged))

    in_database, in_export = await tampered(kept, tamper)
    assert "foreign_key" in in_database
    assert "foreign_key" in in_export


async def test_a_checkpoint_under_our_name_with_another_key_is_named(kept: Platform) -> None:
    foreign = other_keys(catalog(kept).keys).signer

    async def tamper(connection: AsyncConnection) -> None:
        mark = (await connection.execute(select(ledger.checkpoints))).one()
        signature = foreign.sign(trail.statement("catalog", mark.seq, mark.hash, mark.at))
        await connection.execute(update(ledger.checkpoints).values(signature=signature))

    in_database, in_export = await tampered(kept, tamper)
    assert in_database == in_export == {"bad_signature"}


async def test_a_whole_export_signed_with_a_key_that_was_rotated_out_is_named(kept: Platform) -> None:
    runtime = catalog(kept)
    lines = await exported(runtime, other_keys(runtime.keys))
    assert "foreign_key" in {f.fault for f in trail.verify(lines, runtime.keys.signer.public_pem)}


async def test_two_services_trails_that_change_places_are_named(kept: Platform) -> None:
    await kept.settle()
    mine, theirs = catalog(kept), kept.host.runtimes["notify"]
    tables = (ledger.trail, ledger.head, ledger.checkpoints)
    held: list[list[list[dict[str, Any]]]] = []
    for runtime in (mine, theirs):
        async with runtime.db.reading() as connection:
            held.append([[dict(r) for r in (await connection.execute(select(x))).mappings()] for x in tables])
    for runtime, content in zip((mine, theirs), reversed(held), strict=True):
        async with runtime.db.writing() as connection:
            for table, rows in zip(tables, content, strict=True):
                await connection.execute(delete(table))
                if rows:
                    await connection.execute(insert(table), rows)
    for runtime in (mine, theirs):
        assert "other_service" in {f.fault for f in await in_place(runtime)}
        offline = trail.verify(await exported(runtime), runtime.keys.signer.public_pem)
        assert "other_service" in {f.fault for f in offline}


async def test_a_missing_head_is_named(kept: Platform) -> None:
    runtime = catalog(kept)
    async with runtime.db.writing() as connection:
        await connection.execute(delete(ledger.head))
    assert "no_head" in {f.fault for f in await in_place(runtime)}


async def test_a_tail_cut_with_its_head_moved_back_is_named_by_the_checkpoint(kept: Platform) -> None:
    runtime = catalog(kept)
    await sign_trail(runtime)

    async def tamper(connection: AsyncConnection) -> None:
        await connection.execute(delete(ledger.trail).where(t.seq > 4))
        last = (await connection.execute(select(t.hash).where(t.seq == 4))).scalar_one()
        await connection.execute(update(ledger.head).values(trail_seq=4, trail_hash=last))

    in_database, in_export = await tampered(kept, tamper)
    assert "rolled_back" in in_database
    assert "truncated" in in_export


async def test_entries_since_the_checkpoint_made_anew_without_the_key_are_named(kept: Platform) -> None:
    """Nobody has signed for these yet: who and why another, each hash after it made anew, and the head moved with them."""

    async def tamper(connection: AsyncConnection) -> None:
        signed = (await connection.execute(select(ledger.checkpoints.c.seq))).scalar_one()
        rows = [
            dict(r)
            for r in (await connection.execute(select(ledger.trail).where(t.seq > signed).order_by(t.seq))).mappings()
        ]
        top = rows[0]["previous"]
        for row in rows:
            row |= {"who": "somebody-else", "why": "another reason", "previous": top}
            top = trail.link(top, row)
            changed = {"who": row["who"], "why": row["why"], "previous": row["previous"], "hash": top}
            await connection.execute(update(ledger.trail).where(t.seq == row["seq"]).values(changed))
        await connection.execute(update(ledger.head).values(trail_hash=top))

    in_database, in_export = await tampered(kept, tamper)
    assert in_database == in_export == {"bad_mac", "seal_broken"}


async def cut(connection: AsyncConnection, **more: Any) -> None:
    """The last entry taken out and the head moved back behind it: the checkpoint has not signed for it yet."""
    last = (await connection.execute(select(ledger.head.c.trail_seq))).scalar_one() - 1
    await connection.execute(delete(ledger.trail).where(t.seq > last))
    top = (await connection.execute(select(t.hash).where(t.seq == last))).scalar_one()
    await connection.execute(update(ledger.head).values(trail_seq=last, trail_hash=top, **more))


@pytest.mark.parametrize(
    ("more", "named"),
    [
        pytest.param({}, "seal_broken", id="the seal left"),
        pytest.param({"sealed_seq": 0, "seal": ""}, "unsealed", id="the seal blanked"),
        pytest.param({"sealed_seq": ledger.head.c.sealed_seq - 1}, "seal_broken", id="the seal counted back"),
    ],
)
async def test_the_last_entries_cut_off_since_the_checkpoint_are_named_and_going_on_hides_nothing(
    kept: Platform, more: dict[str, Any], named: str
) -> None:
    runtime = catalog(kept)

    async def tamper(connection: AsyncConnection) -> None:
        await cut(connection, **more)

    assert await tampered(kept, tamper) == ({named}, {named})
    await goes_on_named(runtime, named)


async def goes_on_named(runtime: Runtime, fault: str) -> None:
    """Whatever is written and signed after it, the fault stays the one that it was."""
    for number in range(3):
        async with runtime.unit(Actor("someone")) as unit:
            unit.note("item.save", f"{number}")
        assert {f.fault for f in await in_place(runtime)} == {fault}
    await sign_trail(runtime)
    offline = trail.verify(await exported(runtime), runtime.keys.signer.public_pem)
    assert {f.fault for f in offline} == {fault}


EMPTY = {"trail_seq": 0, "trail_hash": trail.GENESIS, "sealed_seq": 0}


@pytest.mark.parametrize(
    ("seal", "named"),
    [
        pytest.param({"seal": ""}, "unsealed", id="the seal blanked"),
        pytest.param({"seal": "0" * 64}, "seal_broken", id="a seal made up"),
        pytest.param({}, "seal_broken", id="the seal left"),
    ],
)
async def test_a_trail_that_was_wiped_as_if_it_had_never_been_is_named_and_going_on_hides_nothing(
    kept: Platform, seal: dict[str, Any], named: str
) -> None:
    """Entries, checkpoints and what the head counts: all taken away, and the service goes on."""
    runtime = catalog(kept)

    async def tamper(connection: AsyncConnection) -> None:
        await connection.execute(delete(ledger.trail))
        await connection.execute(delete(ledger.checkpoints))
        await connection.execute(update(ledger.head).values(EMPTY | seal))

    assert await tampered(kept, tamper) == ({named}, {named})
    await goes_on_named(runtime, named)


async def test_a_trail_is_sealed_before_its_first_entry(any_platform: Platform) -> None:
    """Of four services that have just been migrated some have no entry; each has its seal."""
    empty = 0
    for runtime in any_platform.host.runtimes.values():
        async with runtime.db.reading() as connection:
            head = (await connection.execute(select(ledger.head))).one()
        empty += not head.trail_seq
        assert head.seal
        assert await in_place(runtime) == []
    assert empty


async def test_checkpoints_taken_out_are_named_in_place_offline_and_by_an_earlier_export(kept: Platform) -> None:
    runtime = catalog(kept)
    earlier = await exported(runtime)
    (signed,) = [line["seq"] for line in earlier if line["kind"] == "checkpoint"]

    async def tamper(connection: AsyncConnection) -> None:
        await connection.execute(delete(ledger.checkpoints))

    assert await tampered(kept, tamper) == ({"checkpoint_missing"}, {"checkpoint_missing"})
    await goes_on_named(runtime, "checkpoint_missing")
    assert {(f.seq, f.fault) for f in await in_place(runtime)} == {(signed, "checkpoint_missing")}


async def test_a_checkpoint_that_no_entry_tells_of_is_missed_by_an_earlier_export(any_platform: Platform) -> None:
    """An edition before this one signed checkpoints and told of them nowhere."""
    runtime = catalog(any_platform)
    async with runtime.db.writing() as connection:
        signed = await trail.checkpoint(connection, "catalog", runtime.keys.signer, stamp(runtime.clock()))
    earlier, pem = await exported(runtime), runtime.keys.signer.public_pem
    async with runtime.db.writing() as connection:
        await connection.execute(delete(ledger.checkpoints))
    assert signed
    assert [(f.seq, f.fault) for f in trail.verify(await exported(runtime), pem, earlier)] == [
        (signed["seq"], "checkpoint_missing")
    ]


async def test_faults_signed_into_an_export_cannot_be_taken_out_again(kept: Platform) -> None:
    runtime = catalog(kept)
    async with runtime.db.writing() as connection:
        await cut(connection)
    *lines, end = await exported(runtime)
    clean = [*lines, {key: value for key, value in end.items() if key != "faults"}]
    assert {f.fault for f in trail.verify(clean, runtime.keys.signer.public_pem)} == {"bad_signature"}


async def test_entries_of_an_edition_without_seals_may_follow_the_sealed_head(kept: Platform) -> None:
    """In a rolling upgrade the old edition moves the head and leaves the seal; the new one seals again."""
    runtime = catalog(kept)
    async with runtime.db.reading() as connection:
        before = (await connection.execute(select(ledger.head.c.sealed_seq, ledger.head.c.seal))).one()
    async with runtime.unit(Actor("someone")) as unit:
        unit.note("item.save", "x")
    async with runtime.db.writing() as connection:
        await connection.execute(update(ledger.head).values(before._asdict()))
    assert await in_place(runtime) == []
    async with runtime.unit(Actor("someone")) as unit:
        unit.note("item.save", "y")
    async with runtime.db.reading() as connection:
        head = (await connection.execute(select(ledger.head))).one()
    assert head.sealed_seq == head.trail_seq
    assert await in_place(runtime) == []


def back_to(connection: Connection, service: str, number: str) -> None:
    given = migrations.config(service)
    given.attributes["connection"] = connection
    command.downgrade(given, number)


async def test_a_trail_from_an_edition_without_seals_is_sealed_by_the_migration_only(kept: Platform) -> None:
    runtime = catalog(kept)

    async with runtime.db.writing() as connection:
        await connection.run_sync(back_to, "catalog", "0011")
    await migrations.upgrade(runtime.db, "catalog", runtime.keys)
    assert await in_place(runtime) == []
    async with runtime.db.writing() as connection:
        await connection.execute(update(ledger.head).values(sealed_seq=0, seal=""))
    await migrations.upgrade(runtime.db, "catalog", runtime.keys)
    assert {f.fault for f in await in_place(runtime)} == {"unsealed"}


async def test_a_trail_without_entries_from_an_edition_that_did_not_seal_it_is_sealed_once(kept: Platform) -> None:
    runtime = kept.host.runtimes["guide"]
    unsealed = update(ledger.head).values(EMPTY | {"seal": ""})
    for number, named in (("0004", set()), ("0005", {"unsealed"})):
        async with runtime.db.writing() as connection:
            await connection.run_sync(back_to, "guide", number)
            await connection.execute(delete(ledger.trail))
            await connection.execute(unsealed)
        await migrations.upgrade(runtime.db, "guide", runtime.keys)
        assert {f.fault for f in await in_place(runtime)} == named


async def test_a_seal_that_was_taken_away_before_the_migration_is_not_made_anew(kept: Platform) -> None:
    runtime = catalog(kept)
    async with runtime.db.writing() as connection:
        await connection.run_sync(back_to, "catalog", "0014")
        await connection.execute(update(ledger.head).values(sealed_seq=0, seal=""))
    await migrations.upgrade(runtime.db, "catalog", runtime.keys)
    assert {f.fault for f in await in_place(runtime)} == {"unsealed"}


def put_back(old: Path, place: Path) -> None:
    for left in place.parent.glob(f"{place.name}-*"):
        left.unlink()
    shutil.copy(old, place)


async def test_an_old_copy_of_the_database_is_named_by_an_earlier_export(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    """An old copy is honest in itself; only someone who kept a head can tell, and an export is one."""
    async with contextlib.asynccontextmanager(opened)(sqlite_settings) as platform:
        item = await platform.claimed()
    shutil.copy(tmp_path / "catalog.db", tmp_path / "old.db")
    async with contextlib.asynccontextmanager(opened)(sqlite_settings) as platform:
        await platform.save(item["item_id"], 1, {"plain_name": "甲"})
        earlier = await exported(catalog(platform))
        pem = catalog(platform).keys.signer.public_pem
    put_back(tmp_path / "old.db", tmp_path / "catalog.db")
    async with contextlib.asynccontextmanager(opened)(sqlite_settings) as platform:
        now = await exported(catalog(platform))
        assert trail.verify(now, pem) == []
        assert {f.fault for f in trail.verify(now, pem, earlier)} == {"rolled_back"}
        await platform.save(item["item_id"], 1, {"plain_name": "乙"})
        after = trail.verify(await exported(catalog(platform)), pem, earlier)
        assert {f.fault for f in after} == {"rewritten"}


async def test_an_earlier_export_of_an_honest_trail_still_holds(kept: Platform) -> None:
    runtime = catalog(kept)
    earlier = await exported(runtime)
    async with runtime.unit(Actor("someone")) as unit:
        unit.note("item.save", "x")
    assert trail.verify(await exported(runtime), runtime.keys.signer.public_pem, earlier) == []


@pytest.mark.parametrize("cut", [1, 2, 4])
async def test_an_export_that_was_cut_is_named(kept: Platform, cut: int) -> None:
    runtime = catalog(kept)
    lines = (await exported(runtime))[:-cut]
    assert "no_signed_end" in {f.fault for f in trail.verify(lines, runtime.keys.signer.public_pem)}


async def test_entries_behind_the_signed_end_are_named(kept: Platform) -> None:
    runtime = catalog(kept)
    lines = await exported(runtime)
    entries = [line for line in lines if line["kind"] == "entry"]
    more = dict(entries[-1]) | {"seq": len(entries) + 1, "previous": entries[-1]["hash"]}
    more["hash"] = trail.link(more["previous"], more)
    faults = trail.verify([*lines[:-1], more, lines[-1]], runtime.keys.signer.public_pem)
    assert [f.fault for f in faults] == ["added_after_end"]


async def test_writers_at_once_never_fork_the_chain(any_platform: Platform) -> None:
    runtime = catalog(any_platform)

    async def write(number: int) -> None:
        for turn in range(5):
            async with runtime.unit(Actor(f"writer-{number}")) as unit:
                unit.note("item.save", f"{number}-{turn}")

    await asyncio.gather(*[write(n) for n in range(6)])
    async with runtime.db.reading() as connection:
        rows = (await connection.execute(select(t.previous, t.subject))).all()
    assert len(rows) == len({row.previous for row in rows})
    assert {f"{n}-{k}" for n in range(6) for k in range(5)} <= {row.subject for row in rows}
    assert await in_place(runtime) == []


async def test_a_checkpoint_is_signed_only_when_something_came(platform: Platform) -> None:
    runtime = catalog(platform)
    assert [await sign_trail(runtime), await sign_trail(runtime)] == [1, 0]
    async with runtime.unit(Actor("someone")) as unit:
        unit.note("item.save", "x")
    assert await sign_trail(runtime) == 1


async def test_a_checkpoint_holds_under_the_published_key(platform: Platform) -> None:
    runtime = catalog(platform)
    await sign_trail(runtime)
    published = (await platform.ask("GET", "/catalog/v1/public-key")).json()
    async with runtime.db.reading() as connection:
        mark = (await connection.execute(select(ledger.checkpoints))).one()
    assert mark.key_id == published["key_id"]

    loaded = load_pem_public_key(published["pem"].encode())
    assert isinstance(loaded, ed25519.Ed25519PublicKey)
    signature = base64.urlsafe_b64decode(mark.signature + "==")
    loaded.verify(signature, trail.statement("catalog", mark.seq, mark.hash, mark.at))


async def test_the_operator_reads_the_faults_over_http(platform: Platform, claimed: dict[str, Any]) -> None:
    await platform.save(claimed["item_id"], 1, {"plain_name": "甲"})
    async with catalog(platform).db.writing() as connection:
        await edit(connection)
    state = (await platform.ask("GET", "/catalog/v1/trail/verification", "sample-operator")).json()
    assert not state["holds"]
    assert {"seq": 3, "fault": "edited"}.items() <= state["faults"][0].items()


@pytest.mark.clause("G58")
async def test_nobody_but_the_operator_takes_the_trail_out(platform: Platform) -> None:
    for who, status in (("sample-operator", 200), ("jidong-market-checker", 403), ("", 401)):
        assert (await platform.ask("GET", "/catalog/v1/trail/export", who)).status_code == status


async def test_the_trail_is_verified_in_one_moment_while_others_write(any_platform: Platform) -> None:
    """Two questions of one snapshot agree, whatever is committed between them."""
    runtime = any_platform.host.runtimes["catalog"]
    async with runtime.db.snapshot() as connection:
        before = (await connection.execute(select(func.count()).select_from(ledger.trail))).scalar_one()
        async with runtime.unit(Actor("test")) as unit:
            unit.note("test", "between")
        assert await trail.database_faults(connection, runtime.name, runtime.keys) == []
        assert (await connection.execute(select(func.count()).select_from(ledger.trail))).scalar_one() == before
    async with runtime.db.snapshot() as connection:
        assert (await connection.execute(select(func.count()).select_from(ledger.trail))).scalar_one() == before + 1
