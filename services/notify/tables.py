"""The rows of the notify service."""

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

from shared.ledger import NAMING
from shared.rows import told

NOTIFY = MetaData(naming_convention=NAMING)

duties = Table(
    "duties",
    NOTIFY,
    Column("duty_id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("item_id", String(36), nullable=False, index=True),
    Column("item_name", String(2000), nullable=False),
    Column("item_code", String(40), nullable=False),
    Column("office", String(18), nullable=False),
    Column("office_name", String(200), nullable=False),
    Column("region", String(12), nullable=False),
    Column("clause", String(100), nullable=False),
    Column("started_on", String(10), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("working", Text, nullable=False),
    Column("closed_on", String(10)),
    Column("closed_by", String(120)),
    Index("ix_duties_open", "closed_on", "due_on"),
    Index("ix_duties_office", "office", "due_on"),
    info=told("item_id"),
)

endings = Table(
    "endings",
    NOTIFY,
    Column("item_id", String(36), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("ended_on", String(10), nullable=False),
    info=told("item_id"),
)

circulars = Table(
    "circulars",
    NOTIFY,
    Column("circular_id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("item_id", String(36), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("office", String(18), nullable=False),
    Column("role", String(40), nullable=False),
    Column("region", String(12), nullable=False),
    Column("made_at", String(27), nullable=False),
    Index("ix_circulars_office", "office", "made_at"),
    Index("ix_circulars_role", "role", "region", "made_at"),
    info=told("item_id"),
)

deliveries = Table(
    "deliveries",
    NOTIFY,
    Column("delivery_id", String(36), primary_key=True),
    Column("circular_id", String(36), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("recipient", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(27), nullable=False),
    Column("reason", Text, nullable=False),
    Column("sent_at", String(27)),
    Index("ix_deliveries_due", "state", "next_at"),
    info=told("circular_id", apart=("state", "attempts", "next_at", "reason", "sent_at")),
)

subscriptions = Table(
    "subscriptions",
    NOTIFY,
    Column("subscription_id", String(36), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("address", Text, nullable=False),
    Column("secret", String(200), nullable=False),
    Column("region", String(12), nullable=False),
    Column("office", String(18), nullable=False, index=True),
    Column("made_by", String(120), nullable=False),
    Column("made_at", String(27), nullable=False),
    Column("ended_at", String(27)),
    info=told("office"),
)

reads = Table(
    "reads",
    NOTIFY,
    Column("circular_id", String(36), primary_key=True),
    Column("who", String(120), primary_key=True),
    Column("at", String(27), nullable=False),
    info=told("circular_id"),
)
