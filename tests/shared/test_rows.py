"""Whatever is changed in a table past the verbs is named: each column, each row taken away, each row put in."""

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, Table, delete, insert, select, text, update

from services.registry import BY_NAME, SERVICES
from shared import ledger, rows
from shared.hosting.records import RowChecks, begin_rows, check_nightly
from shared.hosting.runtime import Runtime
from shared.unit import Actor
from tests.catalog.inout.support import base_rows, sheet_of, upload
from tests.catalog.test_cancelling import OLD, add, cancel, refusal_of
from tests.catalog.test_codes import allocate
from tests.catalog.test_from_above import allowed, policy
from tests.catalog.test_life import CHECKER, INFORMANT, change_base
from tests.platform import Platform
from tests.review.test_campaign import file_

SERVICE = [service.name for service in SERVICES]


class _UndoneError(Exception):
    """What was tried is taken back."""


async def named(runtime: Runtime, checks: Any, *statements: Any) -> list[Any]:
    """What the check names after statements past the verbs; nothing of them stays."""
    found: Sequence[Any] = ()
    with contextlib.suppress(_UndoneError):
        async with runtime.db.writing() as connection:
            for statement in statements:
                await connection.execute(statement)
            found = (await checks(connection)).faults
            raise _UndoneError
    return list(found)


def value(column: Any, number: int) -> Any:
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, LargeBinary):
        return b"%d" % number
    return hashlib.sha256(b"%d" % number).hexdigest() if column.name == "sha256" else str(number)


def row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value(column, number) for column in table.columns}


def same(table: Table, number: int) -> Any:
    return [column == value(column, number) for column in table.primary_key]


def ways(table: Table) -> Iterable[tuple[str, Any]]:
    """Each way to forge a row of a table, and how it is called."""
    own = {column.name for column in table.primary_key} | rows.tells(table).apart  # type: ignore[union-attr]
    bodies = rows.tells(table).bodies  # type: ignore[union-attr]
    for column in table.columns:
        if column.name not in own or column.name in bodies:
            changed = update(table).where(*same(table, 1)).values({column.name: value(column, 4)})
            yield "row_altered", changed
    yield "row_gone", delete(table).where(*same(table, 1))
    yield "row_untold", insert(table).values(row(table, 7))


@pytest.mark.parametrize("name", SERVICE)
async def test_each_column_of_each_table_that_is_told_is_held_and_rows_that_come_or_go_are_named(
    any_platform: Platform, name: str
) -> None:
    """A new table or column is tried by itself; the rows that are told are written as the verbs write."""
    runtime, tables = any_platform.host.runtimes[name], rows.told_tables(BY_NAME[name].metadata)
    for table in tables:
        async with runtime.unit(Actor("test")) as unit:
            await unit.connection.execute(insert(table).values(row(table, 1)))
            unit.note("test", "test")
        checks = RowChecks([table])
        assert await named(runtime, checks) == []
        for fault, statement in ways(table):
            found = await named(runtime, checks, statement)
            assert {(one.fault, one.detail.split()[0]) for one in found} == {(fault, table.name)}, statement
            assert all(f"entry {one.seq} of 20" in one.detail for one in found if one.seq), "since when"
    assert tables


async def lived(platform: Platform) -> str:
    """An item that was through everything: audited, online, adjusted, changed above; and what lies around it."""
    item = await platform.online()
    await platform.ask(
        "POST", f"/catalog/v1/desk/offers/{await offer(platform)}/refusal", OTHER, json=refusal_of(platform)
    )
    await file_(platform, "for_record", item["item_id"])
    await allowed(platform, item["item_id"], "legal_limit")
    assert (await policy(platform, "limits", "ask")).is_success
    await change_base(platform, legal_limit={"number": 15, "unit": "working_day"})
    await add(platform, "230731001003")
    assert (await cancel(platform, "230731001003", "merge", OLD)).is_success
    assert (await allocate(platform, item_type="07"))[0] == 201
    await platform.settle()
    return str(item["item_id"])


OTHER = "hulin-market-informant"


async def offer(platform: Platform) -> str:
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", OTHER)).json()
    return str(next(one["base_id"] for one in inbox["offers"] if one["code"] == OLD))


