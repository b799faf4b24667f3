"""A claim ends with its item: offers whose item was cancelled say so."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    cancelled = "select item_id from items where state = 'cancelled'"
    op.execute(f"update offers set state = 'ended' where state = 'claimed' and item_id in ({cancelled})")  # noqa: S608


def downgrade() -> None:
    """Back."""
    op.execute("update offers set state = 'claimed' where state = 'ended'")
