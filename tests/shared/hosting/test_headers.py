"""The headers of requests and answers: what the documents say is what is read and sent."""

import inspect
import json
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from jsonschema import Draft202012Validator

from services.documents.contracts import openapi
from shared.hosting.doors import writing
from shared.hosting.headers import HEADERS, OF_STATUS
from shared.hosting.stream import CAUGHT_UP
from tests.platform import Platform
from tests.streams import raw

INFORMANT = "jidong-market-informant"
DOCUMENTS = openapi()
SAVE = "/catalog/v1/desk/items/{item_id}/elements"


def operation(service: str, method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENTS[service]["paths"][path][method]
    return found


def asked(service: str, method: str, path: str) -> set[str]:
    """The request headers that an operation declares."""
    parts = DOCUMENTS[service]["components"]["parameters"]
    given = operation(service, method, path)["parameters"]
    named = [parts[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one for one in given]
    return {one["name"] for one in named if one["in"] == "header"}


def told(service: str, method: str, path: str, status: int) -> set[str]:
    """The headers of an answer that an operation declares."""
    return set(operation(service, method, path)["responses"][str(status)]["headers"])


def sent(answer: httpx.Response) -> set[str]:
    """The headers of ours that an answer has."""
    return {name for name in HEADERS if name in answer.headers}


def depends_on(dependant: Any, door: Any) -> bool:
    return dependant.call is door or any(depends_on(inner, door) for inner in dependant.dependencies)


def test_the_request_headers_that_are_read_are_declared() -> None:
    assert asked("catalog", "get", "/catalog/v1/items/{code}") == {"If-None-Match", "X-Request-Id"}
    assert asked("guide", "get", "/guide/v1/guides/{code}.{extension}") == {"If-None-Match", "X-Request-Id"}
    assert asked("catalog", "patch", SAVE) == {"If-Match", "Idempotency-Key", "X-Request-Id"}
    assert asked("notify", "get", "/notify/v1/events") == {"Last-Event-ID", "X-Request-Id"}


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_operation_numbers_its_answers_and_says_when_to_try_again(service: str) -> None:
    for path, verbs in DOCUMENTS[service]["paths"].items():
        for method, one in verbs.items():
            assert "X-Request-Id" in asked(service, method, path)
            for status in one["responses"]:
                assert {"X-Request-Id", *OF_STATUS.get(status, ())} <= told(service, method, path, int(status))


async def test_each_answer_has_the_headers_that_its_document_says(platform: Platform) -> None:
    base = await platform.hand_down()
    claim = "/catalog/v1/desk/offers/{base_id}/claim"
    claimed = await platform.ask("POST", claim.replace("{base_id}", base), INFORMANT)
    again = {"Idempotency-Replayed"}
    assert sent(claimed) == told("catalog", "post", claim, 201) - again == {"Location", "X-Request-Id"}
    shown = await platform.ask("GET", claimed.headers["Location"], INFORMANT)
    assert sent(shown) == told("catalog", "get", "/catalog/v1/desk/items/{item_id}", 200) == {"ETag", "X-Request-Id"}
    match = {"If-Match": shown.headers["ETag"]}
    where = SAVE.replace("{item_id}", claimed.json()["item_id"])
    saved = await platform.ask("PATCH", where, INFORMANT, headers=match, json={"elements": {"own_hall": "一楼"}})
    assert sent(saved) == told("catalog", "patch", SAVE, 200) - again == {"ETag", "X-Request-Id"}
    refused = await platform.ask("PATCH", where, json={})
    assert sent(refused) == told("catalog", "patch", SAVE, 401) == {"WWW-Authenticate", "X-Request-Id"}


async def test_a_published_answer_is_declared_with_its_mark_and_its_304(platform: Platform) -> None:
    path = "/catalog/v1/items"
    first = await platform.ask("GET", path)
    held = await platform.ask("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert sent(first) == told("catalog", "get", path, 200) == {"ETag", "X-Request-Id"}
    assert sent(held) == told("catalog", "get", path, 304)


async def test_a_frame_of_the_stream_is_what_the_document_says(platform: Platform) -> None:
    await platform.hand_down()
    said = operation("catalog", "get", "/catalog/v1/events")["responses"]["200"]["content"]["text/event-stream"]
    frame = Draft202012Validator(said["schema"]["contentSchema"]["items"])
    shixiang = said["schema"]["contentSchema"]["items"]["oneOf"][0]["properties"]["data"]["contentSchema"]
    _, text = await raw(platform, "/catalog/v1/events?after=0", INFORMANT)
    found = [
        dict(line.split(": ", 1) for line in one.splitlines()) for one in text.split("\n\n") if one.startswith("id")
    ]
    assert found
    for one in found:
        frame.validate(one)
        Draft202012Validator(shixiang | {"additionalProperties": False}).validate(json.loads(one["data"]))
    assert CAUGHT_UP in text


def test_whatever_makes_something_keeps_its_answer_for_the_key(platform: Platform) -> None:
    made = 0
    for app in platform.host.apps.values():
        for context in iter_route_contexts(app.routes):
            route: Any = context.original_route
            if getattr(route, "status_code", 0) == 201 and depends_on(context.dependant, writing):
                assert "unit.answer(" in inspect.getsource(route.endpoint), context.path
                made += 1
    assert made > 5
