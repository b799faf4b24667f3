"""SQL of basic codes: what the catalogue holds, what was given, what leads on."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Item
from services.catalog.store.items import item_of
from services.catalog.store.many import among, each
from shared.codes.items import HANDLING, IMPLEMENTATION

_I, _G, _S = t.items.c, t.given_codes.c, t.successors.c
BASIC, MAIN, WHOLE, DIVIDED, LAST, FULL = 12, 9, "000", "00Y", "ZZZ", 999


def _begins(code: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    return code.startswith(beginning, autoescape=True)


def _used(beginning: str) -> CompoundSelect[Any]:
    """Basic codes that are in the catalogue, cancelled or not, were given, or lead on to others."""
    held = select(_I.code).where(_I.layer == "base", _begins(_I.code, beginning))
    given = select(_G.code).where(_begins(_G.code, beginning))
    old = select(_S.old_code).where(_begins(_S.old_code, beginning), func.length(_S.old_code) == BASIC)
    return held.union(given, old)


async def codes_used(connection: AsyncConnection, beginning: str) -> set[str]:
    """Those codes."""
    return set((await connection.execute(_used(beginning))).scalars())


async def numbers_used(connection: AsyncConnection, beginning: str) -> tuple[int, int, set[int]]:
    """The highest number of a scope, how many are used, and, where the highest is the last, which they are."""
    codes = _used(beginning).subquery()
    number = func.substr(codes.c.code, len(beginning) + 1, 3)
    real = number.not_in(("", WHOLE, DIVIDED))
    row = (await connection.execute(select(func.max(number), func.count(number.distinct())).where(real))).one()
    highest, count = int(row[0] or 0), int(row[1])
    if highest < FULL:
        return highest, count, set()
    return highest, count, {int(n) for n in (await connection.execute(select(number).where(real).distinct())).scalars()}


async def codes_beside(connection: AsyncConnection, mains: Collection[str]) -> dict[str, set[str]]:
    """What the codes in force under these main items, nine digits each, end in: 000, and the first other.

    Asked one by one by the index: a join would be planned while the table is empty, and scan for each when it is full.
    """
    main = each(connection, mains)
    here = _I.layer == "base", _I.state != "cancelled"
    whole = select(_I.code).where(_I.code == main.concat(WHOLE), *here).scalar_subquery()
    other = select(func.min(_I.code)).where(_I.code > main.concat(WHOLE), _I.code <= main.concat("999"), *here)
    rows = await connection.execute(select(main, whole, other.scalar_subquery()))
    return {one: {code[MAIN:] for code in codes if code} for one, *codes in rows}


async def parts_numbered(connection: AsyncConnection, code: str) -> tuple[int, set[int]]:
    """The highest number of an item's handling items, cancelled or not or leading on to others, and which are used."""
    whole = len(code) + HANDLING - IMPLEMENTATION
    held = select(_I.code).where(_begins(_I.code, code), func.length(_I.code) == whole)
    old = select(_S.old_code).where(_begins(_S.old_code, code), func.length(_S.old_code) == whole)
    told = (await connection.execute(held.union(old))).scalars()
    numbers = {int(serial) for one in told if (serial := one[len(code) :]).isdecimal()}
    return max(numbers, default=0), numbers


async def give_code(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Note that a code was given."""
    await connection.execute(insert(t.given_codes), row)


async def given_to(connection: AsyncConnection, codes: Collection[str]) -> dict[str, str]:
    """The departments that these codes were given to."""
    rows = await connection.execute(select(_G.code, _G.office).where(among(connection, _G.code, codes)))
    return {row.code: row.office for row in rows}


async def given_unused(connection: AsyncConnection, beginning: str) -> list[str]:
    """Codes that were given and of which nothing came yet."""
    held = select(_I.item_id).where(_I.code == _G.code)
    rows = select(_G.code).where(_begins(_G.code, beginning), ~held.exists()).order_by(_G.code)
    return list((await connection.execute(rows)).scalars())


async def under_main(connection: AsyncConnection, main: str, office: str, territory: str) -> list[Item]:
    """The catalogue's items of a main item in force, and what a body or a territory holds of them, by code."""
    own = _I.office == office if office else _I.region.startswith(territory, autoescape=True)
    seen = or_(_I.layer == "base", own)
    rows = (
        select(t.items).where(_I.basic_code.between(main, main + LAST), _I.state != "cancelled", seen).order_by(_I.code)
    )
    return [item_of(row) for row in await connection.execute(rows)]


__all__ = [
    "codes_beside",
    "codes_used",
    "give_code",
    "given_to",
    "given_unused",
    "numbers_used",
    "parts_numbered",
    "under_main",
]
