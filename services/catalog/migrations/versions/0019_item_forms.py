"""The confirmation form of each item handed in, on paper and as a file (C21, C49)."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "item_forms",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("paper_on", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "year", name=op.f("pk_item_forms")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("item_forms")
