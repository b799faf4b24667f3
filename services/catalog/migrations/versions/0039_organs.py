"""By whose entrusting a body has an item."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("items", sa.Column("organ", sa.String(length=36), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    op.drop_column("items", "organ")
