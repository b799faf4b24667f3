"""The rows of the guide service."""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

from shared.ledger import NAMING
from shared.rows import told

GUIDE = MetaData(naming_convention=NAMING)

guides = Table(
    "guides",
    GUIDE,
    Column("item_id", String(36), primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(2000), nullable=False),
    Column("office_name", String(200), nullable=False),
    Column("region", String(12), nullable=False),
    Column("region_name", String(200), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("online", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_at", String(27), nullable=False),
    Index("ix_guides_state_code", "state", "code"),
    Index("ix_guides_state_region", "state", "region", "code"),
    info=told("item_id"),
)

editions = Table(
    "guide_editions",
    GUIDE,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("rendered_at", String(27), nullable=False),
    info=told("item_id"),
)

commissions = Table(
    "commissions",
    GUIDE,
    Column("item_id", String(36), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("region", String(12), nullable=False, index=True),
    Column("opened_at", String(27), nullable=False),
    Column("until", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("called_by", String(120), nullable=False),
    Column("called_at", String(27), nullable=False),
    info=told("item_id"),
)

renderings = Table(
    "renderings",
    GUIDE,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("format", String(20), primary_key=True),
    Column("media_type", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    info=told("item_id", bodies={"body": "sha256"}),
)
