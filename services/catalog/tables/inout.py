"""Change sets and their files; what goes up to the province and comes down."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.rows import told

change_sets = Table(
    "change_sets",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(300), nullable=False),
    Column("office", String(18), nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    Column("state", String(10), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("undone_by", String(36)),
    Column("tries", Integer, nullable=False, default=0, server_default="0"),
    info=told("set_id", apart=("tries",)),
)

change_rows = Table(
    "change_rows",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("item_id", String(36), nullable=False),
    Column("code", String(40), nullable=False),
    Column("action", String(10), nullable=False),
    Column("before", Integer, nullable=False),
    Column("after", Integer, nullable=False),
    Column("changes", Text, nullable=False),
    Column("faults", Text, nullable=False),
    Index("ix_change_rows_item", "item_id"),
    info=told("item_id"),
)

loads = Table(
    "loads",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("set_id", String(36), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("upper", Text, nullable=False),
    Column("at", String(27), nullable=False),
    Column("updated", Text),
    info=told("item_id"),
)

outbound = Table(
    "outbound",
    CATALOG,
    Column("row_guid", String(36), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("item_id", String(36), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("operation", String(1), nullable=False),
    Column("batch", String(36), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("receipt", String(100), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(27), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", String(27), nullable=False),
    Column("settled_at", String(27)),
    Column("kind", String(10), nullable=False, server_default="item"),
    Column("region", String(12), nullable=False, server_default=""),
    Index("ix_outbound_due", "state", "next_at"),
    info=told("item_id", apart=("state", "receipt", "attempts", "next_at", "reason", "settled_at")),
)

received = Table(
    "received",
    CATALOG,
    Column("row_guid", String(36), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("receipt", String(36), nullable=False),
    Column("at", String(27), nullable=False),
    Column("item_id", String(36), nullable=False, server_default=""),
    Column("set_id", String(36), nullable=False, server_default=""),
    Column("said", Text, nullable=False, server_default=""),
    Index("ix_received_item_id", "item_id"),
    info=told(),
)

drifts = Table(
    "drifts",
    CATALOG,
    Column("run_id", String(36), primary_key=True),
    Column("code", String(200), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False, server_default="0"),
    Column("kind", String(12), nullable=False),
    Column("ours", String(64), nullable=False),
    Column("theirs", String(200), nullable=False),
    Column("at", String(27), nullable=False),
    Column("row_guid", String(200), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
)

change_files = Table(
    "change_files",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False),
    Column("apply", Boolean, nullable=False),
    Column("good_rows", Boolean, nullable=False),
    Column("sha256", String(64), index=True),
    info=told("set_id"),
)

change_pieces = Table(
    "change_pieces",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("at", String(27)),
)

change_findings = Table(
    "change_findings",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

change_reports = Table(
    "change_reports",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("file_id", String(36), nullable=False),
    Column("made", Boolean, nullable=False),
    Column("rows", Integer, nullable=False),
)

reconciliations = Table(
    "reconciliations",
    CATALOG,
    Column("run_id", String(36), primary_key=True),
    Column("at", String(27), nullable=False, index=True),
    Column("ours", Integer, nullable=False),
    Column("theirs", Integer, nullable=False),
    Column("drift", Integer, nullable=False),
)

handed_in = Table(
    "handed_in",
    CATALOG,
    Column("office", String(18), primary_key=True),
    Column("form", String(20), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("paper_on", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    info=told("office"),
)
