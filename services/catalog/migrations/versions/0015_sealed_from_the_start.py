"""The trail's head is sealed before its first entry, so that an unsealed one is a fault."""

from shared import ledger_history

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.seal_first("catalog")


def downgrade() -> None:
    """Back: a seal stays; the edition before this one knows it."""
