"""The province: whatever goes wrong on the way, both sides agree in the end and nothing has effect twice."""

import asyncio
import contextlib
import json
import socket
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import uvicorn

from services.catalog import store
from services.catalog.commands import province as reporting
from services.catalog.commands.province import report_up, send_up
from services.catalog.commands.reconciling import reconcile_nightly
from services.catalog.domain import Item
from shared import countersign
from shared.codes.credit import make
from shared.cursor import cursor_of
from shared.rights import Principal, Role
from shared.settings import Settings
from shared.unit import Actor
from shared.world import story, world
from tests.catalog.inout.support import sheet_values
from tests.platform import Platform, opened
from tests.rights.support import enter
from tools.province.handing import Handing
from tools.province.platform import Province, mixes

CENTRE, INFORMANT = "jidong-data-inspection", "jidong-market-informant"
EXCHANGE = "/catalog/v1/exchange"


@contextlib.asynccontextmanager
async def listening(province: Province) -> AsyncIterator[str]:
    """The province behind a real door."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(province.application(), port=port, log_level="error", log_config=None))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def province() -> AsyncIterator[tuple[Province, str]]:
    """A province in good health, and its address."""
    made = Province(b"", patience=0.5)
    async with listening(made) as url:
        yield made, url


@pytest.fixture
async def joined(province: tuple[Province, str], sqlite_settings: Settings) -> AsyncIterator[Platform]:
    """The platform, joined to that province."""
    async for platform in joining(province, sqlite_settings):
        yield platform


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def any_joined(province: tuple[Province, str], request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    """The platform on SQLite and, the same test again, on PostgreSQL, joined to that province."""
    async for platform in joining(province, request.getfixturevalue(f"{request.param}_settings")):
        yield platform


async def joining(province: tuple[Province, str], given: Settings) -> AsyncIterator[Platform]:
    async for platform in opened(given.model_copy(update={"province_url": province[1], "province_timeout": 0.3})):
        join(province[0], platform)
        yield platform


def join(province: Province, platform: Platform) -> None:
    province.key = countersign.key_of(platform.host.settings) or b""
    province.clock = platform.clock


async def items_online(platform: Platform, count: int) -> list[Item]:
    """Items that went online, as the last stage leaves them, each queued for the province."""
    here = platform.host.runtimes["catalog"]
    claimed = await platform.claimed()
    async with here.unit(Actor("test")) as unit:
        like = await store.load(unit.connection, claimed["item_id"])
        made = []
        for n in range(count):
            item = replace(like, item_id=str(uuid.uuid4()), code=f"{like.code[:25]}{n:06d}", state="online", online=1)
            await store.add(unit.connection, item)
            await show(unit, item, 1)
            made.append(item)
    return made


async def show(unit: Any, item: Item, edition: int) -> None:
    """Put an edition online and queue it."""
    record = json.dumps({"code": item.code, "edition": edition, "elements": {"name": item.name}}, ensure_ascii=False)
    row = {n: getattr(item, n) for n in ("item_id", "code", "region", "office", "item_type", "name")}
    times = {"published_at": unit.stamp, "online_at": unit.stamp}
    await store.publish(
        unit.connection, row | times | {"edition": edition, "digest": "0" * 64, "record": record, "live": False}
    )
    await store.set_live(unit.connection, item.item_id, edition, unit.stamp)
    await report_up(unit, replace(item, online=edition), edition)


async def change_all(platform: Platform, items: list[Item]) -> None:
    """A third is changed, a third leaves, a third leaves and comes back."""
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        for n, item in enumerate(items):
            if n % 3 == 0:
                await show(unit, item, 2)
            else:
                await store.set_live(unit.connection, item.item_id, 0, unit.stamp)
                await report_up(unit, item, 0)
            if n % 3 == 2:
                await store.set_live(unit.connection, item.item_id, 1, unit.stamp)
                await report_up(unit, item, 1)


async def rounds(platform: Platform, count: int) -> None:
    """So many rounds of the job, an hour apart."""
    for _ in range(count):
        await send_up(platform.host.runtimes["catalog"])
        platform.clock.pass_(hours=2)


async def waiting(platform: Platform) -> list[dict[str, Any]]:
    answer = await platform.ask(
        "GET", f"{EXCHANGE}/outbound", CENTRE, params={"limit": 200, "state": "waiting", "kind": "item"}
    )
    return list(answer.json()["rows"])


async def drift(platform: Platform) -> dict[str, Any]:
    """What a reconciliation finds now."""
    answer = await platform.ask("POST", f"{EXCHANGE}/reconciliations", CENTRE)
    assert answer.status_code == 200, answer.text
    return dict((await platform.ask("GET", f"{EXCHANGE}/drifts", CENTRE)).json())


@pytest.mark.slow
@pytest.mark.clause("A30")
@pytest.mark.parametrize("mix", mixes(), ids="+".join)
async def test_after_recovery_from_every_mix_of_faults_nothing_differs_and_nothing_took_effect_twice(
    province: tuple[Province, str], joined: Platform, mix: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "BATCH", 2)
    there = province[0]
    there.faults = mix
    items = await items_online(joined, 9)
    await rounds(joined, 3)
    await change_all(joined, items)
    await rounds(joined, 3)
    assert sum(there.troubles.values()) > 0
    there.heal()
    await rounds(joined, 3)
    assert await waiting(joined) == []
    found = await drift(joined)
    assert (found["drift"], found["ours"], found["theirs"]) == (0, 6, 6)
    assert there.effects
    assert set(there.effects.values()) == {1}
    assert await joined.faults_of_trails(records=False) == []


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.clause("A30")
async def test_on_postgresql_too_every_fault_at_once_leaves_no_difference(
    province: tuple[Province, str], postgres_settings: Settings
) -> None:
    there = province[0]
    there.faults = mixes()[-1]
    async for platform in joining(province, postgres_settings):
        items = await items_online(platform, 9)
        await rounds(platform, 3)
        await change_all(platform, items)
        await rounds(platform, 3)
        there.heal()
        await rounds(platform, 3)
        found = await drift(platform)
        assert (found["drift"], found["ours"], found["theirs"]) == (0, 6, 6)
        assert set(there.effects.values()) == {1}
        assert len(there.claims) == 1


@pytest.mark.clause("G05")
async def test_how_a_body_answers_an_offer_goes_up_once_with_its_receipt(
    province: tuple[Province, str], any_joined: Platform
) -> None:
    there = province[0]
    base_id = await any_joined.hand_down()
    offer = f"/catalog/v1/desk/offers/{base_id}"
    until = (any_joined.clock.at.date() + timedelta(days=30)).isoformat()
    no = {"reason": "本县无此类市场", "evidence": "三定方案", "expires_on": until}
    assert (await any_joined.ask("POST", f"{offer}/refusal", INFORMANT, json=no)).status_code == 204
    there.faults = {"timeout": 1.0}
    await rounds(any_joined, 1)
    there.heal()
    await rounds(any_joined, 2)
    (held,) = there.claims.values()
    told = json.loads(held["record"])
    assert (told["state"], told["reason"], told["basic_code"]) == ("refused", no["reason"], story().base.basic_code)
    any_joined.clock.pass_(days=40)
    await any_joined.run_jobs()
    claimed = (await any_joined.ask("POST", f"{offer}/claim", INFORMANT)).json()
    await rounds(any_joined, 2)
    (held,) = there.claims.values()
    assert (json.loads(held["record"])["state"], held["code"]) == ("claimed", claimed["code"])
    assert set(there.effects.values()) == {1}, "each answer had effect once"
    shown = (await any_joined.ask("GET", f"{EXCHANGE}/outbound", CENTRE, params={"kind": "claim"})).json()["rows"]
    assert [(row["state"], bool(row["receipt"]), row["operation"]) for row in shown] == [
        ("accepted", True, "I"),
        ("accepted", True, "U"),
    ]
    hulin = (await any_joined.ask("GET", f"{EXCHANGE}/outbound", "hulin-data-inspection")).json()["rows"]
    assert hulin == []
    assert (await drift(any_joined))["drift"] == 0


@pytest.mark.clause("A30")
async def test_what_goes_online_or_leaves_is_queued_with_the_change_itself(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    here = any_platform.host.runtimes["catalog"]
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    for does in ("suspend", "resume", "suspend"):
        answer = await any_platform.ask("POST", path, CENTRE, json={"does": does, "reason": "系统升级"})
        assert answer.status_code == 200, answer.text
    async with here.db.reading() as connection:
        queued = await store.outbound(connection, "", "waiting", None, 10, "item")
    assert [(r.item_id, r.version - queued[0].version, r.operation) for r in queued] == [
        (online["item_id"], n, does) for n, does in enumerate("IDUD")
    ]
    assert json.loads(queued[0].payload)["code"] == online["code"]


async def test_what_the_province_refuses_is_parked_with_its_reason_and_goes_again_when_told(
    province: tuple[Province, str], any_joined: Platform
) -> None:
    (item,) = await items_online(any_joined, 1)
    province[0].refused.add(item.code)
    await rounds(any_joined, 3)
    shown = (await any_joined.ask("GET", f"{EXCHANGE}/outbound", CENTRE, params={"kind": "item"})).json()["rows"]
    assert [(r["state"], r["attempts"], r["reason"]) for r in shown] == [("parked", 1, "事项类型的值不在代码项之中!")]
    province[0].refused.clear()
    again = await any_joined.ask("POST", f"{EXCHANGE}/resend", CENTRE)
    assert again.json() == {"revived": 1, "queued": 0}
    await rounds(any_joined, 1)
    assert (await drift(any_joined))["drift"] == 0


async def test_while_the_province_is_away_nothing_is_dropped_and_the_pauses_grow(
    province: tuple[Province, str], any_joined: Platform
) -> None:
    province[0].faults = {"error": 1.0}
    await items_online(any_joined, 1)
    pauses, row = [], dict[str, Any]()
    for _ in range(14):
        await send_up(any_joined.host.runtimes["catalog"])
        (row,) = await waiting(any_joined)
        pauses.append(row["next_at"])
        any_joined.clock.pass_(hours=2)
    assert row["attempts"] == 14
    assert "HTTPStatusError" in row["reason"]
    assert pauses == sorted(pauses)
    province[0].heal()
    await rounds(any_joined, 1)
    assert await waiting(any_joined) == []


async def test_the_reconciliation_names_what_is_missing_different_or_only_there_and_it_is_sent_again(
    province: tuple[Province, str], any_joined: Platform
) -> None:
    there = province[0]
    lost, altered, stays = await items_online(any_joined, 3)
    await rounds(any_joined, 1)
    del there.rows[lost.item_id]
    there.rows[altered.item_id]["record"] = '{"name":"被改过"}'
    async with any_joined.host.runtimes["catalog"].unit(Actor("test")) as unit:
        await store.set_live(unit.connection, stays.item_id, 0, unit.stamp)
    found = await drift(any_joined)
    assert {d["code"]: d["kind"] for d in found["drifts"]} == {
        lost.code: "missing",
        altered.code: "different",
        stays.code: "extra",
    }
    assert (await any_joined.ask("POST", f"{EXCHANGE}/resend", CENTRE)).json()["queued"] == 3
    await rounds(any_joined, 1)
    assert (await drift(any_joined))["drift"] == 0


async def test_the_reconciliation_runs_once_a_night(province: tuple[Province, str], joined: Platform) -> None:
    here = joined.host.runtimes["catalog"]
    joined.clock.at = joined.clock.at.replace(hour=20, minute=0)
    assert [await reconcile_nightly(here), await reconcile_nightly(here)] == [1, 0]
    joined.clock.pass_(hours=24)
    assert await reconcile_nightly(here) == 1
    assert province[0].rows == {}


def platform_of_the_province() -> Principal:
    return Principal("hlj-province", "省级平台", "X" * 18, "230000", frozenset({Role.PROVINCIAL_PLATFORM}))


def handing(platform: Platform, seed: int) -> Handing:
    """The province's hand, signed in."""
    name = enter(platform, platform_of_the_province())
    key = countersign.key_of(platform.host.settings)
    assert key
    return Handing(platform.http, platform.player.tokens[name], key, seed, platform.clock)


