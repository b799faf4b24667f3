"""What is said about items along their business line."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "line_notes",
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("office_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_line_notes")),
    )
    op.create_index(op.f("ix_line_notes_item_id"), "line_notes", ["item_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_line_notes_item_id"), table_name="line_notes")
    op.drop_table("line_notes")
