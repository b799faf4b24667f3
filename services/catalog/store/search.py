"""SQL of the search index: written with the change, asked by tokens, proved by the text itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from services.catalog import tables as t
from services.catalog.domain.searching import Way
from services.catalog.store.items import Rows
from services.catalog.store.many import among

_W, _X = t.search_words.c, t.search_texts.c
_ADD, _ADD_TEXT = insert(t.search_words).returning(_W.id), insert(t.search_texts)
_OF_ITEM = select(_W.id).where(_W.item_id == bindparam("of_item"))
_PLACES = select(_W.id, _W.live, _W.edition).where(_W.item_id == bindparam("of_item"))
_TO_LIVE = update(t.search_words).where(_W.id == bindparam("of_id")).values(live=True, desk=True)
_OF_LIVE = _OF_ITEM.where(_W.live)
_COVERED = update(t.search_words).where(_W.item_id == bindparam("of_item"), _W.live).values(desk=False)
_TEXTS = ("initials", "body", "tokens")
_WORDS = ("edition", "code", "region", "office", "item_type", "title", "name")
_RENEW = (
    update(t.search_words)
    .where(_W.item_id == bindparam("of_item"), _W.live.is_(False))
    .values({name: bindparam(name) for name in _WORDS})
    .returning(_W.id)
)
_RENEW_TEXT = update(t.search_texts).where(_X.id == bindparam("of_id")).values({n: bindparam(n) for n in _TEXTS})


@dataclass(frozen=True)
class Wanted:
    """What is asked: words, and where to look."""

    ways: Sequence[Sequence[Way]]
    live: bool
    region: str = ""
    office: str = ""
    item_type: str = ""
    own: str = ""
    territory: str = ""
    province: str = ""


async def index_draft(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """The desk finds the draft from now on; the public what is online."""
    words = {name: row[name] for name in _WORDS} | {"of_item": row["item_id"]}
    there = (await connection.execute(_RENEW, words)).scalar_one_or_none()
    if there is None:
        await connection.execute(_COVERED, {"of_item": row["item_id"]})
        await _add(connection, row, live=False)
    else:
        await connection.execute(_RENEW_TEXT, {name: row[name] for name in _TEXTS} | {"of_id": there})


async def index_new(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """The desk finds an item that has just been made."""
    await _add(connection, row, live=False)


async def index_online(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """Both find the edition that is online."""
    await _drop(connection, _OF_ITEM, row["item_id"])
    await _add(connection, row, live=True)


async def goes_online(connection: AsyncConnection, item_id: str, edition: int) -> bool:
    """The public finds what the desk found as this edition; False when the index does not have it."""
    rows = (await connection.execute(_PLACES, {"of_item": item_id})).all()
    found = next((row.id for row in rows if not row.live and row.edition == edition), None)
    if found is not None:
        await _delete(connection, [row.id for row in rows if row.live])
        await connection.execute(_TO_LIVE, {"of_id": found})
    return found is not None


async def goes_offline(connection: AsyncConnection, item_id: str) -> bool:
    """Only the desk finds it from now on; False when the index has nothing for the desk."""
    await _drop(connection, _OF_LIVE.where(_W.desk.is_(False)), item_id)
    await connection.execute(update(t.search_words).where(_W.item_id == item_id).values(live=False))
    return (await connection.execute(_OF_ITEM, {"of_item": item_id})).first() is not None


async def _drop(connection: AsyncConnection, which: Select[Any], item_id: str) -> None:
    await _delete(connection, list((await connection.execute(which, {"of_item": item_id})).scalars()))


async def _delete(connection: AsyncConnection, gone: Sequence[int]) -> None:
    if gone:
        await connection.execute(delete(t.search_texts).where(_X.id.in_(gone)))
        await connection.execute(delete(t.search_words).where(_W.id.in_(gone)))


async def _add(connection: AsyncConnection, row: Mapping[str, Any], *, live: bool) -> None:
    place = {key: value for key, value in row.items() if key not in _TEXTS}
    added = await connection.execute(_ADD, {**place, "live": live, "desk": True})
    await connection.execute(_ADD_TEXT, {key: row[key] for key in _TEXTS} | {"id": added.scalar_one()})


async def unindexed(
    connection: AsyncConnection, after: str, limit: int, *, online: bool, of: Collection[str] = ()
) -> list[str]:
    """Items after one whose online, or whose newest edition the index does not have: one walk in the order of their ids.

    With `of` only those of these items that still lack it.
    """
    i, p = t.items.c, t.publications.c
    if online:
        known = select(_W.id).where(_W.item_id == p.item_id, _W.live, _W.edition == p.edition)
        rows = select(p.item_id).where(p.live, p.item_id > after, ~known.exists()).order_by(p.item_id)
    else:
        known = select(_W.id).where(_W.item_id == i.item_id, _W.desk, _W.edition == i.head)
        rows = select(i.item_id).where(i.item_id > after, ~known.exists()).order_by(i.item_id)
    if of:
        rows = rows.where(among(connection, p.item_id if online else i.item_id, of))
    return list((await connection.execute(rows.limit(limit))).scalars())


def _quoted(tokens: Sequence[str]) -> str:
    return "(" + " AND ".join(f'"{token}"' for token in tokens) + ")"


def _by_tokens(dialect: str, ways: Sequence[Sequence[Way]]) -> Select[Any]:
    """The texts whose tokens allow a hit, by the database's own index alone."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import ARRAY

        held = func.search_index_split(_X.tokens, type_=ARRAY(Text))
        every = (or_(*(held.contains(literal(list(way.tokens), ARRAY(Text))) for way in term)) for term in ways)
        return select(_X.id).where(*every)
    asked = " AND ".join("(" + " OR ".join(_quoted(way.tokens) for way in term) + ")" for term in ways)
    index: Select[Any] = select(literal_column("rowid")).select_from(text("search_index"))
    return index.where(text("search_index MATCH :asked").bindparams(asked=asked))


