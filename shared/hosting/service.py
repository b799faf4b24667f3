"""What a service is, to its host."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from sqlalchemy import MetaData, Select, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.events.envelope import Event
from shared.hosting.records import Checks, check_nightly
from shared.hosting.runtime import ANY_CHANGE, Runtime
from shared.rights import Principal
from shared.unit import Unit

Handler = Callable[[Unit, Any, Runtime], Awaitable[None]]
Sight = Callable[[AsyncConnection, Principal, str], Awaitable[None]]
"""Raises unless someone has a subject in sight: then he may read its trail here."""


@dataclass(frozen=True)
class Heard:
    """An event that the service hears, and the function that takes it."""

    event: type[Event]
    handler: Handler


@dataclass(frozen=True)
class Job:
    """Work that the clock starts, and each commit too if it is eager; of several replicas the lease's holder runs."""

    name: str
    every: float
    run: Callable[[Runtime], Awaitable[int]]
    eager: bool = False


def nightly(checks: Checks, tables: Sequence[Table]) -> Job:
    """The job that holds what a service keeps against the trail, once a night."""
    return Job("check-records", 1800.0, partial(check_nightly, checks, tables=tables))


@dataclass(frozen=True, eq=False)
class Service:
    """One of the four: what it owns, says, hears and does by the clock."""

    name: str
    zh: str
    en: str
    router: APIRouter
    metadata: MetaData
    hears: tuple[Heard, ...] = ()
    jobs: tuple[Job, ...] = ()
    says: tuple[type[Event], ...] = ()
    shown: Select[Any] = ANY_CHANGE
    """One number, another whenever the public sees something else: until then what is on the shelf holds."""
    sight: Sight | None = None
    checks: Checks | None = None
    """Holds what the service keeps against its hashes and the trail."""
