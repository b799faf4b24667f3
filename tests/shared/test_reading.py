"""What is read: by page without gaps, again only when it changed, and live by server-sent events."""

import json
from typing import Any

import pytest
from sqlalchemy import insert, select

from services.catalog import tables
from shared.settings import Settings
from tests.platform import Platform, served

P = tables.publications


async def publish(platform: Platform, *numbers: int) -> None:
    """Rows as the catalog keeps them, each a copy of the one that is online."""
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        row = dict((await connection.execute(select(P).limit(1))).mappings().one())
        rows = [row | {"item_id": f"copy-{n}", "code": f"9{n:030}", "name": f"事项{n}"} for n in numbers]
        await connection.execute(insert(P), [r | {"record": json.dumps({"code": r["code"]})} for r in rows])
    platform.host.runtimes["catalog"].shelf.clear()


async def page(platform: Platform, after: str = "", **query: Any) -> Any:
    params = {"limit": 3, "after": after} | query
    return (await platform.ask("GET", "/catalog/v1/items", params=params)).json()


async def codes(platform: Platform, **query: Any) -> list[str]:
    found, after = [], ""
    while True:
        answer = await page(platform, after, **query)
        found += [item["code"] for item in answer["items"]]
        if not (after := answer["next"]):
            return found


@pytest.mark.parametrize("sort", ["code", "name", "newest"])
async def test_pages_together_are_everything_once(any_platform: Platform, sort: str, online: dict[str, Any]) -> None:
    await publish(any_platform, *range(10))
    found = await codes(any_platform, sort=sort)
    assert sorted(found) == sorted([online["code"], *(f"9{n:030}" for n in range(10))])


async def test_a_cursor_of_one_order_is_refused_under_another(platform: Platform, online: dict[str, Any]) -> None:
    await publish(platform, *range(10))
    for order, other in (("name", "newest"), ("name", "code"), ("code", "name")):
        after = (await page(platform, sort=order))["next"]
        assert (await page(platform, after, sort=order))["items"]
        refused = await page(platform, after, sort=other)
        assert (refused["status"], refused["code"]) == (422, "cursor")


async def test_what_comes_in_between_moves_no_page(any_platform: Platform, online: dict[str, Any]) -> None:
    await publish(any_platform, *range(0, 20, 2))
    first = await page(any_platform)
    await publish(any_platform, 1, 3)
    second = await page(any_platform, first["next"])
    seen = [item["code"] for item in first["items"] + second["items"]]
    assert seen == sorted(set(seen))
    assert set(await codes(any_platform)) >= set(seen)


@pytest.mark.parametrize("path", ["items/{code}", "items"])
async def test_what_has_not_changed_is_not_sent_again(platform: Platform, path: str, online: dict[str, Any]) -> None:
    address = f"/catalog/v1/{path.format(code=online['code'])}"
    first = await platform.ask("GET", address)
    for _ in range(2):  # from the shelf, then from the database
        again = await platform.ask("GET", address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        platform.host.runtimes["catalog"].shelf.clear()
    other = await platform.ask("GET", address, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_a_new_edition_has_a_new_tag(platform: Platform, online: dict[str, Any]) -> None:
    address = f"/catalog/v1/items/{online['code']}"
    old = (await platform.ask("GET", address)).headers["etag"]
    saved = await platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(online["item_id"], "inspection", "test", "publication", "online")
    answer = await platform.ask("GET", address, headers={"If-None-Match": old})
    assert (answer.status_code, answer.json()["elements"]["plain_name"]) == (200, "新写法")


async def heard(platform: Platform, count: int, **headers: str) -> list[dict[str, str]]:
    """The first events of the catalog's stream: id and data of each."""
    found: list[dict[str, str]] = []
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with platform.http.stream("GET", "/catalog/v1/events", headers=sent) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            event |= {name: value} if value else {}
            if not line and "id" in event:
                found.append(event)
                event = {}
            if len(found) == count:
                break
    return found


async def test_a_stream_resumes_after_the_last_event_seen(sqlite_settings: Settings) -> None:
    async with served(sqlite_settings) as (platform, _):
        await platform.claimed()
        first = await heard(platform, 2)
        assert [event["id"] for event in first] == ["1", "2"]
        (resumed,) = await heard(platform, 1, Last_Event_ID="1")
        assert (resumed["id"], resumed["data"]) == (first[1]["id"], first[1]["data"])
        assert json.loads(resumed["data"])["sequence"] == 2


async def test_a_stream_tells_digests_and_no_contents(sqlite_settings: Settings) -> None:
    async with served(sqlite_settings) as (platform, _):
        await platform.claimed()
        events = await heard(platform, 2)
        allowed = {"type", "zh", "en", "step", "step_zh", "source", "sequence", "time"}
        assert all(set(json.loads(event["data"])) <= allowed for event in events)
