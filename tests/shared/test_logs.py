"""Logs are lines of JSON with static names and identifiers, and never a record's content."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import text

from services.serving import Server
from shared import logs
from shared.hosting import telemetry
from tests.platform import Platform

SECRET = "绝不可入日志的文字"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Any:
    """What the process has logged so far, each line read as JSON."""
    logs.configure("debug")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure("error")


def test_a_line_is_json_with_a_static_name_a_level_and_a_time(lines: Any) -> None:
    logs.log.warning("relay.trying_again", service="catalog")
    (line,) = lines()
    assert (line["event"], line["level"], line["service"]) == ("relay.trying_again", "warning", "catalog")
    assert line["timestamp"].endswith("Z")


def test_a_line_bears_the_request_id(lines: Any) -> None:
    token = logs.correlation.set("the-request")
    logs.log.info("something.happened")
    logs.correlation.reset(token)
    logs.log.info("something.else")
    first, second = lines()
    assert first["request_id"] == "the-request"
    assert "request_id" not in second


def test_below_the_level_nothing_is_logged(lines: Any) -> None:
    logs.configure("error")
    logs.log.info("something.happened")
    assert lines() == []


async def test_a_save_that_the_database_refuses_is_logged_without_its_content(
    platform: Platform, claimed: dict[str, Any], lines: Any
) -> None:
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        refuse = "CREATE TRIGGER no BEFORE INSERT ON editions BEGIN SELECT no_such_function(); END"
        await connection.execute(text(refuse))
    answer = await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
        "jidong-market-informant",
        headers={"If-Match": '"1"', "X-Request-Id": "will-fail"},
        json={"elements": {"plain_name": SECRET}},
    )
    assert answer.status_code == 500
    found = lines()
    failed = next(line for line in found if line["event"] == "request.failed")
    assert failed["request_id"] == "will-fail"
    assert "no_such_function" in failed["error"]
    assert SECRET not in json.dumps(found, ensure_ascii=False)


async def test_the_story_of_an_item_leaves_no_content_in_the_log(
    platform: Platform, claimed: dict[str, Any], lines: Any
) -> None:
    await platform.save(claimed["item_id"], 1, {"plain_name": SECRET})
    await platform.settle()
    await platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", "jidong-market-checker")
    await platform.ask("PATCH", f"/catalog/v1/desk/items/{claimed['item_id']}/elements", "jidong-market-informant",
                       headers={"If-Match": '"2"'}, json={"elements": {"visits": SECRET}})  # fmt: skip
    assert SECRET not in json.dumps(lines(), ensure_ascii=False)


def test_what_a_library_says_is_a_line_like_ours(lines: Any) -> None:
    logging.getLogger("aiokafka.conn").error("Unable connect to %s", "broker")
    (line,) = lines()
    assert line.items() >= {"event": "Unable connect to broker", "level": "error", "logger": "aiokafka.conn"}.items()
    assert line["timestamp"].endswith("Z")


def test_below_a_warning_libraries_are_silent(lines: Any) -> None:
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    assert lines() == []


def test_the_server_leaves_the_libraries_lines_to_us(lines: Any) -> None:
    server = Server(lambda *_: None, up=lambda: None, end=lambda: None)  # type: ignore[arg-type]
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert [line["logger"] for line in lines()] == ["uvicorn.error"]
    assert not server.should_exit


def test_a_warning_that_says_the_same_again_is_written_once_in_a_while_with_a_count(
    lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [1000.0]
    monkeypatch.setattr("shared.logs.time.monotonic", lambda: at[0])
    for second in range(100):
        at[0] = 1000.0 + second
        logging.getLogger("aiokafka").warning("Unable connect to node with id %s", second)
        logs.log.warning("relay.trying_again", service="catalog", pause=second / 10)
    found = [(line["event"][:6], line.get("repeated", 0)) for line in lines()]
    assert found == [("Unable", 0), ("relay.", 0), *[("Unable", 29), ("relay.", 29)] * 3]


def test_warnings_that_name_different_things_are_all_written(lines: Any) -> None:
    for number in range(3):
        logs.log.warning("event.failed", event_id=f"e-{number}")
    logs.log.warning("relay.trying_again", service="catalog")
    logs.log.warning("relay.trying_again", service="guide")
    for _ in range(3):
        logs.log.info("request", path="/")
    assert len(lines()) == 8


async def test_each_request_leaves_one_line_by_its_template(
    platform: Platform, claimed: dict[str, Any], lines: Any
) -> None:
    lines()
    await platform.ask(
        "GET", f"/catalog/v1/desk/items/{claimed['item_id']}", "jidong-market-checker", headers={"X-Request-Id": "mine"}
    )
    (line,) = [line for line in lines() if line["event"] == "request"]
    ms, at = line.pop("ms"), line.pop("timestamp")
    assert line == {
        "event": "request", "level": "info", "service": "catalog", "method": "GET", "status": 200,
        "path": "/catalog/v1/desk/items/{item_id}", "request_id": "mine",
    }  # fmt: skip
    assert ms > 0
    assert at


async def test_an_answer_from_the_shelf_is_numbered_and_counted_and_leaves_no_line(
    platform: Platform, lines: Any
) -> None:
    def counted() -> float:
        labels = {"service": "catalog", "method": "GET", "route": "/items", "status": "200"}
        return telemetry.REGISTRY.get_sample_value("shixiang_requests_total", labels) or 0

    before = counted()
    for number in range(2):
        answer = await platform.ask("GET", "/catalog/v1/items", headers={"X-Request-Id": f"look-{number}"})
        assert answer.headers["x-request-id"] == f"look-{number}"
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        assert answer.headers["x-frame-options"] == "DENY"
    assert platform.host.runtimes["catalog"].shelf.hits == 1
    told = [(line["path"], line["status"], line["request_id"]) for line in lines() if line["event"] == "request"]
    assert told == [("/catalog/v1/items", 200, "look-0")]
    assert counted() == before + 2


async def test_a_probe_is_told_only_where_all_is(platform: Platform, lines: Any) -> None:
    await platform.ask("GET", "/healthz/ready")
    assert [line["level"] for line in lines() if line["event"] == "request"] == ["debug"]


async def test_what_is_done_about_an_event_is_logged_under_its_request(any_platform: Platform, lines: Any) -> None:
    base = await any_platform.hand_down()
    lines()
    answer = await any_platform.ask(
        "POST",
        f"/catalog/v1/desk/offers/{base}/claim",
        "jidong-market-informant",
        headers={"X-Request-Id": "the-claim"},
    )
    assert answer.status_code == 201
    await any_platform.settle()
    told = [line for line in lines() if line["event"] == "event.heard" and line["type"].endswith("item.claimed.v1")]
    assert {line["service"] for line in told} >= {"notify"}
    assert {line["request_id"] for line in told} == {"the-claim"}


async def test_an_event_that_cannot_be_handled_is_logged_under_its_request(platform: Platform, lines: Any) -> None:
    base = await platform.hand_down()
    await platform.settle()
    async with platform.host.runtimes["notify"].db.writing() as connection:
        await connection.execute(text("CREATE TRIGGER no BEFORE INSERT ON duties BEGIN SELECT no_such_function(); END"))
    await platform.ask(
        "POST", f"/catalog/v1/desk/offers/{base}/claim", "jidong-market-informant", headers={"X-Request-Id": "poison"}
    )
    await platform.settle()
    told = {
        line["event"]: line.get("request_id") for line in lines() if line["event"] in {"event.failed", "event.buried"}
    }
    assert told == {"event.failed": "poison", "event.buried": "poison"}
