"""Which editions a government has approved, by which document."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "approvals",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("approved_on", sa.String(length=10), nullable=False),
        sa.Column("filing_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "edition", name=op.f("pk_approvals")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("approvals")
