"""How the department above on the line found an edition of an item below."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "line_reviews",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "office", "edition", name=op.f("pk_line_reviews")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("line_reviews")
