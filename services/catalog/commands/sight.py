"""Who sees a change set: the office that sent it, all of it; a body whose items a data centre loaded, its own rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain.inout import ChangeSet
from shared.problems import NotFound
from shared.rights import Principal


class Look(Protocol):
    """A moment at which the database is looked at: that of a unit of work, or of a reader."""

    @property
    def connection(self) -> AsyncConnection: ...

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class Glance:
    """The look of someone who only reads."""

    connection: AsyncConnection
    at: datetime


async def own_set(connection: AsyncConnection, who: Principal, set_id: str) -> ChangeSet:
    """A change set of the caller's office; NotFound for any other."""
    found = await store.change_set(connection, set_id)
    if found.office != who.office:
        raise NotFound("没有该变更集。", "There is no such change set.", "change_set")
    return found


async def seen_set(connection: AsyncConnection, who: Principal, set_id: str) -> tuple[ChangeSet, str]:
    """A change set that the caller may look at, and the body whose rows alone he sees; empty for all of them."""
    found = await store.change_set(connection, set_id)
    if found.office != who.office and await store.concerns(connection, set_id, who.office):
        return found, who.office
    return await own_set(connection, who, set_id), ""