def down(n: int, version: int, operation: str = "U", **more: Any) -> dict[str, Any]:
    """One row that comes down."""
    line = next(o for o in world().offices.values() if "line_department" in o.kinds and o.region.startswith("23"))
    values = sheet_values() | {"name": f"市场设立登记{n}第{version}版"}
    row = {"row_guid": f"guid-{n}", "version": version, "cd_operation": operation, "basic_code": f"230731{100 + n}000"}
    return row | {"office": line.credit_code, "elements": {} if operation == "D" else values} | more


@pytest.mark.clause("G19")
@pytest.mark.parametrize("seed", range(3))
async def test_handed_down_twice_in_any_order_each_version_has_effect_at_most_once(
    any_platform: Platform, seed: int
) -> None:
    rows = [down(n, v, "I" if v == 1 else "U") for n in range(4) for v in (1, 2, 3)]
    hand = handing(any_platform, seed)
    await hand.hand_down(rows)
    assert {r["state"] for r in hand.receipts.values()} <= {"accepted", "stale"}
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        for n in range(4):
            item = await store.by_code(connection, f"230731{100 + n}000")
            assert item
            assert item.name == f"市场设立登记{n}第3版"
            accepted = [v for (guid, v), r in hand.receipts.items() if guid == f"guid-{n}" and r["state"] == "accepted"]
            assert item.head == len(accepted)
    assert await any_platform.faults_of_trails() == []


