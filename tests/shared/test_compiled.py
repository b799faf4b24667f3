import uuid

from sqlalchemy import Integer, literal_column, select

from tests.platform import Platform


async def test_what_one_service_asks_is_compiled_for_all_its_readers_and_writers(any_platform: Platform) -> None:
    databases = [runtime.db for runtime in any_platform.host.runtimes.values()]
    column = literal_column("1", Integer).label(f"c{uuid.uuid4().hex}")
    hits = []
    for database in databases:
        async with database.reading() as connection:
            hits.append((await connection.execute(select(column))).context.cache_hit.name)
        async with database.writing() as connection:
            hits.append((await connection.execute(select(column))).context.cache_hit.name)
    assert hits == ["CACHE_MISS"] + ["CACHE_HIT"] * 7
