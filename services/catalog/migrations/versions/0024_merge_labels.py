"""What holders say of the changes from above that they are asked about, and the groups that are muted for it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "merge_labels",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("base_edition", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.String(length=20), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "base_edition", "group_key", name=op.f("pk_merge_labels")),
    )
    op.create_index("ix_merge_labels_province", "merge_labels", ["province", "at"])
    op.create_table(
        "merge_mutes",
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("group_key", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.Column("asked_again", sa.Boolean(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("bodies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("province", "group_key", "at", name=op.f("pk_merge_mutes")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("merge_mutes")
    op.drop_index("ix_merge_labels_province", table_name="merge_labels")
    op.drop_table("merge_labels")
