"""What inspections found and what is let pass."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.rows import told

findings = Table(
    "findings",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("rule", String(60), primary_key=True),
    Column("path", String(120), primary_key=True),
    Column("severity", String(5), nullable=False),
    Column("message_zh", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("cure_zh", Text, nullable=False),
    Column("found_at", String(27), nullable=False),
)

remarks = Table(
    "remarks",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("audit_id", String(36), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("element", String(60), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("cites", Text, nullable=False),
    Column("made_at", String(27), nullable=False),
    info=told("item_id"),
)

citations = Table(
    "citations",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("article", Integer, nullable=False),
    Index("ix_citations_title", "title", "article"),
)

waivers = Table(
    "waivers",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("rule", String(60), primary_key=True),
    Column("path", String(120), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("author", String(120), nullable=False),
    Column("until", String(10), nullable=False),
    Column("at", String(27), nullable=False),
)

standing_findings = Table(
    "standing_findings",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("rule", String(60), primary_key=True),
    Column("path", String(120), primary_key=True),
    Column("severity", String(5), nullable=False),
    Column("office", String(18), nullable=False),
    Column("region", String(12), nullable=False),
    Column("message_zh", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("first_edition", Integer, nullable=False),
    Column("last_edition", Integer, nullable=False),
    Column("times", Integer, nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("closed_at", String(27)),
    Index("ix_standing_findings_open", "closed_at", "office"),
)

inspections = Table(
    "inspections",
    CATALOG,
    Column("day", String(10), primary_key=True),
    Column("began_at", String(27), nullable=False),
    Column("ended_at", String(27)),
    Column("after", String(40), nullable=False),
    Column("items", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("told", Integer, nullable=False),
)
