"""What a body answers for beside its own business line."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("offices", sa.Column("duties", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    op.drop_column("offices", "duties")
