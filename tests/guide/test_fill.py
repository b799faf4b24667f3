"""A format that is added later reaches the guides that are online already."""

from sqlalchemy import delete

from services.guide import tables
from tests.platform import Platform


async def test_a_form_that_is_lacking_is_rendered_by_the_clock(any_platform: Platform) -> None:
    item = await any_platform.online()
    link = f"/guide/v1/guides/{item['code']}.md"
    before = (await any_platform.ask("GET", link)).content
    async with any_platform.host.runtimes["guide"].db.writing() as connection:
        await connection.execute(delete(tables.renderings).where(tables.renderings.c.format == "md"))
    any_platform.host.runtimes["guide"].shelf.clear()
    assert (await any_platform.ask("GET", link)).status_code == 404
    await any_platform.run_jobs()
    assert (await any_platform.ask("GET", link)).content == before
