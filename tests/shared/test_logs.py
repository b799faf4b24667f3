"""Logs are lines of JSON with static names and identifiers, and never a record's content."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from shared import logs
from tests.platform import Platform

SECRET = "绝不可入日志的文字"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str], platform: Platform) -> Any:
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


async def test_a_save_that_the_database_refuses_is_logged_without_its_content(lines: Any, platform: Platform) -> None:
    item = await platform.claimed()
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        refuse = "CREATE TRIGGER no BEFORE INSERT ON editions BEGIN SELECT no_such_function(); END"
        await connection.execute(text(refuse))
    answer = await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{item['item_id']}/elements",
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


async def test_the_story_of_an_item_leaves_no_content_in_the_log(lines: Any, platform: Platform) -> None:
    item = await platform.claimed()
    await platform.save(item["item_id"], 1, {"plain_name": SECRET})
    await platform.settle()
    await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", "jidong-market-checker")
    await platform.ask("PATCH", f"/catalog/v1/desk/items/{item['item_id']}/elements", "jidong-market-informant",
                       headers={"If-Match": '"2"'}, json={"elements": {"visits": SECRET}})  # fmt: skip
    assert SECRET not in json.dumps(lines(), ensure_ascii=False)
