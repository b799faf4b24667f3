"""Bodies are numbered in the order in which they were registered, so that a pull misses none."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("offices", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "update offices set number = (select count(*) from offices o where o.credit_code <= offices.credit_code)"
    )


def downgrade() -> None:
    """Back."""
    op.drop_column("offices", "number")
