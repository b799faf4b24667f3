"""The rows of change sets are found by their item: what the last summary table says of it."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_index("ix_change_rows_item", "change_rows", ["item_id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_change_rows_item", table_name="change_rows")
