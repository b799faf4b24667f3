"""What stands below an item is found by an index: a catalogue item that changes asks for its holders."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_index("ix_items_parent", "items", ["parent_id", "layer"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_items_parent", "items")
