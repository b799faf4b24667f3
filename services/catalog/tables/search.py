"""What search reads."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.ledger import Big

search_words = Table(
    "search_words",
    CATALOG,
    Column("id", Big, primary_key=True),
    Column("live", Boolean, nullable=False),
    Column("desk", Boolean, nullable=False),
    Column("item_id", String(36), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("code", String(40), nullable=False),
    Column("region", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("title", String(2000), nullable=False),
    Column("name", Text, nullable=False),
    Index("ix_search_words_item", "item_id", "live", unique=True),
)
"""What can be found: narrow rows, for hits are counted and sorted here. `live` rows are what the public sees, `desk` rows
what the desk does; one row may be both."""

search_texts = Table(
    "search_texts",
    CATALOG,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("initials", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("tokens", Text, nullable=False),
)
"""What they are found by. The index over `tokens` is made by the migration: FTS5 on SQLite, GIN on PostgreSQL."""
