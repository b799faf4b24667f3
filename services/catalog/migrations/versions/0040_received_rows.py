"""What a row of the province said, of which item, and the change set by which that came in."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

COLUMNS = (sa.Column("item_id", sa.String(36)), sa.Column("set_id", sa.String(36)), sa.Column("said", sa.Text))


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    for one in COLUMNS:
        op.add_column("received", sa.Column(one.name, one.type, nullable=False, server_default=""))
    op.create_index("ix_received_item_id", "received", ["item_id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_received_item_id", table_name="received")
    for one in COLUMNS:
        op.drop_column("received", one.name)
