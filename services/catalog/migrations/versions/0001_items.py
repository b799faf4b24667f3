"""The first tables of the catalog service, and its ledger."""

import sqlalchemy as sa
from alembic import op

from shared import ledger_history
from shared.ledger import Big

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.create_0001()
    op.create_table(
        "accounts",
        sa.Column("username", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("roles", sa.String(length=300), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_office"), "accounts", ["office"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_by", sa.String(length=120), nullable=False),
        sa.Column("kept_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attachments")),
    )
    op.create_table(
        "attentions",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("ground", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("message_zh", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "ground", name=op.f("pk_attentions")),
    )
    op.create_index(op.f("ix_attentions_office"), "attentions", ["office"], unique=False)
    op.create_table(
        "citations",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_citations")),
    )
    op.create_index("ix_citations_title", "citations", ["title", "article"], unique=False)
    op.create_table(
        "editions",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("elements", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("saved_by", sa.String(length=120), nullable=False),
        sa.Column("saved_office", sa.String(length=18), nullable=False),
        sa.Column("saved_at", sa.String(length=27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "number", name=op.f("pk_editions")),
    )
    op.create_table(
        "feed",
        sa.Column("seq", Big, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_feed")),
    )
    op.create_table(
        "findings",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("severity", sa.String(length=5), nullable=False),
        sa.Column("message_zh", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("cure_zh", sa.Text(), nullable=False),
        sa.Column("found_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "edition", "rule", "path", name=op.f("pk_findings")),
    )
    op.create_table(
        "items",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("layer", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("basic_code", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("office_name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("region_name", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=2000), nullable=False),
        sa.Column("item_type", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("submitted", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.Column("online", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("updated_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_items")),
        sa.UniqueConstraint("code", name=op.f("uq_items_code")),
    )
    op.create_index(op.f("ix_items_basic_code"), "items", ["basic_code"], unique=False)
    op.create_index("ix_items_office", "items", ["office", "code"], unique=False)
    op.create_index("ix_items_region", "items", ["region", "code"], unique=False)
    op.create_table(
        "offers",
        sa.Column("base_id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("offered_at", sa.String(length=27), nullable=False),
        sa.Column("decided_at", sa.String(length=27), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.Column("item_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("base_id", "office", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_office", "offers", ["office", "state"], unique=False)
    op.create_table(
        "offices",
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("kinds", sa.String(length=200), nullable=False),
        sa.Column("nature", sa.String(length=1), nullable=False),
        sa.Column("level", sa.String(length=1), nullable=False),
        sa.Column("line", sa.String(length=60), nullable=False),
        sa.Column("parent", sa.String(length=18), nullable=True),
        sa.PrimaryKeyConstraint("credit_code", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_region"), "offices", ["region"], unique=False)
    op.create_table(
        "publications",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("item_type", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=2000), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.String(length=27), nullable=False),
        sa.Column("online_at", sa.String(length=27), nullable=True),
        sa.Column("offline_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "edition", name=op.f("pk_publications")),
    )
    op.create_index("ix_publications_live_online", "publications", ["live", "online_at", "code"], unique=False)
    op.create_index("ix_publications_live_code", "publications", ["live", "code"], unique=False)
    op.create_index("ix_publications_live_office", "publications", ["live", "office", "code"], unique=False)
    op.create_index("ix_publications_live_region", "publications", ["live", "region", "code"], unique=False)
    op.create_index("ix_publications_live_type", "publications", ["live", "item_type", "code"], unique=False)
    op.create_table(
        "remarks",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("audit_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cites", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "audit_id", "round", "element", "part", name=op.f("pk_remarks")),
    )
    op.create_table(
        "serials",
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_serials")),
    )
    op.create_table(
        "shown_attachments",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "item_id", name=op.f("pk_shown_attachments")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("shown_attachments")
    op.drop_table("serials")
    op.drop_table("remarks")
    op.drop_index("ix_publications_live_type", table_name="publications")
    op.drop_index("ix_publications_live_region", table_name="publications")
    op.drop_index("ix_publications_live_office", table_name="publications")
    op.drop_index("ix_publications_live_online", table_name="publications")
    op.drop_index("ix_publications_live_code", table_name="publications")
    op.drop_table("publications")
    op.drop_index(op.f("ix_offices_region"), table_name="offices")
    op.drop_table("offices")
    op.drop_index("ix_offers_office", table_name="offers")
    op.drop_table("offers")
    op.drop_index("ix_items_region", table_name="items")
    op.drop_index("ix_items_office", table_name="items")
    op.drop_index(op.f("ix_items_basic_code"), table_name="items")
    op.drop_table("items")
    op.drop_table("findings")
    op.drop_table("feed")
    op.drop_table("editions")
    op.drop_index("ix_citations_title", table_name="citations")
    op.drop_table("citations")
    op.drop_index(op.f("ix_attentions_office"), table_name="attentions")
    op.drop_table("attentions")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_accounts_office"), table_name="accounts")
    op.drop_table("accounts")
    ledger_history.drop_0001()
