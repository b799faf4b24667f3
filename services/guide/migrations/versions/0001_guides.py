"""The first tables of the guide service, and its ledger."""

import sqlalchemy as sa
from alembic import op

from shared import ledger_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.create_0001()
    op.create_table(
        "guide_editions",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("rendered_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "edition", name=op.f("pk_guide_editions")),
    )
    op.create_table(
        "guides",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=2000), nullable=False),
        sa.Column("office_name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("region_name", sa.String(length=200), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("online", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_guides")),
        sa.UniqueConstraint("code", name=op.f("uq_guides_code")),
    )
    op.create_index("ix_guides_state_code", "guides", ["state", "code"], unique=False)
    op.create_index("ix_guides_state_region", "guides", ["state", "region", "code"], unique=False)
    op.create_table(
        "renderings",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "edition", "format", name=op.f("pk_renderings")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("renderings")
    op.drop_index("ix_guides_state_region", table_name="guides")
    op.drop_index("ix_guides_state_code", table_name="guides")
    op.drop_table("guides")
    op.drop_table("guide_editions")
    ledger_history.drop_0001()