FORGED = {
    "catalog": (
        ("cases", "UPDATE cases SET state = 'open' WHERE item_id = :item"),
        ("cases", "UPDATE cases SET content = '{}'"),
        ("cases", "DELETE FROM cases WHERE item_id = :item"),
        ("gates", "UPDATE gates SET document_number = '省政发〔2026〕1号'"),
        ("gates", "UPDATE gates SET verdict = 'rejected' WHERE gate = 'province_consent'"),
        ("gates", "DELETE FROM gates WHERE gate = 'province_consent'"),
        ("offers", "UPDATE offers SET state = 'offered' WHERE state = 'refused'"),
        ("offers", "DELETE FROM offers WHERE state = 'claimed'"),
        ("items", "UPDATE items SET name = '另一事项' WHERE item_id = :item"),
        ("items", "UPDATE items SET approved = 1 WHERE item_id = :item"),
        ("items", "UPDATE items SET item_type = '01' WHERE item_id = :item"),
        ("items", "UPDATE items SET base_edition = 9 WHERE item_id = :item"),
        ("given_codes", "UPDATE given_codes SET office = 'x'"),
        ("given_codes", "DELETE FROM given_codes"),
        ("successors", "UPDATE successors SET new_code = 'x'"),
        ("successors", "INSERT INTO successors SELECT new_code, old_code, kind, reason, at FROM successors"),
        ("merges", "UPDATE merges SET state = 'done' WHERE item_id = :item"),
        ("merge_policies", "UPDATE merge_policies SET policy = 'never'"),
        ("accounts", "UPDATE accounts SET roles = 'operator'"),
        ("accounts", "UPDATE accounts SET password = (SELECT max(password) FROM accounts) || 'x'"),
        ("offices", "UPDATE offices SET kinds = 'x'"),
        ("feed", "UPDATE feed SET code = 'x'"),
    ),
    "review": (
        ("parts", "UPDATE parts SET verdict = 'returned', opinion = '不同意'"),
        ("audits", "UPDATE audits SET state = 'open'"),
        ("audits", "DELETE FROM audits"),
        ("filings", "UPDATE filings SET state = 'refused'"),
        ("filed", "UPDATE filed SET edition = 99"),
        ("filed", "DELETE FROM filed"),
    ),
    "guide": (
        ("guides", "UPDATE guides SET state = 'withdrawn'"),
        ("guide_editions", "UPDATE guide_editions SET record = '{}'"),
        ("renderings", "UPDATE renderings SET body = :bytes"),
        ("renderings", "DELETE FROM renderings"),
        ("commissions", "UPDATE commissions SET until = '2020-01-01'"),
    ),
    "notify": (
        ("duties", "UPDATE duties SET due_on = '2099-01-01'"),
        ("duties", "DELETE FROM duties"),
        ("circulars", "UPDATE circulars SET body = 'x'"),
        ("deliveries", "UPDATE deliveries SET recipient = 'x'"),
    ),
}


async def test_what_an_answer_a_gate_or_an_audit_stands_on_is_named_when_it_is_changed_in_the_database(
    any_platform: Platform,
) -> None:
    item_id = await lived(any_platform)
    for name, statements in FORGED.items():
        runtime, checks = any_platform.host.runtimes[name], BY_NAME[name].checks
        assert await named(runtime, checks) == []
        for table, sql in statements:
            given = {key: told for key, told in (("item", item_id), ("bytes", b"x")) if f":{key}" in sql}
            found = await named(runtime, checks, text(sql).bindparams(**given))
            tables = {one.detail.removeprefix(one.code).split()[0] for one in found if one.fault.startswith("row_")}
            assert table in tables, sql
            assert "item" not in given or item_id in {one.item_id for one in found}, sql
    assert await any_platform.faults_of_trails() == []


async def test_what_the_trail_tells_of_rows_is_not_forged_beside_it_either(any_platform: Platform) -> None:
    """Whoever changes a row and the list of it has the entry against him, which keeps the list's hash."""
    await any_platform.hand_down()
    runtime, checks, told = any_platform.host.runtimes["catalog"], BY_NAME["catalog"].checks, ledger.trail_rows
    async with runtime.db.reading() as connection:
        one = (await connection.execute(select(told).where(told.c.name == "offers").limit(1))).one()
    this = (told.c.seq == one.seq, told.c.name == one.name, told.c.key == one.key)
    later = one._asdict() | {"seq": one.seq + 10**6, "hash": "0" * 64}
    for tampered in (
        update(told).where(*this).values(hash="0" * 64),
        delete(told).where(*this),
        insert(told).values(later),
        update(ledger.trail).where(ledger.trail.c.seq == one.seq).values(rows=""),
    ):
        assert "row_list_altered" in {fault.fault for fault in await named(runtime, checks, tampered)}
    await _forge(runtime, update(ledger.trail).where(ledger.trail.c.seq == one.seq).values(rows="0" * 64))
    found = {(fault.seq, fault.fault) for fault in await any_platform.faults_of_trails()}
    assert {(one.seq, "edited"), (one.seq, "row_list_altered")} <= found


async def _forge(runtime: Runtime, *statements: Any) -> None:
    async with runtime.db.writing() as connection:
        for statement in statements:
            await connection.execute(statement)


