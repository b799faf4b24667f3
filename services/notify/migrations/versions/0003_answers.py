"""What an idempotent answer said in its headers: ETag and Location."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("idempotent_answers", sa.Column("headers", sa.Text(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("idempotent_answers", "headers")
