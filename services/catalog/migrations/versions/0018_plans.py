"""What is planned for a day: an edition to go online, an item to be cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "plans",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("does", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "does", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_on"), "plans", ["on"])


def downgrade() -> None:
    """Back."""
    op.drop_table("plans")
