"""What an address asks and no route declares is refused by name, at every route of every application, by one rule."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from services.gateway import Gateway
from shared.settings import Settings
from tests.badinput.support import problem
from tests.platform import Platform

FILLED = {"extension": "html", "event": "item.online.v1", "name": "front.css"}


def _routes(platform: Platform) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every route: its method, its address with something in each place, and its operation in the document."""
    for app in [*platform.host.apps.values(), platform.host.root]:
        document = app.openapi()["paths"]
        for context in iter_route_contexts(app.routes):
            assert isinstance(context.original_route, APIRoute), f"{context} has no door of ours"
            path = str(context.path)
            filled = path
            for name in context.original_route.param_convertors:
                filled = filled.replace(f"{{{name}}}", FILLED.get(name, "00000000-0000-4000-8000-000000000000"))
            for method in context.methods or ():
                yield method, filled, document.get(path, {}).get(method.lower(), {})


async def test_a_parameter_that_no_route_declares_is_refused_everywhere_and_the_declared_ones_are_named(
    platform: Platform,
) -> None:
    tried = 0
    for method, path, operation in _routes(platform):
        answer = await platform.ask(method, path, params={"stauts": "online"})
        shown = problem(answer, 422, "unknown_parameter")
        (fault,) = shown["faults"]
        assert fault["path"] == "query.stauts"
        declared = [one["name"] for one in operation.get("parameters", ()) if one.get("in") == "query"]
        assert set(declared) <= set(fault["cure"].rpartition(": ")[2].split(", ")), (method, path)
        assert ", ".join(declared) in fault["cure_zh"]
        assert not operation or "422" in operation["responses"] or path.count("/") < 3
        tried += 1
    assert tried > 80


async def test_a_parameter_that_is_there_twice_is_refused(platform: Platform) -> None:
    answer = await platform.ask("GET", "/catalog/v1/items?limit=1&region=230321&limit=2")
    shown = problem(answer, 422, "repeated_parameter")
    assert [fault["path"] for fault in shown["faults"]] == ["query.limit"]


async def test_each_fault_of_a_query_is_listed_and_none_longer_than_a_name_can_be(platform: Platform) -> None:
    query = "&".join([f"p{n}=1" for n in range(100)] + ["x" * 5000, "limit=1", "limit=2", "=", "%ff=1"])
    shown = problem(await platform.ask("GET", f"/catalog/v1/items?{query}"), 422, "unknown_parameter")
    assert len(shown["faults"]) == 20
    shown = problem(await platform.ask("GET", f"/catalog/v1/items?{'x' * 5000}=1&limit=1&limit=1"), 422)
    assert [len(fault["path"]) for fault in shown["faults"]] == [66, 11]


async def test_declared_parameters_are_taken_and_the_mark_of_an_asset_too(platform: Platform) -> None:
    assert (await platform.ask("GET", "/catalog/v1/items?limit=1&region=230321")).status_code == 200
    assert (await platform.ask("GET", "/assets/front.css?v=0123456789ab")).status_code == 200
    assert (await platform.ask("GET", "/")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/healthz/live", "/healthz/ready", "/metrics"])
async def test_the_gateway_has_the_same_rule_for_its_own_pages(path: str) -> None:
    gateway = Gateway({"catalog": "http://127.0.0.1:9"}, Settings())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://front") as http:
        shown = problem(await http.get(path, params={"stauts": "online"}), 422, "unknown_parameter")
    await gateway.aclose()
    assert shown["faults"][0]["path"] == "query.stauts"