async def test_a_row_that_cannot_be_taken_keeps_none_of_the_others_out_and_may_come_again(platform: Platform) -> None:
    hand = handing(platform, 0)
    bad = down(1, 1) | {"basic_code": "6207311001"}
    answer = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "b", "rows": [down(0, 1), bad]})).json()
    assert [(r["state"], bool(r["reason"])) for r in answer["receipts"]] == [("accepted", False), ("rejected", True)]
    answer = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "b", "rows": [down(1, 1)]})).json()
    assert answer["receipts"][0]["state"] == "accepted"
    other = down(0, 1) | {"reason": "别的内容"}
    answer = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "c", "rows": [other]})).json()
    assert (answer["receipts"][0]["state"], answer["receipts"][0]["repeated"]) == ("rejected", True)


async def test_a_cancelled_row_is_cancelled_here(platform: Platform) -> None:
    hand = handing(platform, 0)
    await hand.post(f"{EXCHANGE}/items", {"cd_batch": "a", "rows": [down(0, 1)]})
    await hand.post(f"{EXCHANGE}/items", {"cd_batch": "b", "rows": [down(0, 2, "D", reason="依据废止")]})
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        assert await store.state_of_code(connection, "230731100000") == "cancelled"
    answer = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "c", "rows": [down(0, 3, hand_down=True)]})).json()
    (receipt,) = answer["receipts"]
    assert (receipt["state"], "已经取消" in receipt["reason"]) == ("rejected", True)


