"""All SQL of the catalog, and nothing but SQL."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Row, String, Update, bindparam, case, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import tables as t
from services.catalog.domain import Edition, Item, Office
from services.catalog.domain.duties import Duty, duties_in, told
from shared.db import inserting
from shared.problems import Conflict, NotFound

Rows = Sequence[Any]

# What every change asks and writes is made once: to build a statement anew costs more than to run it.
_BY_ID = select(t.items).where(t.items.c.item_id == bindparam("item_id"))
_BY_CODE = select(t.items).where(t.items.c.code == bindparam("code"))
_EDITION = select(t.editions).where(
    t.editions.c.item_id == bindparam("item_id"), t.editions.c.number == bindparam("number")
)
_ADD, _ADD_EDITION = insert(t.items), insert(t.editions)
_PUBLISH, _FEED = insert(t.publications), insert(t.feed)
_ITEM, _HELD = tuple(t.items.c.keys()), tuple(t.editions.c.keys())
_OFFICE = select(t.offices).where(t.offices.c.credit_code == bindparam("code"))
_I, _P, _O, _E = t.items.c, t.publications.c, t.offers.c, t.editions.c
_COMPARED = ("code", "basic_code", "name", "office", "office_name", "region", "layer")
_NAMESAKES = (
    select(*(_I[name] for name in _COMPARED))
    .where(_I.region == bindparam("region"), _I.name == bindparam("name"), _I.layer == bindparam("layer"))
    .where(_I.item_id != bindparam("item_id"), _I.state != "cancelled")
    .order_by(_I.code)
    .limit(20)
)
_WRITERS = (
    select(_E.saved_by)
    .where(_E.item_id == bindparam("item_id"), _E.number > bindparam("after"), _E.number <= bindparam("upto"))
    .distinct()
)
_TAKE_OFFER = update(t.offers).where(
    _O.base_id == bindparam("of_base"), _O.office == bindparam("of_office"), _O.state == "offered"
)
_PUBLISHED = select(_P.record).where(_P.item_id == bindparam("item_id"), _P.edition == bindparam("edition"))
_IS_LIVE = _P.edition == bindparam("number")
_AT = bindparam("at", type_=String)
_SET_LIVE = (
    update(t.publications)
    .where(_P.item_id == bindparam("of_item"), or_(_P.live, _IS_LIVE))
    .values(
        live=_IS_LIVE,
        online_at=case((_IS_LIVE, func.coalesce(_P.online_at, _AT)), else_=_P.online_at),
        offline_at=case((_IS_LIVE, None), else_=_AT),
    )
)
_NO_FINDINGS = delete(t.findings).where(
    t.findings.c.item_id == bindparam("item_id"), t.findings.c.edition == bindparam("edition")
)
_FOUND = insert(t.findings)
_NO_CITATIONS = delete(t.citations).where(t.citations.c.item_id == bindparam("item_id"))
_CITE = insert(t.citations)
_SHOWS_NONE = delete(t.shown_attachments).where(t.shown_attachments.c.item_id == bindparam("item_id"))
_SHOW = insert(t.shown_attachments)


def _with_edition(number: Any) -> Any:
    held = (t.editions.c.item_id == t.items.c.item_id) & (t.editions.c.number == number)
    both = select(t.items, *(column.label(f"held_{column.name}") for column in t.editions.c))
    return both.join(t.editions, held).where(t.items.c.item_id == bindparam("item_id"))


_AT_HEAD = _with_edition(t.items.c.head)
_AT_HAND = _with_edition(func.coalesce(func.nullif(t.items.c.approved, 0), t.items.c.head))


@cache
def _replacing(names: frozenset[str]) -> Update:
    """The write of these columns, if the item still is what was read."""
    c = t.items.c
    same = (c.item_id == bindparam("of_item")) & (c.head == bindparam("was_head")) & (c.turn == bindparam("was_turn"))
    return update(t.items).where(same).values({name: bindparam(name) for name in names})


@cache
def _taking(names: frozenset[str]) -> Update:
    """The write of these columns into an open offer."""
    return _TAKE_OFFER.values({name: bindparam(name) for name in names})


@cache
def _numbering(dialect: str) -> Any:
    """The next number of a scope, in the words of a database."""
    first = inserting(dialect, t.serials).values(scope=bindparam("of_scope"), last=bindparam("first"))
    further = first.on_conflict_do_update(index_elements=["scope"], set_={"last": t.serials.c.last + 1})
    return further.returning(t.serials.c.last)


def item_of(row: Any) -> Item:
    """An item from its row."""
    return Item(**row._mapping)


def _edition(row: Row[Any]) -> Edition:
    return Edition(**{**row._mapping, "elements": orjson.loads(row.elements)})


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


async def find(connection: AsyncConnection, item_id: str) -> Item | None:
    """One item of any layer."""
    row = (await connection.execute(_BY_ID, {"item_id": item_id})).one_or_none()
    return item_of(row) if row else None


async def load(connection: AsyncConnection, item_id: str) -> Item:
    """One item of any layer; NotFound when there is none."""
    found = await find(connection, item_id)
    if found is None:
        raise _no_item()
    return found


async def load_head(connection: AsyncConnection, item_id: str) -> tuple[Item, Edition]:
    """One item of any layer with its newest edition."""
    return await _both(connection, _AT_HEAD, item_id)


async def load_at_hand(connection: AsyncConnection, item_id: str) -> tuple[Item, Edition]:
    """One item with the edition that was approved, before that with its newest."""
    return await _both(connection, _AT_HAND, item_id)


async def _both(connection: AsyncConnection, which: Any, item_id: str) -> tuple[Item, Edition]:
    row = (await connection.execute(which, {"item_id": item_id})).one_or_none()
    if row is None:
        raise _no_item()
    held = dict(zip(_HELD, row[len(_ITEM) :], strict=True))
    return Item(**dict(zip(_ITEM, row, strict=False))), Edition(**held | {"elements": orjson.loads(held["elements"])})


def _no_item() -> NotFound:
    return NotFound("没有该事项。", "There is no such item.", "item")


async def by_code(connection: AsyncConnection, code: str) -> Item | None:
    """The item with this code."""
    row = (await connection.execute(_BY_CODE, {"code": code})).one_or_none()
    return item_of(row) if row else None


async def namesakes(connection: AsyncConnection, item: Item) -> list[dict[str, Any]]:
    """The region's other items of the same layer and name that are not cancelled, as far as rules compare them."""
    asked = {name: getattr(item, name) for name in ("region", "name", "layer", "item_id")}
    return [dict(zip(_COMPARED, row, strict=True)) for row in await connection.execute(_NAMESAKES, asked)]


