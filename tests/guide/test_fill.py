"""A format that is added later reaches the guides that are online already."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from services.guide import commands, tables
from services.guide.commands import FORMATS
from shared.unit import Actor
from tests.platform import Platform


async def test_a_form_that_is_lacking_is_rendered_by_the_clock(any_platform: Platform, online: dict[str, Any]) -> None:
    link = f"/guide/v1/guides/{online['code']}.md"
    before = (await any_platform.ask("GET", link)).content
    await lack(any_platform, "md")
    await any_platform.run_jobs()
    assert await forms(any_platform, online["item_id"]) == set(FORMATS)
    assert (await any_platform.ask("GET", link)).content == before


async def lack(platform: Platform, *formats: str) -> None:
    """No guide has these forms, as where they came later."""
    guide = platform.host.runtimes["guide"]
    async with guide.unit(Actor("test")) as unit:
        await unit.connection.execute(delete(tables.renderings).where(tables.renderings.c.format.in_(formats)))
    guide.shelf.clear()


async def forms(platform: Platform, item_id: str) -> set[str]:
    async with platform.host.runtimes["guide"].db.reading() as connection:
        rows = select(tables.renderings.c.format).where(tables.renderings.c.item_id == item_id)
        return set((await connection.execute(rows)).scalars())


async def test_no_link_that_is_shown_leads_nowhere_after_a_format_was_added(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await lack(any_platform, *(set(FORMATS) - {"html"}))
    view = (await any_platform.ask("GET", f"/guide/v1/guides/{online['code']}")).json()
    assert set(view["links"]) == set(FORMATS)
    for link in view["links"].values():
        first, again = [await any_platform.ask("GET", link) for _ in range(2)]
        assert (first.status_code, again.content) == (200, first.content), link
    assert await forms(any_platform, online["item_id"]) == set(FORMATS)
    assert await any_platform.faults_of_trails() == []


async def test_two_who_ask_for_a_lacking_form_at_once_both_get_it(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await lack(any_platform, "md")
    link = f"/guide/v1/guides/{online['code']}.md"
    answers = await asyncio.gather(*(any_platform.ask("GET", link) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1


async def test_one_round_fills_more_than_a_batch(
    platform: Platform, online: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "BATCH", 1)
    guide = platform.host.runtimes["guide"]
    async with guide.db.writing() as connection:
        for number in range(3):
            for table in (tables.guides, tables.editions):
                row = (await connection.execute(select(table).where(table.c.item_id == online["item_id"]))).one()
                other = {"item_id": f"{number}", "code": f"{number}"} if "code" in table.c else {"item_id": f"{number}"}
                await connection.execute(insert(table).values(**{**row._mapping, **other}))
    assert await commands.fill_forms(guide) == 3
    assert await commands.fill_forms(guide) == 0