async def test_without_the_shared_secret_or_with_an_old_signature_nothing_is_taken(platform: Platform) -> None:
    hand = handing(platform, 0)
    body = {"cd_batch": "a", "rows": [down(0, 1)]}
    hand.key = b"another secret"
    assert (await hand.post(f"{EXCHANGE}/items", body)).json()["code"] == "signature"
    hand = handing(platform, 0)
    late = platform.clock()
    hand.clock = lambda: late
    platform.clock.pass_(minutes=6)
    assert (await hand.post(f"{EXCHANGE}/items", body)).status_code == 401
    answer = await platform.ask("POST", f"{EXCHANGE}/items", CENTRE, json=body)
    assert answer.status_code in {401, 403}


@pytest.mark.parametrize("what", ["organisations", "code-tables"])
async def test_organisations_and_code_tables_are_pulled_by_cursor_to_the_last(platform: Platform, what: str) -> None:
    hand = handing(platform, 0)
    found: list[str] = []
    cursor, total = "", -1
    while True:
        answer = (await hand.post(f"{EXCHANGE}/{what}", {"fromtimestamp": cursor})).json()["custom"]
        found += [str(row.get("key") or row["credit_code"]) for row in answer["list"]]
        cursor, total = answer["lastTimestamp"], answer["sumNum"]
        if len(answer["list"]) < 50:
            break
    assert len(found) == len(set(found)) == total > 10


