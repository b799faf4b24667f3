"""The history in two times of what was online before it was kept: replayed from the change feed, which has all of it."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.ledger_history import Big

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PAGE = 5_000
NOTHING = 0

feed = sa.table("feed", sa.column("seq", Big), *(sa.column(n) for n in ("at", "change", "item_id", "code", "edition")))
validity = sa.table("validity", sa.column("seq", Big), *(
    sa.column(n) for n in ("item_id", "code", "edition", "valid_from", "valid_to", "known_from", "known_to")))  # fmt: skip
serials = sa.table("serials", sa.column("scope"), sa.column("last"))
Row = dict[str, Any]


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    bind = op.get_bind()
    last = bind.execute(sa.select(serials.c.last).where(serials.c.scope == "validity")).scalar()
    kept = _kept(bind)
    first = {item: min(row["known_from"] for row in rows) for item, rows in kept.items()}
    known: dict[str, list[Row]] = {}
    made: list[Row] = []
    for event in _events(bind):
        item = event.item_id
        _give_way(known, kept, item, event.at, made)
        if event.change != "online":
            _assign(known, item, event.code, NOTHING, event.at, None, event.at, made)
        elif event.at < first.get(item, "~"):
            _assign(known, item, event.code, event.edition, event.at, None, event.at, made)
        if len(made) >= PAGE:
            last = _write(bind, made, last)
    for item in list(known):
        _give_way(known, kept, item, "~", made)
    made += [row for rows in known.values() for row in rows]
    _write(bind, made, last)


def _events(bind: sa.Connection) -> Iterator[Any]:
    seq = -1
    while page := bind.execute(sa.select(feed).where(feed.c.seq > seq).order_by(feed.c.seq).limit(PAGE)).all():
        yield from page
        seq = page[-1].seq


def _kept(bind: sa.Connection) -> dict[str, list[Row]]:
    """What the history holds already, by item; it has been kept since it was there, and goes before what is replayed."""
    found: dict[str, list[Row]] = {}
    for row in bind.execute(sa.select(validity).order_by(validity.c.known_from, validity.c.seq)).mappings():
        found.setdefault(row["item_id"], []).append(dict(row))
    return found


def _give_way(known: dict[str, list[Row]], kept: dict[str, list[Row]], item: str, until: str, made: list[Row]) -> None:
    """What was replayed ends where the kept history begins to speak."""
    while (rows := kept.get(item)) and rows[0]["known_from"] <= until:
        row = rows.pop(0)
        _assign(known, item, row["code"], NOTHING, row["valid_from"], row["valid_to"], row["known_from"], made)


def _assign(  # noqa: PLR0913, PLR0917 - two intervals of time
    known: dict[str, list[Row]],
    item: str,
    code: str,
    edition: int,
    start: str,
    end: str | None,
    at: str,
    made: list[Row],
) -> None:
    """From `at` on it is known that the edition is in force from start to end; NOTHING for none."""
    left: list[Row] = []
    for row in known.get(item, []):
        begins, ends = row["valid_from"], row["valid_to"]
        if (end is not None and begins >= end) or (ends is not None and ends <= start):
            left.append(row)
            continue
        if row["known_from"] < at:
            made.append(row | {"known_to": at})
        if begins < start:
            left.append(row | {"valid_to": start, "known_from": at})
        if end is not None and (ends is None or ends > end):
            left.append(row | {"valid_from": end, "known_from": at})
    if edition != NOTHING:
        row = {"item_id": item, "code": code, "edition": edition, "valid_from": start, "valid_to": end}
        left.append(row | {"known_from": at, "known_to": None})
    known[item] = left


def _write(bind: sa.Connection, made: list[Row], last: int | None) -> int | None:
    """Number the rows after those that are there; the table of serials says how far the numbers go."""
    if not made:
        return last
    start = last or 0
    bind.execute(sa.insert(validity), [row | {"seq": start + n} for n, row in enumerate(made, 1)])
    counted = start + len(made)
    if last is None:
        bind.execute(sa.insert(serials).values(scope="validity", last=counted))
    else:
        bind.execute(sa.update(serials).where(serials.c.scope == "validity").values(last=counted))
    made.clear()
    return counted


def downgrade() -> None:
    """Back: what the feed tells stays told."""
