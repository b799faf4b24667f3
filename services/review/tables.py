"""The rows of the review. Internal elements lie here for their auditors; they leave only to those entitled."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

from shared.ledger import NAMING
from shared.rows import told

REVIEW = MetaData(naming_convention=NAMING)

audits = Table(
    "audits",
    REVIEW,
    Column("audit_id", String(36), primary_key=True),
    Column("item_id", String(36), nullable=False, unique=True),
    Column("matrix", String(40), nullable=False),
    Column("round", Integer, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("region", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("ref", Text, nullable=False),
    Column("elements", Text, nullable=False),
    Column("previous", Text),
    Column("writers", Text, nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("reasons", Text, nullable=False, server_default="{}"),
    Column("cuts", Text, nullable=False, server_default="[]"),
    Index("ix_audits_region_state", "region", "state"),
    info=told("item_id"),
)

parts = Table(
    "parts",
    REVIEW,
    Column("audit_id", String(36), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("seen", String(64), nullable=False),
    Column("round", Integer, nullable=False),
    Column("decided_by", String(120), nullable=False),
    Column("decided_at", String(27), nullable=False),
    Column("opinion", Text, nullable=False),
    Index("ix_parts_verdict", "verdict", "part"),
    info=told("audit_id"),
)

remarks = Table(
    "remarks",
    REVIEW,
    Column("audit_id", String(36), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("element", String(60), primary_key=True),
    Column("text", Text, nullable=False),
    Column("cites", Text, nullable=False),
    Column("made_by", String(120), nullable=False),
    Column("made_at", String(27), nullable=False),
    Column("settled_round", Integer),
    info=told("audit_id"),
)

timetables = Table(
    "timetables",
    REVIEW,
    Column("region", String(12), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("due_on", String(10), nullable=False),
    info=told("region"),
)

filings = Table(
    "filings",
    REVIEW,
    Column("filing_id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    Column("document_number", String(200), nullable=False),
    Column("receiving_body", String(200), nullable=False),
    Column("filed_on", String(10), nullable=False),
    Column("region", String(12), nullable=False),
    Column("made_by", String(120), nullable=False),
    Column("made_at", String(27), nullable=False),
    Column("answer_number", String(200), nullable=False),
    Column("answered_on", String(10), nullable=False),
    Column("answer_note", Text, nullable=False),
    Index("ix_filings_region", "region", "made_at"),
    info=told(),
)

filed = Table(
    "filed",
    REVIEW,
    Column("filing_id", String(36), primary_key=True),
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, nullable=False),
    Index("ix_filed_item", "item_id", "edition"),
    info=told("filing_id"),
)
