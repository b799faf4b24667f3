"""Liveness, honest readiness and metrics."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared.bus.kafka import KafkaBus
from shared.hosting.hearing import MANY
from shared.settings import Settings
from tests.platform import Platform, _prepare, opened, settings_for
from tools.servers.postgres import Postgres


async def ready(platform: Platform) -> tuple[int, dict[str, object]]:
    answer = await platform.ask("GET", "/healthz/ready")
    return answer.status_code, answer.json()


async def test_it_is_ready_when_every_database_answers(any_platform: Platform) -> None:
    status, state = await ready(any_platform)
    assert (status, state["status"], state["bus"]) == (200, "ready", "up")
    parts = dict(state["services"])  # type: ignore[call-overload]
    assert {name: part["database"] for name, part in parts.items()} == dict.fromkeys(
        ("catalog", "review", "guide", "notify"), "up"
    )


async def test_a_database_that_is_gone_is_told_by_name(sqlite_settings: Settings) -> None:
    async for platform in opened(sqlite_settings):
        runtime = platform.host.runtimes["review"]
        await runtime.db.close()
        (sqlite_settings.secrets_dir.parent / "review.db").unlink()
        (sqlite_settings.secrets_dir.parent / "review.db").mkdir()
        status, state = await ready(platform)
        assert (status, state["status"]) == (503, "not ready")
        parts = dict(state["services"])  # type: ignore[call-overload]
        assert (parts["review"]["database"], parts["catalog"]["database"]) == ("down", "up")
        assert (await platform.ask("GET", "/healthz/live")).status_code == 200


@pytest.fixture
async def breakable(own_postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    for name in ("catalog", "review", "guide", "notify"):
        own_postgres.create_database(name)
    given = settings_for(tmp_path_factory.mktemp("breakable"), own_postgres.url)
    await asyncio.to_thread(asyncio.run, _prepare(given))
    async for made in opened(given):
        yield made


@pytest.mark.postgres
@pytest.mark.faults
@pytest.mark.slow
async def test_a_server_that_stops_is_told_and_one_that_comes_back_too(
    breakable: Platform, own_postgres: Postgres
) -> None:
    assert (await ready(breakable))[0] == 200
    own_postgres.stop()
    assert (await ready(breakable))[0] == 503
    refused = await breakable.ask("POST", "/notify/v1/subscriptions", "jidong-service-clerk",
                                  json={"channel": "email", "address": "a@example.org", "region": "230321"})  # fmt: skip
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    own_postgres.start()
    assert (await ready(breakable))[0] == 200


async def test_a_broker_that_is_away_is_told_and_is_no_reason_to_leave(sqlite_settings: Settings) -> None:
    async for platform in opened(sqlite_settings, bus=KafkaBus("127.0.0.1:1")):
        status, state = await ready(platform)
        assert (status, state["bus"]) == (200, "down")


async def test_an_ear_that_stopped_hearing_is_not_ready(platform: Platform) -> None:
    platform.host.hearings["notify"].buried_in_a_row = MANY
    status, state = await ready(platform)
    assert status == 503
    assert dict(state["services"])["notify"]["hearing"] == "stopped"  # type: ignore[call-overload]


async def metrics(platform: Platform) -> dict[tuple[str, str], float]:
    page = (await platform.ask("GET", "/metrics")).text
    return {
        (sample.name, sample.labels.get("service", "")): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


@pytest.mark.usefixtures("claimed")
async def test_metrics_tell_of_outbox_trail_dead_letters_bus_and_requests(platform: Platform) -> None:
    found = await metrics(platform)
    assert found["shixiang_outbox_unsent", "catalog"] == 2
    assert found["shixiang_dead_letters", "catalog"] == 0
    assert found["shixiang_trail_entries", "catalog"] >= 3
    assert found["shixiang_bus_up", ""] == 1
    assert ("shixiang_request_seconds_count", "catalog") in found


@pytest.mark.usefixtures("claimed")
async def test_the_outbox_gauge_falls_when_events_are_carried(platform: Platform) -> None:
    await platform.settle()
    found = await metrics(platform)
    assert found["shixiang_outbox_unsent", "catalog"] == 0
    assert found["shixiang_events_taken", "notify"] == 2


async def test_a_code_in_an_address_is_no_label(platform: Platform) -> None:
    await platform.ask("GET", "/catalog/v1/items/1123032199000122004230731001001")
    page = (await platform.ask("GET", "/metrics")).text
    assert 'route="/items/{code}",service="catalog",status="404"' in page
    assert "1123032199000122004230731001001" not in page
