"""Handling items that were suspended with their implementation item."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "suspensions",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("with_item", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_suspensions")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("suspensions")
