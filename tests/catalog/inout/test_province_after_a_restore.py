"""A platform that a backup took back: one resend, and the province has what is public here and how bodies answered."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.catalog import store
from services.catalog.domain import Item
from shared.settings import Settings
from shared.unit import Actor
from tests.catalog.inout.test_province import (
    CENTRE,
    EXCHANGE,
    any_joined,
    change_all,
    drift,
    items_online,
    joining,
    province,
    rounds,
    show,
)
from tests.platform import Platform
from tools.province.platform import Province

__all__ = ["any_joined", "province"]
pytestmark = pytest.mark.clause("A30")
HULIN = "hulin-market-informant"


async def offered(platform: Platform) -> str:
    inbox = (await platform.ask("GET", "/catalog/v1/desk/inbox", HULIN)).json()
    return f"/catalog/v1/desk/offers/{inbox['offers'][0]['base_id']}"


async def going(joined: tuple[Province, str], given: Settings, at: datetime | None) -> AsyncIterator[Platform]:
    """The platform over the files as they are, an hour after the moment."""
    async for platform in joining(joined, given):
        platform.clock.at = at + timedelta(hours=1) if at else platform.clock.at
        yield platform


async def show_next(platform: Platform, item: Item, edition: int) -> None:
    """The public sees another edition."""
    async with platform.host.runtimes["catalog"].unit(Actor("test")) as unit:
        await show(unit, item, edition)
        await store.replace(unit.connection, item, replace(item, online=edition))


async def sent(platform: Platform) -> list[dict[str, Any]]:
    answer = await platform.ask("GET", f"{EXCHANGE}/outbound", "hlj-data-inspection", params={"limit": 200})
    return list(answer.json()["rows"])


def put_back(folder: Path) -> None:
    """The files as they were at the moment of the backup."""
    for file in folder.glob("*.db*"):
        file.unlink()
    shutil.copytree(folder / "backup", folder, dirs_exist_ok=True)


@pytest.mark.parametrize("stubborn", ["refuses another content", "calls it stale"])
async def test_after_a_restored_backup_one_resend_leaves_no_difference_and_every_row_accepted(
    province: tuple[Province, str], sqlite_settings: Settings, tmp_path: Path, stubborn: str
) -> None:
    there, at, items = province[0], None, list[Item]()
    async for platform in going(province, sqlite_settings, None):
        items = await items_online(platform, 5)
        await rounds(platform, 1)
        await show_next(platform, items[4], 2)
        at = platform.clock.at
    shutil.copytree(tmp_path, tmp_path / "backup", ignore=shutil.ignore_patterns("backup"))
    async for platform in going(province, sqlite_settings, at):
        await change_all(platform, items)
        assert (await platform.ask("POST", f"{await offered(platform)}/claim", HULIN)).status_code == 201
        await rounds(platform, 2)
        assert (await drift(platform))["drift"] == 0
        at = platform.clock.at
    put_back(tmp_path)
    if stubborn == "calls it stale":
        there.contents.clear()
    async for platform in going(province, sqlite_settings, at):
        await rounds(platform, 1)
        await show_next(platform, items[1], 3)
        until = (platform.clock.at.date() + timedelta(days=30)).isoformat()
        no = {"reason": "本市不设", "evidence": "三定方案", "expires_on": until}
        assert (await platform.ask("POST", f"{await offered(platform)}/refusal", HULIN, json=no)).status_code == 204
        await rounds(platform, 1)
        refused = next(row for row in there.claims.values() if json.loads(row["record"])["region"].startswith("230381"))
        assert json.loads(refused["record"])["state"] == "refused", "an answer of after the restore is newer"
        assert (await drift(platform))["drift"] > 0
        assert [row["item_id"] for row in await sent(platform) if row["state"] == "parked"] == [items[4].item_id], (
            "what waited at the moment of the backup is older than what the province has, and told so"
        )
        assert (await platform.ask("POST", f"{EXCHANGE}/resend", CENTRE)).status_code == 200
        await rounds(platform, 1)
        assert (await drift(platform))["drift"] == 0
        newest = {row["row_guid"]: row["state"] for row in sorted(await sent(platform), key=lambda one: one["version"])}
        assert set(newest.values()) == {"accepted"}
        assert {row["state"] for row in await sent(platform)} == {"accepted", "stale"}
    assert set(there.effects.values()) == {1}


async def test_what_is_parked_goes_again_under_one_new_number_and_what_is_overtaken_is_put_away(
    province: tuple[Province, str], any_joined: Platform
) -> None:
    (item,) = await items_online(any_joined, 1)
    province[0].refused.add(item.code)
    await rounds(any_joined, 1)
    await show_next(any_joined, item, 2)
    await rounds(any_joined, 1)
    province[0].refused.clear()
    assert (await any_joined.ask("POST", f"{EXCHANGE}/resend", CENTRE)).json() == {"revived": 1, "queued": 0}
    await rounds(any_joined, 1)
    async with any_joined.host.runtimes["catalog"].db.reading() as connection:
        rows = list(await store.outbound(connection, "", "", None, 50, "item"))
    assert [row.state for row in sorted(rows, key=lambda one: one.version)] == ["stale", "stale", "accepted"]
    assert json.loads(province[0].rows[item.item_id]["record"])["edition"] == 2
    assert (await any_joined.ask("POST", f"{EXCHANGE}/resend", CENTRE)).json() == {"revived": 0, "queued": 0}
