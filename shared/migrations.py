"""One migration tree per service, for both dialects; run in one transaction, one process at a time."""

import importlib.resources
from collections.abc import Sequence

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared import ledger
from shared.db import Database
from shared.settings import Settings

LOCK = 6_104_207


def config(service: str) -> Config:
    """The alembic configuration of a service: its own folder of scripts."""
    made = Config()
    made.set_main_option("script_location", str(importlib.resources.files(f"services.{service}") / "migrations"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


async def upgrade(db: Database, service: str) -> None:
    """Bring the service's database to the newest migration; safe when several processes try at once."""

    def run(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '20s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        settings = config(service)
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")

    async with db.writing() as connection:
        await connection.run_sync(run)


async def upgrade_each(services: Sequence[str], settings: Settings) -> None:
    """Bring the databases of these services to the newest migration."""
    for service in services:
        db = Database(settings.database_of(service))
        try:
            await db.demand()
            await upgrade(db, service)
        finally:
            await db.close()


async def pending(db: Database, service: str) -> bool:
    """Whether the database is behind the code."""

    def run(connection: Connection) -> bool:
        script = ScriptDirectory.from_config(config(service))
        known = set(MigrationContext.configure(connection).get_current_heads())
        return known != set(script.get_heads()) and not _ahead(script, known)

    async with db.reading() as connection:
        return await connection.run_sync(run)


def _ahead(script: ScriptDirectory, known: set[str]) -> bool:
    """A database newer than this code is fine: during a rolling upgrade the old edition runs on (ADR 0012)."""
    names = {revision.revision for revision in script.walk_revisions()}
    return bool(known) and not known <= names


def run_env(*metadata: MetaData, by_hand: str = "") -> None:
    """What each service's env.py calls; names that begin with `by_hand` are made by the migrations alone."""

    def compared(_object: object, name: str | None, *_: object) -> bool:
        return not (by_hand and (name or "").startswith(by_hand))

    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=[ledger.LEDGER, *metadata],
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=compared,
    )
    with context.begin_transaction():
        context.run_migrations()
