"""A replica serves what it has at hand only for as long as nobody else changed anything."""

from typing import Any

import httpx
import pytest

from services.registry import SERVICES
from shared.hosting.host import Host
from shared.hosting.loops import confirm_shelf
from shared.settings import Settings
from tests.platform import opened

pytestmark = pytest.mark.postgres


@pytest.mark.clause("B32")
async def test_what_one_replica_takes_offline_another_stops_showing(
    postgres_settings: Settings, online: dict[str, Any]
) -> None:
    async for platform in opened(postgres_settings):
        address = f"/catalog/v1/items/{online['code']}"
        other = Host(SERVICES, postgres_settings)
        here = other.runtimes["catalog"]
        async with (
            other.running(loops=False),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=other), base_url="http://other") as http,
        ):
            await confirm_shelf(here)
            shown = await http.get(address)
            await confirm_shelf(here)
            again = await http.get(address)
            assert (shown.status_code, again.content, here.shelf.hits) == (200, shown.content, 1)
            body = {"does": "suspend", "reason": "依法暂停"}
            path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
            assert (await platform.ask("POST", path, "jidong-data-inspection", json=body)).status_code == 200
            assert (await platform.ask("GET", address)).status_code == 410
            await confirm_shelf(here)
            assert (await http.get(address)).status_code == 410


async def test_a_draft_saved_by_one_replica_leaves_the_shelf_of_another_alone(
    postgres_settings: Settings, online: dict[str, Any]
) -> None:
    async for platform in opened(postgres_settings):
        address = f"/catalog/v1/items/{online['code']}"
        other = Host(SERVICES, postgres_settings)
        here = other.runtimes["catalog"]
        async with (
            other.running(loops=False),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=other), base_url="http://other") as http,
        ):
            await confirm_shelf(here)
            shown = await http.get(address)
            await platform.save(online["item_id"], 2, {"office_hours": "工作日 9:00—12:00"})
            await confirm_shelf(here)
            assert (await http.get(address)).content == shown.content
            assert here.shelf.hits == 1
