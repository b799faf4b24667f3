"""What the public has of an item, beside the state of the work on it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("items", sa.Column("availability", sa.String(length=10), nullable=False, server_default="none"))
    op.execute("UPDATE items SET availability = 'suspended' WHERE state = 'suspended'")
    op.execute(
        "UPDATE items SET availability = 'online' WHERE item_id IN (SELECT item_id FROM publications WHERE live)"
    )


def downgrade() -> None:
    """Back."""
    op.drop_column("items", "availability")
