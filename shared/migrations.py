"""One migration tree per service, for both dialects; run in one transaction, one process at a time.

Alembic is loaded only when a database is behind: to see that it is not, the number it keeps is enough.
"""

import importlib.resources
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, text

from shared import ledger
from shared.db import Database
from shared.keys import Keys
from shared.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

LOCK = 6_104_207


def known(service: str) -> list[str]:
    """The numbers of a service's migrations, in order: a file's name begins with its number."""
    scripts = importlib.resources.files(f"services.{service}") / "migrations" / "versions"
    return sorted(script.name.partition("_")[0] for script in scripts.iterdir() if script.name.endswith(".py"))


async def standing(db: Database) -> str | None:
    """The number of the migration that the database stands at; None where there was none yet."""

    def run(connection: Connection) -> str | None:
        if not inspect(connection).has_table("alembic_version"):
            return None
        number: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        return number

    async with db.reading() as connection:
        return await connection.run_sync(run)


async def pending(db: Database, service: str) -> bool:
    """Whether the database is behind; one newer than this code is fine: in a rolling upgrade the old runs on (ADR 0012)."""
    number = await standing(db)
    return number is None or number in known(service)[:-1]


def config(service: str) -> "Config":
    """The alembic configuration of a service: its own folder of scripts."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(importlib.resources.files(f"services.{service}") / "migrations"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


async def upgrade(db: Database, service: str, keys: Keys | None = None) -> None:
    """Bring the service's database to the newest migration; safe when several processes try at once.

    With the keys, the head of a trail is sealed as it stands, once: a new one's before its first entry.
    """
    if await standing(db) == known(service)[-1]:
        return
    from alembic import command

    def run(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '20s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        settings = config(service)
        sealing = {"trail_key": keys.trail if keys else None, "sealed_before": _has_seal(connection)}
        settings.attributes |= {"connection": connection} | sealing
        command.upgrade(settings, "head")

    async with db.writing() as connection:
        await connection.run_sync(run)


def _has_seal(connection: Connection) -> bool:
    inspected = inspect(connection)
    table = ledger.head.name
    return inspected.has_table(table) and "seal" in {column["name"] for column in inspected.get_columns(table)}


async def upgrade_each(services: Sequence[str], settings: Settings) -> None:
    """Bring the databases of these services to the newest migration."""
    keys = Keys.of(settings)
    for service in services:
        db = Database(settings.database_of(service))
        try:
            await db.demand()
            await upgrade(db, service, keys)
        finally:
            await db.close()


def run_env(*metadata: MetaData, by_hand: str = "") -> None:
    """What each service's env.py calls; names that begin with `by_hand` are made by the migrations alone."""
    from alembic import context

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
