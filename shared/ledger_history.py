"""The ledger's tables as they were born and as they changed; each service's migrations call these, never the present."""

import sqlalchemy as sa
from alembic import op

from shared import trail

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GENESIS = "0" * 64


def create_0001() -> None:
    """The first ledger, and its head."""
    op.create_table(
        "dead_letters",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("handler", sa.String(length=80), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("buried_at", sa.String(length=27), nullable=False),
        sa.Column("replayed_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "handler", name=op.f("pk_dead_letters")),
    )
    op.create_table(
        "idempotent_answers",
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("who", "key", name=op.f("pk_idempotent_answers")),
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("handler", sa.String(length=80), nullable=False),
        sa.Column("taken_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "handler", name=op.f("pk_inbox")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("outbox_seq", Big, nullable=False),
        sa.Column("trail_seq", Big, nullable=False),
        sa.Column("trail_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", Big, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("sent_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
    )
    op.create_index("ix_outbox_unsent", "outbox", ["sent_at", "seq"], unique=False)
    op.create_table(
        "trail",
        sa.Column("seq", Big, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail")),
    )
    op.create_index(op.f("ix_trail_subject"), "trail", ["subject"], unique=False)
    op.create_table(
        "trail_checkpoints",
        sa.Column("seq", Big, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail_checkpoints")),
    )
    head = sa.table("ledger_head", *(sa.column(name) for name in ("name", "outbox_seq", "trail_seq", "trail_hash")))
    op.bulk_insert(head, [{"name": "ledger", "outbox_seq": 0, "trail_seq": 0, "trail_hash": GENESIS}])


def drop_0001() -> None:
    """The way back."""
    op.drop_table("trail_checkpoints")
    op.drop_index(op.f("ix_trail_subject"), table_name="trail")
    op.drop_table("trail")
    op.drop_index("ix_outbox_unsent", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("ledger_head")
    op.drop_table("leases")
    op.drop_table("inbox")
    op.drop_table("idempotent_answers")
    op.drop_table("dead_letters")


def keep_answer_headers() -> None:
    """What an idempotent answer said in its headers: ETag and Location."""
    op.add_column("idempotent_answers", sa.Column("headers", sa.Text(), server_default="{}", nullable=False))


def forget_answer_headers() -> None:
    """The way back."""
    op.drop_column("idempotent_answers", "headers")


def seal_head() -> None:
    """The head's keyed seal; the edition before this one goes on without it."""
    op.add_column("ledger_head", sa.Column("sealed_seq", Big, server_default="0", nullable=False))
    op.add_column("ledger_head", sa.Column("seal", sa.String(length=64), server_default="", nullable=False))


def unseal_head() -> None:
    """The way back."""
    op.drop_column("ledger_head", "seal")
    op.drop_column("ledger_head", "sealed_seq")


def tell_rows() -> None:
    """The rows that an entry tells of, by hash; entries of before tell of none. What a way back left is there already."""
    if sa.inspect(op.get_bind()).has_table("trail_rows"):
        return
    op.add_column("trail", sa.Column("rows", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "trail_rows",
        sa.Column("seq", Big, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("of", sa.String(length=120), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", "name", "key", name=op.f("pk_trail_rows")),
    )
    op.create_index("ix_trail_rows_name_key", "trail_rows", ["name", "key"], unique=False)
    op.create_index("ix_trail_rows_of", "trail_rows", ["of"], unique=False)


def tell_no_rows() -> None:
    """The way back; what entries told stays, or they would be other entries."""
    trail_table = sa.table("trail", sa.column("rows"))
    if op.get_bind().execute(sa.select(trail_table).where(trail_table.c.rows != "").limit(1)).first() is None:
        op.drop_table("trail_rows")
        op.drop_column("trail", "rows")


def seal_first(service: str) -> None:
    """Seal the head as it stands, that of a trail without entries too, unless it had its seal or lost it.

    The key is the deployment's; without one the trail says that it is unsealed.
    """
    config = op.get_context().config
    given = config.attributes if config else {}
    head = sa.table("ledger_head", *(sa.column(name) for name in ("trail_seq", "trail_hash", "sealed_seq", "seal")))
    row = op.get_bind().execute(sa.select(head).where(head.c.seal == "")).one_or_none()
    if row and given.get("trail_key") and not (row.trail_seq and given.get("sealed_before")):
        made = trail.seal(given["trail_key"], service, row.trail_seq, row.trail_hash)
        op.execute(head.update().values(sealed_seq=row.trail_seq, seal=made))
