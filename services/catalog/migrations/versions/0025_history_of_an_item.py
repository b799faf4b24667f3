"""An item's history is found by the item: with each going online, and each night when it is held against the trail."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_index("ix_validity_item_id", "validity", ["item_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_validity_item_id", "validity")