def met(dialect: str, ways: Sequence[Sequence[Way]]) -> Select[Any]:
    """The texts that have every word: by tokens, and by the text itself what tokens cannot prove."""
    found = _by_tokens(dialect, ways)
    proofs = [or_(*(_X[way.where].contains(way.text) for way in term)) for term in ways if not _certain(term)]
    if not proofs:
        return found
    return found.where(*proofs) if dialect == "postgresql" else select(_X.id).where(_X.id.in_(found), *proofs)


def _certain(term: Sequence[Way]) -> bool:
    return all(way.certain for way in term)


def in_name(ways: Sequence[Sequence[Way]]) -> ColumnElement[bool]:
    """Whether every word is met in the name, the code or the name's initials: `name` holds all three, folded."""
    return and_(*(or_(*(_W.name.contains(way.text) for way in term)) for term in ways))


def _conditions(dialect: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a hit meets. The texts are asked first, whatever PostgreSQL thinks that a short page would save."""
    found: list[ColumnElement[bool]] = [_W.live if wanted.live else _W.desk]
    if wanted.ways:
        hits = met(dialect, wanted.ways)
        if dialect == "postgresql":
            hits = select(hits.cte("hits_of_texts").prefix_with("MATERIALIZED").c.id)
        found.append(_W.id.in_(hits))
    prefixes = [wanted.region] if wanted.region else []
    found += [_W.region.startswith(prefix, autoescape=True) for prefix in prefixes]
    found += [_W.office == wanted.office] if wanted.office else []
    found += [_sight(wanted)] if wanted.own or wanted.territory else []
    if wanted.item_type:
        found.append(_W.item_type == wanted.item_type)
    return found


def _sight(wanted: Wanted) -> ColumnElement[bool]:
    """Who sees what: one's own office or territory, and the catalogue above it."""
    i = t.items.c
    above = or_(i.region.startswith(wanted.province, autoescape=True), i.basic_code.startswith("00"))
    catalogue = _W.item_id.in_(select(i.item_id).where(i.layer == "base", above))
    own = _W.office == wanted.own if wanted.own else _W.region.startswith(wanted.territory, autoescape=True)
    return or_(own, catalogue)


async def search(connection: AsyncConnection, wanted: Wanted, after: tuple[str, str] | None, limit: int) -> Rows:
    """A page of hits, those in the name first, then by code."""
    rank = case((in_name(wanted.ways), "0"), else_="1") if wanted.ways else literal_column("'0'")
    hits: Select[Any] = select(
        _W.item_id, _W.edition, _W.code, _W.title, _W.region, _W.office, _W.item_type, rank.label("rank")
    )
    hits = hits.where(*_conditions(connection.dialect.name, wanted)).order_by("rank", _W.code).limit(limit)
    if after:
        hits = hits.where(tuple_(rank, _W.code) > tuple_(*after))
    page = hits.subquery("hits")
    rows = select(page, t.items.c.region_name, t.items.c.office_name, t.items.c.state, t.items.c.layer)
    rows = rows.join(t.items, t.items.c.item_id == page.c.item_id).order_by(page.c.rank, page.c.code)
    return (await connection.execute(rows)).all()


async def facets(connection: AsyncConnection, wanted: Wanted) -> Rows:
    """All hits, counted by region, office and type."""
    sides = (_W.region, _W.office, _W.item_type)
    rows = select(*sides, func.count().label("count")).where(*_conditions(connection.dialect.name, wanted))
    return (await connection.execute(rows.group_by(*sides))).all()


async def office_names(connection: AsyncConnection, codes: Sequence[str]) -> dict[str, str]:
    """What bodies are called."""
    o = t.offices.c
    rows = await connection.execute(select(o.credit_code, o.name).where(o.credit_code.in_(codes)))
    return {row.credit_code: row.name for row in rows}


__all__ = [
    "Wanted",
    "facets",
    "goes_offline",
    "goes_online",
    "in_name",
    "index_draft",
    "index_new",
    "index_online",
    "office_names",
    "search",
    "unindexed",
]
