"""Items, their editions, and what of them is public."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.ledger import Big
from shared.rows import told

items = Table(
    "items",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("layer", String(20), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("basic_code", String(12), nullable=False, index=True),
    Column("parent_id", String(36)),
    Column("office", String(18), nullable=False),
    Column("office_name", String(200), nullable=False),
    Column("region", String(12), nullable=False),
    Column("region_name", String(200), nullable=False),
    Column("name", String(2000), nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("state", String(20), nullable=False),
    Column("head", Integer, nullable=False),
    Column("submitted", Integer, nullable=False, default=0),
    Column("approved", Integer, nullable=False, default=0),
    Column("online", Integer, nullable=False, default=0),
    Column("base_edition", Integer, nullable=False, default=0, server_default="0"),
    Column("turn", Integer, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("availability", String(10), nullable=False, default="none", server_default="none"),
    Column("organ", String(36), nullable=False, default="", server_default=""),
    Index("ix_items_parent", "parent_id", "layer"),
    Index("ix_items_office", "office", "code"),
    Index("ix_items_region", "region", "code"),
    Index("ix_items_region_name", "region", "name"),
    info=told("item_id", apart=("state", "availability", "head", "turn", "updated_at")),
)

editions = Table(
    "editions",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("elements", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("saved_by", String(120), nullable=False),
    Column("saved_office", String(18), nullable=False),
    Column("saved_at", String(27), nullable=False),
    Column("reason", Text, nullable=False),
)

publications = Table(
    "publications",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("code", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("region", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("name", String(2000), nullable=False),
    Column("record", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("published_at", String(27), nullable=False),
    Column("online_at", String(27)),
    Column("offline_at", String(27)),
    Index("ix_publications_live_code", "live", "code"),
    Index("ix_publications_live_online", "live", "online_at", "code"),
    Index("ix_publications_live_region", "live", "region", "code"),
    Index("ix_publications_live_office", "live", "office", "code"),
    Index("ix_publications_live_type", "live", "item_type", "code"),
)

feed = Table(
    "feed",
    CATALOG,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("change", String(20), nullable=False),
    Column("item_id", String(36), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    info=told("item_id"),
)

attachments = Table(
    "attachments",
    CATALOG,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_by", String(120), nullable=False),
    Column("kept_at", String(27), nullable=False),
    info=told(apart=("body",)),
)

shown_attachments = Table(
    "shown_attachments",
    CATALOG,
    Column("sha256", String(64), primary_key=True),
    Column("item_id", String(36), primary_key=True),
    Column("name", String(300), nullable=False),
    info=told("item_id"),
)

serials = Table(
    "serials",
    CATALOG,
    Column("scope", String(60), primary_key=True),
    Column("last", Integer, nullable=False),
)

given_codes = Table(
    "given_codes",
    CATALOG,
    Column("code", String(12), primary_key=True),
    Column("office", String(18), nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told(),
)

successors = Table(
    "successors",
    CATALOG,
    Column("old_code", String(40), primary_key=True),
    Column("new_code", String(40), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(27), nullable=False),
    Index("ix_successors_new", "new_code"),
    info=told("old_code"),
)

item_forms = Table(
    "item_forms",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("paper_on", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told("item_id"),
)

sections = Table(
    "sections",
    CATALOG,
    Column("office", String(18), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("merged_into", String(100), nullable=False),
    info=told("office"),
)
