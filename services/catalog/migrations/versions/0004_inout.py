"""The files of change sets, and the runs of the reconciliation with the province."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "change_files",
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("apply", sa.Boolean(), nullable=False),
        sa.Column("good_rows", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", name=op.f("pk_change_files")),
    )
    op.create_table(
        "reconciliations",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("ours", sa.Integer(), nullable=False),
        sa.Column("theirs", sa.Integer(), nullable=False),
        sa.Column("drift", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_reconciliations")),
    )
    with op.batch_alter_table("reconciliations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reconciliations_at"), ["at"], unique=False)
    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("row_guid", sa.String(length=36), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.drop_column("row_guid")
    with op.batch_alter_table("reconciliations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reconciliations_at"))
    op.drop_table("reconciliations")
    op.drop_table("change_files")
