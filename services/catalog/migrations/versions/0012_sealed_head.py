"""The trail's head under the deployment's key."""

from shared import ledger_history

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.seal_head()


def downgrade() -> None:
    """Back."""
    ledger_history.unseal_head()