async def test_a_batch_is_tried_first_and_says_what_it_would_change(any_platform: Platform) -> None:
    hand = handing(any_platform, 0)
    body = {"cd_batch": "a", "rows": [down(0, 1)]}
    tried = (await hand.post(f"{EXCHANGE}/items?dry_run=true", body)).json()["receipts"]
    assert [(r["state"], r["action"], r["receipt"]) for r in tried] == [("accepted", "new", "")]
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        assert await store.by_code(connection, "230731100000") is None
    taken = (await hand.post(f"{EXCHANGE}/items", body)).json()["receipts"]
    assert [(r["state"], r["repeated"]) for r in taken] == [("accepted", False)]
    newer = {"cd_batch": "b", "rows": [down(0, 2)]}
    (tried,) = (await hand.post(f"{EXCHANGE}/items?dry_run=true", newer)).json()["receipts"]
    assert (tried["action"], tried["changes"]) == ("changed", ["name"])
    async with any_platform.host.runtimes["catalog"].db.reading() as connection:
        held = await store.by_code(connection, "230731100000")
        assert held
        assert (held.head, held.name) == (1, "市场设立登记0第1版")
    assert await any_platform.faults_of_trails() == []


async def test_rows_of_another_shape_get_a_receipt_that_says_why_and_keep_none_of_the_others_out(
    any_platform: Platform,
) -> None:
    hand = handing(any_platform, 0)
    odd = down(1, 1) | {"cd_operation": "X"}
    body = {"cd_batch": "b", "rows": [odd, down(0, 1), "no row", {"row_guid": "guid-9"}]}
    taken = (await hand.post(f"{EXCHANGE}/items", body)).json()["receipts"]
    found = {one["row_guid"]: one for one in taken}
    assert [(one["row_guid"], one["state"]) for one in taken if one["row_guid"]] == [
        ("guid-0", "accepted"),
        ("guid-1", "rejected"),
    ]
    assert ("第 1 行" in found["guid-1"]["reason"], "cd_operation：不在可选值之中" in found["guid-1"]["reason"]) == (
        True,
        True,
    )
    assert ["第 3 行" in taken[2]["reason"], "row_guid" in taken[3]["reason"] or "version" in taken[3]["reason"]] == [
        True
    ] * 2
    again = {one["row_guid"]: one for one in (await hand.post(f"{EXCHANGE}/items", body)).json()["receipts"]}
    assert (again["guid-1"]["receipt"], again["guid-1"]["repeated"]) == (found["guid-1"]["receipt"], True)
    mended = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "c", "rows": [down(1, 1)]})).json()["receipts"]
    assert (mended[0]["state"], mended[0]["repeated"]) == ("accepted", False)
    late = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "d", "rows": [odd]})).json()["receipts"]
    assert (late[0]["state"], late[0]["repeated"]) == ("rejected", False)
    kept = (await hand.post(f"{EXCHANGE}/items", {"cd_batch": "e", "rows": [down(1, 1)]})).json()["receipts"]
    assert (kept[0]["state"], kept[0]["repeated"]) == ("accepted", True), "what was taken stays taken"


async def test_a_body_registered_after_a_pull_is_pulled_from_its_cursor_whatever_its_code(
    any_platform: Platform,
) -> None:
    hand = handing(any_platform, 0)

    async def pulled(cursor: str) -> tuple[list[str], str]:
        found: list[str] = []
        while True:
            answer = (await hand.post(f"{EXCHANGE}/organisations", {"fromtimestamp": cursor})).json()["custom"]
            found, cursor = [*found, *(one["credit_code"] for one in answer["list"])], answer["lastTimestamp"]
            if len(answer["list"]) < 50:
                return found, cursor

    known, cursor = await pulled("")
    code = make("11230321", "00000000")
    assert code < max(known)
    body = {"credit_code": code, "name": "新设机构", "region": "230321", "kinds": ["implementing"], "nature": "1"}
    made = await any_platform.ask(
        "POST", "/catalog/v1/offices", "jidong-data-inspection", json=body | {"line": "市场监管"}
    )
    assert made.status_code == 201, made.text
    assert (await pulled(cursor))[0] == [code]
    old = cursor_of("", max(known))
    assert set((await pulled(old))[0]) == {*known, code}, "a cursor of before begins anew"
