"""Which file a change set came from, by its hash; what the rules found in its rows, and its report, kept as a file."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("change_files", sa.Column("sha256", sa.String(length=64), nullable=True))
    op.create_index("ix_change_files_sha256", "change_files", ["sha256"])
    op.add_column("change_pieces", sa.Column("at", sa.String(length=27), nullable=True))
    op.create_table(
        "change_findings",
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", "row", name=op.f("pk_change_findings")),
    )
    op.create_table(
        "change_reports",
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", name=op.f("pk_change_reports")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("change_reports")
    op.drop_table("change_findings")
    op.drop_column("change_pieces", "at")
    op.drop_index("ix_change_files_sha256", table_name="change_files")
    op.drop_column("change_files", "sha256")
