"""Offers, cases, plans and what waits for somebody."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.rows import told

offers = Table(
    "offers",
    CATALOG,
    Column("base_id", String(36), primary_key=True),
    Column("office", String(18), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("offered_at", String(27), nullable=False),
    Column("decided_at", String(27)),
    Column("reason", Text),
    Column("evidence", Text),
    Column("expires_on", String(10)),
    Column("item_id", String(36)),
    *(Column(n, String(size)) for n, size in (("audit", 10), ("audited_by", 120), ("audited_at", 27))),
    Column("audit_note", Text),
    Index("ix_offers_office", "office", "state"),
    info=told("base_id"),
)

plans = Table(
    "plans",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("does", String(10), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("on", String(10), nullable=False, index=True),
    info=told("item_id"),
)

approvals = Table(
    "approvals",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("document_number", String(200), nullable=False),
    Column("approved_on", String(10), nullable=False),
    Column("filing_id", String(36), nullable=False),
    info=told("item_id"),
)

suspensions = Table(
    "suspensions",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("with_item", String(36), nullable=False),
    info=told("item_id"),
)

attentions = Table(
    "attentions",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("ground", String(100), primary_key=True),
    Column("office", String(18), nullable=False, index=True),
    Column("message_zh", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("opened_at", String(27), nullable=False),
)

line_notes = Table(
    "line_notes",
    CATALOG,
    Column("note_id", String(36), primary_key=True),
    Column("item_id", String(36), nullable=False, index=True),
    Column("office", String(18), nullable=False),
    Column("office_name", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told("item_id"),
)

cases = Table(
    "cases",
    CATALOG,
    Column("case_id", String(36), primary_key=True),
    Column("item_id", String(36), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("ground", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("region", String(12), nullable=False),
    Column("opened_by", String(120), nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("content", Text, nullable=False),
    Index("ix_cases_state", "state", "region"),
    info=told("item_id"),
)

gates = Table(
    "gates",
    CATALOG,
    Column("case_id", String(36), primary_key=True),
    Column("gate", String(30), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("document_number", String(100), nullable=False),
    Column("issuer", String(200), nullable=False),
    Column("issued_on", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told("case_id"),
)

line_reviews = Table(
    "line_reviews",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("office", String(18), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told("item_id"),
)
