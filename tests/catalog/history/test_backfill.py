"""Who comes from an edition that kept no history has it after the migration: as if it had always been kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from shared import migrations
from tests.catalog.history.test_as_of import again_online, said, withdraw
from tests.platform import Platform

COLUMNS = "item_id, code, edition, valid_from, valid_to, known_from, known_to"
pytestmark = pytest.mark.clause("D09")


async def kept(platform: Platform) -> set[Any]:
    """The whole history in two times."""
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        return {tuple(row) for row in await connection.execute(text(f"SELECT {COLUMNS} FROM validity"))}  # noqa: S608


async def from_0002(platform: Platform, forget: str) -> None:
    """Back to migration 0002, which kept no history, and forward again."""

    def run(connection: Connection) -> None:
        given = migrations.config("catalog")
        given.attributes["connection"] = connection
        command.downgrade(given, "0002")
        connection.execute(text(f"DELETE FROM validity WHERE {forget}"))  # noqa: S608
        command.upgrade(given, "head")

    async with platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.run_sync(run)


async def lived(platform: Platform) -> dict[str, Any]:
    """An item that was online, suspended, online again, changed, and is online."""
    platform.clock.at = datetime(2026, 5, 2, 1, tzinfo=UTC)
    item = await platform.online()
    for day, does in ((4, "suspend"), (5, "resume")):
        platform.clock.at = datetime(2026, 5, day, 1, tzinfo=UTC)
        await withdraw(platform, item["item_id"], does)
    platform.clock.at = datetime(2026, 5, 7, 1, tzinfo=UTC)
    item = await again_online(platform, item, "开农贸市场登记")
    platform.clock.at = datetime(2026, 5, 9, 1, tzinfo=UTC)
    return item


@pytest.mark.parametrize("forget", ["1 = 1", "edition < (SELECT max(edition) FROM validity)"])
async def test_the_history_is_what_it_would_have_been_and_goes_on(any_platform: Platform, forget: str) -> None:
    item = await lived(any_platform)
    before = await kept(any_platform)
    assert len(before) == 5
    await from_0002(any_platform, forget)
    assert await kept(any_platform) == before
    code = item["code"]
    assert await said(any_platform, code, "2026-05-08") == "开农贸市场登记"
    assert (await said(any_platform, code, "2026-05-04", "2026-05-06"))[0] == 410
    await withdraw(any_platform, item["item_id"], "suspend")
    assert (await said(any_platform, code))[0] in (404, 410)
    assert len(await kept(any_platform)) == len(before) + 1
    assert await said(any_platform, code, "2026-05-08") == "开农贸市场登记"


async def test_a_history_that_is_whole_stays_as_it_is(platform: Platform) -> None:
    await lived(platform)
    before = await kept(platform)
    await from_0002(platform, "1 = 0")
    assert await kept(platform) == before
