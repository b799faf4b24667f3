"""SQL of bodies and of the accounts of their people."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Office
from services.catalog.domain.duties import Duty, duties_in, told
from services.catalog.store.items import Rows
from shared.problems import NotFound

_OFFICE = select(t.offices).where(t.offices.c.credit_code == bindparam("code"))


def _office(row: Row[Any]) -> Office:
    return Office(**{**row._mapping, "kinds": tuple(row.kinds.split(",")), "duties": duties_in(row.duties)})


async def offices(connection: AsyncConnection) -> list[Office]:
    """Every body, by code."""
    rows = await connection.execute(select(t.offices).order_by(t.offices.c.credit_code))
    return [_office(row) for row in rows]


async def named(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, str]:
    """The names of the bodies that are registered under these codes."""
    o = t.offices.c
    return {
        row.credit_code: row.name
        for row in await connection.execute(select(o.credit_code, o.name).where(o.credit_code.in_(codes)))
    }


async def office(connection: AsyncConnection, credit_code: str) -> Office:
    """One body; NotFound when it is not registered."""
    row = (await connection.execute(_OFFICE, {"code": credit_code})).one_or_none()
    if row is None:
        raise NotFound("没有登记该机构。", "This body is not registered.", "office")
    return _office(row)


async def keep_offices(connection: AsyncConnection, found: Sequence[Office]) -> int:
    """Register the bodies that are not yet known; returns how many were new."""
    known = set((await connection.execute(select(t.offices.c.credit_code))).scalars())
    last = (await connection.execute(select(func.max(t.offices.c.number)))).scalar_one() or 0
    new = [one for one in found if one.credit_code not in known]
    words = [{"kinds": ",".join(o.kinds), "duties": told(o.duties)} for o in new]
    fresh = [asdict(o) | said | {"number": n} for n, (o, said) in enumerate(zip(new, words, strict=True), last + 1)]
    if fresh:
        await connection.execute(insert(t.offices), fresh)
    return len(fresh)


async def keep_duties(connection: AsyncConnection, credit_code: str, duties: Sequence[Duty]) -> None:
    """What a body answers for beside its line, in place of what was there."""
    this = update(t.offices).where(t.offices.c.credit_code == credit_code)
    await connection.execute(this.values(duties=told(duties)))


async def account(connection: AsyncConnection, username: str) -> Any:
    """One account with its password hash."""
    return (await connection.execute(select(t.accounts).where(t.accounts.c.username == username))).one_or_none()


async def accounts(connection: AsyncConnection) -> Rows:
    """Every account, by name."""
    return (await connection.execute(select(t.accounts).order_by(t.accounts.c.username))).all()


async def add_account(connection: AsyncConnection, row: dict[str, str]) -> None:
    """A new account; its name must be free."""
    await connection.execute(insert(t.accounts).values(row))
