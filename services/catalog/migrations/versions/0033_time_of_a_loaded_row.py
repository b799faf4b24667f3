"""When the row that a load took was changed where it comes from: of two of one version the later counts."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("loads", sa.Column("updated", sa.Text(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("loads", "updated")
