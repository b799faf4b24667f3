"""The tables that every service has beside its own: outbox, inbox, dead letters, trail, and what replicas agree on."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LEDGER = MetaData(naming_convention=NAMING)
Big = BigInteger().with_variant(Integer, "sqlite")

head = Table(
    "ledger_head",
    LEDGER,
    Column("name", String(20), primary_key=True),
    Column("outbox_seq", Big, nullable=False),
    Column("trail_seq", Big, nullable=False),
    Column("trail_hash", String(64), nullable=False),
    Column("sealed_seq", Big, nullable=False, server_default="0"),
    Column("seal", String(64), nullable=False, server_default=""),
)

outbox = Table(
    "outbox",
    LEDGER,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("topic", String(60), nullable=False),
    Column("key", String(64), nullable=False),
    Column("type", String(80), nullable=False),
    Column("envelope", Text, nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("sent_at", String(27)),
    Index("ix_outbox_unsent", "sent_at", "seq"),
)

inbox = Table(
    "inbox",
    LEDGER,
    Column("event_id", String(36), primary_key=True),
    Column("handler", String(80), primary_key=True),
    Column("taken_at", String(27), nullable=False),
)

dead_letters = Table(
    "dead_letters",
    LEDGER,
    Column("event_id", String(36), primary_key=True),
    Column("handler", String(80), primary_key=True),
    Column("topic", String(60), nullable=False),
    Column("envelope", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("buried_at", String(27), nullable=False),
    Column("replayed_at", String(27)),
)

trail = Table(
    "trail",
    LEDGER,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("who", String(120), nullable=False),
    Column("office", String(18), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(64), nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("after", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
    Column("rows", String(64), nullable=False, server_default=""),
)

trail_rows = Table(
    "trail_rows",
    LEDGER,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("name", String(40), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("of", String(120), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_trail_rows_name_key", "name", "key"),
    Index("ix_trail_rows_of", "of"),
)

checkpoints = Table(
    "trail_checkpoints",
    LEDGER,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("signature", String(100), nullable=False),
)

answers = Table(
    "idempotent_answers",
    LEDGER,
    Column("who", String(120), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", String(27), nullable=False),
    Column("headers", Text, nullable=False, server_default="{}"),
)

leases = Table(
    "leases",
    LEDGER,
    Column("name", String(60), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("until", String(27), nullable=False),
)
