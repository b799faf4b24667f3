"""Items of one name in one region are found by an index."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_index("ix_items_region_name", "items", ["region", "name"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_items_region_name", table_name="items")
