"""An item's changes in the feed are found by the item: each night, when they are held against the trail."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_index("ix_feed_item_id", "feed", ["item_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_feed_item_id", "feed")