async def test_rows_from_before_entries_told_of_them_are_told_once_in_the_night_and_held_from_then_on(
    any_platform: Platform,
) -> None:
    """An old trail, whose entries tell of no rows, holds; what is put in past the verbs is named after the first night."""
    await any_platform.hand_down()
    runtime, checks = any_platform.host.runtimes["review"], BY_NAME["review"].checks
    assert isinstance(checks, RowChecks)
    table = next(one for one in checks.tables if one.name == "timetables")
    old = {"seq": 1, "at": "2026-01-01T00:00:00.000000Z", "who": "x", "office": "", "action": "x", "subject": "x"}
    blank = dict.fromkeys(("why", "before", "after", "request_id", "previous", "hash", "mac"), "")
    await _forge(runtime, delete(ledger.trail_rows), delete(ledger.trail), insert(ledger.trail).values(old | blank))
    await _forge(runtime, update(ledger.head).values(trail_seq=1), insert(table).values(row(table, 1)))
    assert await named(runtime, checks, insert(table).values(row(table, 2))) == []
    any_platform.clock.at = any_platform.clock.at.replace(hour=20)
    assert await check_nightly(checks, runtime, checks.tables) == 1
    assert await named(runtime, checks) == []
    for statement, fault in (
        (insert(table).values(row(table, 2)), "row_untold"),
        (update(table).values(due_on="2099-01-01"), "row_altered"),
        (delete(table), "row_gone"),
    ):
        assert [one.fault for one in await named(runtime, checks, statement)] == [fault]
    async with runtime.db.reading() as connection:
        before = (await connection.execute(select(ledger.head.c.trail_seq))).scalar_one()
    await begin_rows(runtime, checks.tables)
    async with runtime.db.reading() as connection:
        assert (await connection.execute(select(ledger.head.c.trail_seq))).scalar_one() == before, "once"


@pytest.mark.parametrize("name", ["review", "guide", "notify"])
async def test_each_service_holds_its_rows_each_night_and_readiness_tells(
    platform: Platform, name: str, online: dict[str, Any]
) -> None:
    runtime, checks = platform.host.runtimes[name], BY_NAME[name].checks
    assert isinstance(checks, RowChecks)
    platform.clock.at = platform.clock.at.replace(hour=20)
    await platform.run_jobs()
    assert (await platform.ask("GET", f"/{name}/v1/readiness")).json()["records"] == "hold"
    table = next(one for one in checks.tables if one.name in {"parts", "guides", "duties"})
    await _forge(runtime, delete(table))
    platform.clock.pass_(days=1)
    await platform.run_jobs()
    assert (await platform.ask("GET", f"/{name}/v1/readiness")).json()["records"] == "altered"
    assert await check_nightly(checks, runtime, checks.tables) == 0, "once a night"


async def test_a_proof_of_an_item_signs_for_its_case_and_the_gates_of_that(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    await allowed(any_platform, filled["item_id"], "legal_limit")
    runtime, checks = any_platform.host.runtimes["catalog"], BY_NAME["catalog"].checks
    assert checks is not None

    async def found(sql: str, subject: str) -> set[str]:
        async def of_one(connection: Any) -> Any:
            return await checks(connection, subject)

        return {f"{one.fault} {one.item_id}" for one in await named(runtime, of_one, text(sql))}

    for sql, fault in (
        ("UPDATE gates SET verdict = 'rejected'", "row_altered"),
        ("DELETE FROM gates", "row_gone"),
        ("DELETE FROM cases", "row_gone"),
        ("UPDATE items SET name = 'x' WHERE layer = 'implementation'", "row_altered"),
    ):
        assert await found(sql, filled["item_id"]) == {f"{fault} {filled['item_id']}"}, sql
        assert await found(sql, "another") == set(), sql
    assert CHECKER != INFORMANT


async def test_a_file_that_waits_to_go_in_is_the_one_that_was_taken_in(any_platform: Platform) -> None:
    made = await upload(any_platform, "catalogue", sheet_of(base_rows(2)))
    runtime, checks = any_platform.host.runtimes["catalog"], BY_NAME["catalog"].checks
    assert (made["state"], await named(runtime, checks)) == ("ready", [])
    more = text("INSERT INTO change_pieces (set_id, number, body) VALUES (:of, 0, :body)").bindparams(
        of=made["set_id"], body=b"x"
    )
    (one,) = await named(runtime, checks, more)
    assert (one.fault, made["set_id"] in one.detail) == ("file_altered", True)
    for sql in ("UPDATE change_files SET apply = true", "UPDATE change_rows SET changes = '[1]'"):
        assert {one.fault for one in await named(runtime, checks, text(sql))} >= {"row_altered"}


async def test_a_row_that_is_given_another_key_is_told_under_both(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    """The audit of a change is written over the one before, under an id of its own."""
    saved = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await any_platform.submit(saved["item"])
    assert await any_platform.faults_of_trails() == []
