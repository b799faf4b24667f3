"""The index that the migration makes by hand is nothing that a comparison of tables would take away."""

import pytest
from alembic import command
from sqlalchemy import Connection

from shared import migrations
from shared.db import Database


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_the_migrated_database_is_what_the_tables_say(kind: str, request: pytest.FixtureRequest) -> None:
    db = Database(request.getfixturevalue(f"{kind}_settings").database_of("catalog"))

    def check(connection: Connection) -> None:
        given = migrations.config("catalog")
        given.attributes["connection"] = connection
        command.check(given)

    try:
        async with db.writing() as connection:
            await connection.run_sync(check)
    finally:
        await db.close()
