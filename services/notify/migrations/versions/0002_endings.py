"""What ended a duty, kept for a start that is heard of later."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "endings",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "kind", "turn", name=op.f("pk_endings")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("endings")
