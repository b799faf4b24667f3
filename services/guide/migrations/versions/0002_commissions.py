"""Guides that are to be made, and the service centre's calls for them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "commissions",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("called_by", sa.String(length=120), nullable=False),
        sa.Column("called_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_commissions")),
    )
    op.create_index(op.f("ix_commissions_region"), "commissions", ["region"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_commissions_region"), table_name="commissions")
    op.drop_table("commissions")
