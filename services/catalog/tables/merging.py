"""What changed above and what each holder made of it."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from services.catalog.tables.base import CATALOG
from shared.rows import told

merges = Table(
    "merges",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("base_edition", Integer, primary_key=True),
    Column("from_edition", Integer, nullable=False),
    Column("office", String(18), nullable=False),
    Column("state", String(12), nullable=False),
    Column("taken", Text, nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("closed_at", String(27)),
    Index("ix_merges_office", "office", "state"),
    info=told("item_id"),
)

spreads = Table(
    "spreads",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("code", String(40), nullable=False),
    Column("cause", String(36), nullable=False),
    Column("since", Integer, nullable=False),
    Column("ground", Text),
    *(Column(n, String(k), nullable=False) for n, k in (("by", 120), ("office", 18), ("due", 27))),
    Index("ix_spreads_cause", "cause", "code"),
    info=told("item_id", apart=("due",)),
)

merge_policies = Table(
    "merge_policies",
    CATALOG,
    Column("office", String(18), primary_key=True),
    Column("group_key", String(20), primary_key=True),
    *(Column(n, String(size), nullable=False) for n, size in (("policy", 5), ("by", 120), ("at", 27))),
    info=told("office"),
)

merge_labels = Table(
    "merge_labels",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("base_edition", Integer, primary_key=True),
    Column("group_key", String(20), primary_key=True),
    Column("needed", Boolean, nullable=False),
    *(Column(n, String(k), nullable=False) for n, k in (("province", 2), ("office", 18), ("by", 120), ("at", 27))),
    Index("ix_merge_labels_province", "province", "at"),
    info=told("item_id"),
)

merge_mutes = Table(
    "merge_mutes",
    CATALOG,
    *(Column(n, String(size), primary_key=True) for n, size in (("province", 2), ("group_key", 20), ("at", 27))),
    Column("until", String(27), nullable=False),
    Column("asked_again", Boolean, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("labels", "needed", "bodies")),
    info=told(),
)
