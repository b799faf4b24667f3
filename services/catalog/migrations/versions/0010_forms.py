"""Forms handed in, on paper and as a file; the sections of a body, and which were merged into its approval office."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "handed_in",
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("paper_on", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("office", "form", "year", name=op.f("pk_handed_in")),
    )
    op.create_table(
        "sections",
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("merged_into", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("office", "name", name=op.f("pk_sections")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("sections")
    op.drop_table("handed_in")
