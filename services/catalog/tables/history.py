"""What was in force when, as known when, and why it changed."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.ledger import Big
from shared.rows import told

validity = Table(
    "validity",
    CATALOG,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("item_id", String(36), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("valid_from", String(27), nullable=False),
    Column("valid_to", String(27)),
    Column("known_from", String(27), nullable=False),
    Column("known_to", String(27)),
    Index("ix_validity_code", "code", "valid_from"),
)

worse_reasons = Table(
    "worse_reasons",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("against", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told("item_id"),
)

corrections = Table(
    "corrections",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("at", String(27), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("valid_from", String(27), nullable=False),
    Column("valid_to", String(27), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(120), nullable=False),
    info=told("item_id"),
)
