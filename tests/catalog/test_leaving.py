"""Whoever read an item a moment ago reads at once that it has left: no answer stays on the shelf."""

from typing import Any

import pytest

from services.catalog.commands import withdraw
from shared.unit import Actor
from tests.platform import Platform
from tests.rights.support import someone

CENTRE = "jidong-data-inspection"


@pytest.mark.clause("G27")
@pytest.mark.parametrize("does", ["suspend", "cancel"])
async def test_a_record_that_was_just_read_is_gone_when_the_item_leaves(
    platform: Platform, online: dict[str, Any], does: str
) -> None:
    address, catalog = f"/catalog/v1/items/{online['code']}", platform.host.runtimes["catalog"]
    for _ in range(2):
        assert (await platform.ask("GET", address)).status_code == 200
    assert catalog.shelf.get(address), "the second reader was answered from the shelf"
    async with catalog.unit(Actor("test")) as unit:
        await withdraw(unit, someone(None), online["item_id"], does, "大厅搬迁", catalog)  # type: ignore[arg-type]
    answer = await platform.ask("GET", address)
    assert answer.status_code == 410


async def test_a_suspension_at_the_desk_is_seen_by_the_next_reader(platform: Platform, online: dict[str, Any]) -> None:
    address = f"/catalog/v1/items/{online['code']}"
    assert (await platform.ask("GET", address)).status_code == 200
    body = {"does": "suspend", "reason": "大厅搬迁"}
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    await platform.ask("POST", path, CENTRE, json=body)
    assert (await platform.ask("GET", address)).status_code == 410
