"""What a reconciliation finds may be a row that cannot be compared, and several under one code.

What the last run found is made anew by the next one, so the table begins empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.drop_table("drifts")
    op.create_table(
        "drifts",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False, server_default="0"),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ours", sa.String(length=64), nullable=False),
        sa.Column("theirs", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("row_guid", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("run_id", "code", "place", name=op.f("pk_drifts")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("drifts")
    op.create_table(
        "drifts",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ours", sa.String(length=64), nullable=False),
        sa.Column("theirs", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("row_guid", sa.String(length=36), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("run_id", "code", name=op.f("pk_drifts")),
    )
