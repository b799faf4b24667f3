"""The first day of a platform without the sample world: its bodies from a file, and the first accounts."""

import asyncio
import contextlib
import getpass
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from services import service
from services.catalog import commands
from services.catalog.sheets import offices
from shared import migrations
from shared.hosting.host import Host
from shared.problems import Problem
from shared.rights import Principal, Role
from shared.settings import CannotStartError, Settings
from shared.unit import Actor, Unit

LONGEST = 200


async def load_offices(file: Path, given: Settings) -> tuple[int, int]:
    """Register the bodies of a file; returns how many are new and how many were there already."""
    try:
        lines = offices.read(await asyncio.to_thread(file.read_bytes))
    except (OSError, offices.UnreadableError) as error:
        raise CannotStartError(f"{file}: {error}") from error
    async with _unit(given) as unit:
        return await commands.load_offices(unit, lines)


async def add_account(  # noqa: PLR0913, PLR0917 - an account is all of this
    username: str, name: str, office: str, roles: Sequence[Role], password: str, given: Settings
) -> Principal:
    """Give an account of the built-in issuer; an outside issuer keeps its own."""
    demand_built_in(given)
    async with _unit(given) as unit:
        return await commands.add_account(unit, username, name, office, list(roles), password)


def demand_built_in(given: Settings) -> None:
    """Refused where people sign in elsewhere, with what that place has to say of them."""
    if given.environment == "production" or given.auth_issuer:
        where = given.auth_issuer or "the identity provider"
        zh = f"账号由统一身份认证 {where} 管理：在那里给账号加上 office、region、roles 声明即可。"
        en = (
            f"Accounts are kept by {where}: give them the claims office, region and roles there; nothing is added here."
        )
        raise CannotStartError(f"{zh} {en}")


def report(problem: Problem) -> str:
    """A refusal with every fault on a line: row, field, what is wrong, the cure."""
    lines = [f"{problem.detail_zh} {problem.detail}"]
    lines += [
        f"  {fault.path}: {fault.message_zh}（{fault.cure_zh}） {fault.message_en}; {fault.cure_en}"
        for fault in problem.faults[:LONGEST]
    ]
    return "\n".join(lines + [f"  … {len(problem.faults)}"][: len(problem.faults) > LONGEST])


@contextlib.asynccontextmanager
async def _unit(given: Settings) -> AsyncIterator[Unit]:
    """One transaction of the catalog in the name of whoever is at this machine."""
    runtime = Host([service("catalog")], given).runtimes["catalog"]
    try:
        await runtime.db.demand()
        if await migrations.pending(runtime.db, "catalog"):
            raise CannotStartError("the database of catalog is behind: run `shixiang migrate` first")
        async with runtime.unit(Actor(f"command-line:{_somebody()}")) as unit:
            yield unit
    finally:
        await runtime.close()


def _somebody() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user has no name
        return str(os.getuid())
