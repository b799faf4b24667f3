"""The first tables of the review service, and its ledger."""

import sqlalchemy as sa
from alembic import op

from shared import ledger_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.create_0001()
    op.create_table(
        "audits",
        sa.Column("audit_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("matrix", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("elements", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("writers", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("updated_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audits")),
        sa.UniqueConstraint("item_id", name=op.f("uq_audits_item_id")),
    )
    op.create_index("ix_audits_region_state", "audits", ["region", "state"], unique=False)
    op.create_table(
        "parts",
        sa.Column("audit_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.String(length=27), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", "part", name=op.f("pk_parts")),
    )
    op.create_index("ix_parts_verdict", "parts", ["verdict", "part"], unique=False)
    op.create_table(
        "remarks",
        sa.Column("audit_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("element", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cites", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("settled_round", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("audit_id", "round", "part", "element", name=op.f("pk_remarks")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("remarks")
    op.drop_index("ix_parts_verdict", table_name="parts")
    op.drop_table("parts")
    op.drop_index("ix_audits_region_state", table_name="audits")
    op.drop_table("audits")
    ledger_history.drop_0001()
