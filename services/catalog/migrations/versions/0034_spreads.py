"""Whom a change above is still to reach: the holders follow it in short turns."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "spreads",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("due", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_spreads")),
    )
    op.create_index("ix_spreads_cause", "spreads", ["cause", "code"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_spreads_cause", table_name="spreads")
    op.drop_table("spreads")
