"""The rows that the trail's entries tell of."""

from shared import ledger_history

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.tell_rows()


def downgrade() -> None:
    """Back."""
    ledger_history.tell_no_rows()