async def edition(connection: AsyncConnection, item_id: str, number: int) -> Edition:
    """One edition; NotFound when there is none."""
    row = (await connection.execute(_EDITION, {"item_id": item_id, "number": number})).one_or_none()
    if row is None:
        raise NotFound("没有这一版。", "There is no such edition.", "edition")
    return _edition(row)


async def history(connection: AsyncConnection, item_id: str) -> Rows:
    """All editions of an item without their content, newest first."""
    e = t.editions.c
    rows = select(e.number, e.digest, e.saved_by, e.saved_office, e.saved_at, e.reason).where(e.item_id == item_id)
    return (await connection.execute(rows.order_by(e.number.desc()))).all()


async def writers(connection: AsyncConnection, item_id: str, after: int, upto: int) -> list[str]:
    """Who saved the editions between two numbers."""
    asked = {"item_id": item_id, "after": after, "upto": upto}
    return sorted((await connection.execute(_WRITERS, asked)).scalars())


async def add(connection: AsyncConnection, item: Item) -> None:
    """A new item; a code that exists already is a Conflict by the unique key."""
    await connection.execute(_ADD, vars(item))


def edition_row(new: Edition) -> dict[str, Any]:
    """The row of an edition."""
    return vars(new) | {"elements": orjson.dumps(new.elements).decode()}


async def add_edition(connection: AsyncConnection, new: Edition) -> None:
    """A new edition; it is never changed afterwards."""
    await connection.execute(_ADD_EDITION, edition_row(new))


async def replace(connection: AsyncConnection, old: Item, new: Item) -> None:
    """Write the item if it still is what was read; the write itself compares (ADR 0007)."""
    changed = {k: v for k, v in vars(new).items() if v != getattr(old, k)}
    was = {"of_item": old.item_id, "was_head": old.head, "was_turn": old.turn}
    if (await connection.execute(_replacing(frozenset(changed)), changed | was)).rowcount != 1:
        raise Conflict(
            "有人刚刚更改了该事项，请重新读取后再操作。",
            "Someone has just changed the item; read it again.",
            "changed_meanwhile",
        )


async def page_of_items(
    connection: AsyncConnection, layer: Sequence[str], office: str, territory: str, state: str, after: str, limit: int
) -> list[Item]:
    """Items for a desk: of one office or of a territory, by code."""
    c = t.items.c
    rows = select(t.items).where(c.layer.in_(layer), c.code > after).order_by(c.code).limit(limit)
    if office:
        rows = rows.where(c.office == office)
    if territory:
        rows = rows.where(c.region.startswith(territory, autoescape=True))
    if state:  # what is suspended is, whatever the work on its next edition does
        rows = rows.where(c.availability == state if state == "suspended" else c.state == state)
    return [item_of(row) for row in await connection.execute(rows)]


