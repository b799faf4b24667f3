"""What every answer has, whoever gives it: HEAD like GET, the shelf like the service, a page elsewhere like one here."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.hosting.headers import HEADERS
from shared.settings import Settings
from tests.platform import Platform, opened
from tests.rights.test_matrix import NOWHERE, routes

LIST = "/catalog/v1/items"
HERE, ELSEWHERE = "https://hall.example.org", "https://other.example.org"
OPERATOR = "sample-operator"
ITS_OWN = {"x-request-id", "date"}


def plain(answer: httpx.Response) -> tuple[int, dict[str, str]]:
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in ITS_OWN}


async def test_head_answers_as_get_does_with_no_body_on_every_address(platform: Platform) -> None:
    tried = 0
    fixed = {"X-Request-Id": "the-same"}
    for method, path, _ in routes(platform.host):
        if method == "GET" and not path.endswith(("/events", "/metrics")):
            where = re.sub(r"{\w+}", NOWHERE, path)
            for who in ("", OPERATOR):
                got = await platform.ask("GET", where, who, headers=fixed)
                head = await platform.ask("HEAD", where, who, headers=fixed)
                if "/exports/" in path and got.is_success:  # a file made anew for each
                    assert set(head.headers) == set(got.headers), where
                else:
                    assert plain(head) == plain(got), where
                assert head.content == b"", where
                tried += 1
    assert tried > 100


async def test_head_is_the_same_from_the_shelf_and_before_anything_lies_there(platform: Platform) -> None:
    shelf = platform.host.runtimes["catalog"].shelf
    first = await platform.ask("HEAD", LIST)
    shelf.clear()
    got = await platform.ask("GET", LIST)
    again = await platform.ask("HEAD", LIST)
    assert shelf.hits == 1
    assert first.status_code == 200
    assert plain(first) == plain(got) == plain(again)
    assert int(got.headers["content-length"]) == len(got.content) > len(again.content) == 0


async def test_head_of_a_stream_ends_with_its_headers(platform: Platform) -> None:
    async with asyncio.timeout(10):
        head = await platform.ask("HEAD", "/catalog/v1/events")
    assert head.headers["content-type"].startswith("text/event-stream")
    assert head.content == b""


async def test_head_of_an_address_without_get_says_what_it_takes(platform: Platform) -> None:
    head = await platform.ask("HEAD", "/catalog/v1/auth/token")
    assert (head.status_code, head.headers["allow"]) == (405, "POST")
    assert (await platform.ask("DELETE", LIST)).headers["allow"] == "GET, HEAD"


async def test_an_answer_from_the_shelf_is_numbered_guarded_and_counted_like_any_other(platform: Platform) -> None:
    shelf = platform.host.runtimes["catalog"].shelf
    before = await counted(platform)
    fresh = await platform.ask("GET", LIST, headers={"X-Request-Id": "mine"})
    kept = await platform.ask("GET", LIST, headers={"X-Request-Id": "mine"})
    held = await platform.ask("GET", LIST, headers={"If-None-Match": kept.headers["etag"]})
    assert shelf.hits == 2
    assert kept.headers["x-request-id"] == "mine"
    assert kept.headers.multi_items() == fresh.headers.multi_items()
    assert re.fullmatch("[0-9a-f]{32}", held.headers["x-request-id"])
    guarded = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}
    for answer in (fresh, kept, held):
        assert guarded.items() <= dict(answer.headers).items()
        assert len(answer.headers.multi_items()) == len(set(answer.headers))
    after = await counted(platform)
    assert (after[200] - before[200], after[304] - before[304]) == (2, 1)


async def counted(platform: Platform) -> dict[int, float]:
    """How often the list was answered, by status, as /metrics tells."""
    page = (await platform.ask("GET", "/metrics")).text
    found = {200: 0.0, 304: 0.0}
    for line in page.splitlines():
        if line.startswith("shixiang_requests_total") and 'service="catalog"' in line and '/items",' in line:
            for status in found:
                if f'status="{status}"' in line and "desk" not in line:
                    found[status] += float(line.rsplit(" ", 1)[1])
    return found


@pytest.fixture
async def abroad(sqlite_settings: Settings) -> AsyncIterator[Platform]:
    """The platform, which lets pages of one other origin in."""
    async for made in opened(sqlite_settings.model_copy(update={"cors_origins": HERE})):
        yield made


async def test_a_page_of_an_allowed_origin_may_read_answers_errors_and_their_headers(abroad: Platform) -> None:
    gone = f"{LIST}/nothing"
    desk = "/catalog/v1/desk/items"
    for path, status in ((LIST, 200), (LIST, 200), (gone, 404), (desk, 401), ("/nowhere", 404), (f"{LIST}?q=%00", 422)):
        answer = await abroad.ask("GET", path, headers={"Origin": HERE})
        assert answer.status_code == status, path
        assert answer.headers["access-control-allow-origin"] == HERE
        assert "Origin" in answer.headers["vary"]
        shown = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
        assert {"ETag", "Location", "X-Request-Id", "Retry-After"} <= shown == set(HEADERS)


async def test_a_page_of_another_origin_may_read_nothing(abroad: Platform, platform: Platform) -> None:
    for made, origin in ((abroad, ELSEWHERE), (platform, HERE)):
        answer = await made.ask("GET", LIST, headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers


async def test_a_browser_that_asks_before_is_told_whether_it_may(abroad: Platform) -> None:
    asks = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "if-match,idempotency-key"}
    path = f"/catalog/v1/desk/items/{NOWHERE}/elements"
    told = await abroad.ask("OPTIONS", path, headers=asks | {"Origin": HERE})
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, HERE)
    assert "PATCH" in told.headers["access-control-allow-methods"]
    assert {"if-match", "idempotency-key"} <= set(told.headers["access-control-allow-headers"].split(","))
    refused = await abroad.ask("OPTIONS", path, headers=asks | {"Origin": ELSEWHERE})
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
