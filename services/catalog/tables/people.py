"""Who uses the catalog: bodies and accounts."""

from sqlalchemy import Column, Integer, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.rows import told

offices = Table(
    "offices",
    CATALOG,
    Column("credit_code", String(18), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("region", String(12), nullable=False, index=True),
    Column("kinds", String(200), nullable=False),
    Column("nature", String(1), nullable=False),
    Column("level", String(1), nullable=False),
    Column("line", String(60), nullable=False),
    Column("parent", String(18)),
    Column("number", Integer, nullable=False, server_default="0"),
    Column("duties", Text, nullable=False, server_default=""),
    info=told(),
)

accounts = Table(
    "accounts",
    CATALOG,
    Column("username", String(120), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("office", String(18), nullable=False, index=True),
    Column("region", String(12), nullable=False),
    Column("roles", String(300), nullable=False),
    Column("password", String(200), nullable=False),
    Column("created_at", String(27), nullable=False),
    info=told("office"),
)
