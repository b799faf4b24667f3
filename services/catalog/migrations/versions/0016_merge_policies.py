"""What a body takes from above without asking, is asked about, or never takes."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "merge_policies",
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("group_key", sa.String(length=20), nullable=False),
        sa.Column("policy", sa.String(length=5), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("office", "group_key", name=op.f("pk_merge_policies")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("merge_policies")
