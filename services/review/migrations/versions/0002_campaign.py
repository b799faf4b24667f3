"""The timetable of a place, and results filed above."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "timetables",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("region", "step", name=op.f("pk_timetables")),
    )
    op.create_table(
        "filings",
        sa.Column("filing_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("receiving_body", sa.String(length=200), nullable=False),
        sa.Column("filed_on", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("answer_number", sa.String(length=200), nullable=False),
        sa.Column("answered_on", sa.String(length=10), nullable=False),
        sa.Column("answer_note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("filing_id", name=op.f("pk_filings")),
    )
    op.create_index("ix_filings_region", "filings", ["region", "made_at"], unique=False)
    op.create_table(
        "filed",
        sa.Column("filing_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("filing_id", "item_id", name=op.f("pk_filed")),
    )
    op.create_index("ix_filed_item", "filed", ["item_id", "edition"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_filed_item", table_name="filed")
    op.drop_table("filed")
    op.drop_index("ix_filings_region", table_name="filings")
    op.drop_table("filings")
    op.drop_table("timetables")
