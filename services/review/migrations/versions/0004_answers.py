"""What an idempotent answer said in its headers: ETag and Location."""

from shared import ledger_history

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.keep_answer_headers()


def downgrade() -> None:
    """Back."""
    ledger_history.forget_answer_headers()