async def offer(connection: AsyncConnection, base_id: str, to: Sequence[str], at: str) -> list[str]:
    """Offer an item to bodies; returns those who did not have the offer yet."""
    known = set((await connection.execute(select(t.offers.c.office).where(t.offers.c.base_id == base_id))).scalars())
    fresh = [code for code in to if code not in known]
    if fresh:
        rows = [{"base_id": base_id, "office": code, "state": "offered", "offered_at": at} for code in fresh]
        await connection.execute(insert(t.offers), rows)
    return fresh


async def offers_of(connection: AsyncConnection, office_code: str, state: str) -> Rows:
    """A body's offers with the item that is offered."""
    join = t.offers.join(t.items, t.offers.c.base_id == t.items.c.item_id)
    i = t.items.c
    rows = (
        select(t.offers, i.code, i.name, i.item_type, i.office_name)
        .select_from(join)
        .where(t.offers.c.office == office_code)
        .order_by(t.items.c.code)
    )
    return (await connection.execute(rows.where(t.offers.c.state == state) if state else rows)).all()


async def take_offer(connection: AsyncConnection, base_id: str, office_code: str, decided: dict[str, Any]) -> None:
    """Decide an open offer once; Conflict when there is none (any more)."""
    this = {"of_base": base_id, "of_office": office_code}
    if (await connection.execute(_taking(frozenset(decided)), decided | this)).rowcount != 1:
        raise Conflict(
            "该事项没有下发给本单位，或已经认领、已答复。",
            "The item was not handed down to this body, or was claimed or answered already.",
            "no_open_offer",
        )


async def claim_rate(connection: AsyncConnection, office_code: str) -> dict[str, int]:
    """A body's offers counted by state; what was taken away with its catalogue item, or given up, counts in no rate."""
    mine = (_O.office == office_code) & _O.state.not_in(("withdrawn", "ended"))
    rows = select(_O.state, func.count()).where(mine).group_by(_O.state)
    return {row[0]: row[1] for row in await connection.execute(rows)}


async def publish(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Keep the bytes of a published record; they never change."""
    await connection.execute(_PUBLISH, row)


async def published(connection: AsyncConnection, item_id: str, number: int) -> str:
    """The bytes of one published record."""
    return str((await connection.execute(_PUBLISHED, {"item_id": item_id, "edition": number})).scalar_one())


async def set_live(connection: AsyncConnection, item_id: str, number: int, at: str) -> None:
    """Make one publication of an item the live one; zero makes none live."""
    await connection.execute(_SET_LIVE, {"of_item": item_id, "number": number, "at": at})


async def live(connection: AsyncConnection, code: str) -> Any:
    """The live publication with this code."""
    p = t.publications.c
    rows = select(p.record, p.digest, p.edition, p.item_id).where(p.live, p.code == code)
    return (await connection.execute(rows)).one_or_none()


SORTS = {
    "code": (t.publications.c.code, False),
    "name": (t.publications.c.name, False),
    "newest": (t.publications.c.online_at, True),
}


async def live_page(
    connection: AsyncConnection,
    wanted: dict[str, str],
    search: str,
    sort: str,
    after: tuple[str, str] | None,
    limit: int,
) -> Rows:
    """Live publications after a place in an order: region by prefix, office and type exact, name by substring."""
    p = t.publications.c
    key, down = SORTS[sort]
    rows = select(p.code, p.record, key.label("place")).where(p.live).limit(limit)
    if after:
        place = tuple_(key, p.code), tuple_(*after)
        rows = rows.where(place[0] < place[1] if down else place[0] > place[1])
    rows = rows.order_by(key.desc(), p.code.desc()) if down else rows.order_by(key, p.code)
    if wanted.get("region"):
        rows = rows.where(p.region.startswith(wanted["region"], autoescape=True))
    if wanted.get("office"):
        rows = rows.where(p.office == wanted["office"])
    if wanted.get("item_type"):
        rows = rows.where(p.item_type == wanted["item_type"])
    if search:
        rows = rows.where(p.name.contains(search, autoescape=True))
    return (await connection.execute(rows)).all()


async def add_to_feed(connection: AsyncConnection, change: str, item: Item, number: int, digest: str, at: str) -> None:
    """Append to the change feed. Numbered in the writer's turn, so a reader's cursor never skips one."""
    last = await next_serial(connection, "feed")
    row = {"seq": last, "at": at, "change": change, "item_id": item.item_id}
    await connection.execute(_FEED, row | {"code": item.code, "edition": number, "digest": digest})


SHOWN = select(t.serials.c.last).where(t.serials.c.scope == "feed")
"""What the public sees changes with an entry of the feed and never else; saves of drafts leave it alone."""


async def changes(connection: AsyncConnection, cursor: int, limit: int) -> Rows:
    """The feed after a cursor, each with its published record where the item is online."""
    f, p = t.feed.c, t.publications.c
    join = t.feed.outerjoin(t.publications, tuple_(f.item_id, f.edition) == tuple_(p.item_id, p.edition))
    rows = select(t.feed, p.record).select_from(join).where(f.seq > cursor).order_by(f.seq).limit(limit)
    return (await connection.execute(rows)).all()


async def next_serial(connection: AsyncConnection, scope: str) -> int:
    """The next number of a scope, after `taken` at first: one statement, its row locked until the commit.

    A number is never given twice, and never skipped by a reader of the feed.
    """
    numbering = _numbering(connection.dialect.name)
    return int((await connection.execute(numbering, {"of_scope": scope, "first": 1})).scalar_one())


async def keep_findings(connection: AsyncConnection, item_id: str, number: int, rows: Sequence[dict[str, Any]]) -> None:
    """The findings of one edition, in place of those before."""
    await connection.execute(_NO_FINDINGS, {"item_id": item_id, "edition": number})
    if rows:
        await connection.execute(_FOUND, list(rows))


async def findings(connection: AsyncConnection, item_id: str, number: int) -> Rows:
    """What inspection found in an edition."""
    f = t.findings.c
    rows = select(t.findings).where(f.item_id == item_id, f.edition == number).order_by(f.severity, f.rule, f.path)
    return (await connection.execute(rows)).all()


async def keep_remarks(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """The remarks of a returned round."""
    if rows:
        await connection.execute(insert(t.remarks), list(rows))


async def remarks(connection: AsyncConnection, item_id: str) -> Rows:
    """The remarks on an item, newest round first."""
    r = t.remarks.c
    rows = select(t.remarks).where(r.item_id == item_id).order_by(r.made_at.desc(), r.part, r.element)
    return (await connection.execute(rows)).all()


async def cite(connection: AsyncConnection, item_id: str, cited: Sequence[tuple[str, int]]) -> None:
    """The reverse index: which laws and articles an item stands on."""
    await connection.execute(_NO_CITATIONS, {"item_id": item_id})
    rows = [{"item_id": item_id, "position": n, "title": title, "article": a} for n, (title, a) in enumerate(cited)]
    if rows:
        await connection.execute(_CITE, rows)


async def standing_on(connection: AsyncConnection, title: str, articles: Sequence[int]) -> list[Item]:
    """Items that cite a law; with articles, those that cite one of them or the law as a whole."""
    c = t.citations.c
    hit = select(c.item_id).where(c.title == title)
    if articles:
        hit = hit.where(c.article.in_([0, *articles]))
    rows = select(t.items).where(t.items.c.item_id.in_(hit), t.items.c.state != "cancelled").order_by(t.items.c.code)
    return [item_of(row) for row in await connection.execute(rows)]


async def attend(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """A task for a body to look at an item again; the same ground opens it once."""
    a = t.attentions.c
    there = select(a.item_id).where(a.item_id == row["item_id"], a.ground == row["ground"])
    if (await connection.execute(there)).first() is None:
        await connection.execute(insert(t.attentions).values(row))


async def attentions(connection: AsyncConnection, office_code: str) -> Rows:
    """What a body has to look at again."""
    rows = select(t.attentions).where(t.attentions.c.office == office_code).order_by(t.attentions.c.opened_at)
    return (await connection.execute(rows)).all()


async def has_attachments(connection: AsyncConnection, hashes: Sequence[str]) -> set[str]:
    """Which of these files are kept."""
    c = t.attachments.c.sha256
    return set((await connection.execute(select(c).where(c.in_(hashes)))).scalars())


async def keep_attachment(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Keep a file under its hash; the same file is kept once."""
    if not await has_attachments(connection, [row["sha256"]]):
        await connection.execute(insert(t.attachments).values(row))


async def show_attachments(connection: AsyncConnection, item_id: str, named: dict[str, str]) -> None:
    """The files that an item shows to the public, by hash with their names."""
    await connection.execute(_SHOWS_NONE, {"item_id": item_id})
    if named:
        rows = [{"sha256": h, "item_id": item_id, "name": name} for h, name in named.items()]
        await connection.execute(_SHOW, rows)


async def attachment(connection: AsyncConnection, sha256: str, *, shown_only: bool) -> Any:
    """A kept file; for the public only one that an online item shows."""
    a, s = t.attachments, t.shown_attachments
    query = select(a.c.media_type, a.c.body, s.c.name).select_from(a.outerjoin(s, a.c.sha256 == s.c.sha256))
    query = query.where(a.c.sha256 == sha256)
    if shown_only:
        query = query.where(s.c.item_id.is_not(None))
    return (await connection.execute(query.limit(1))).one_or_none()
