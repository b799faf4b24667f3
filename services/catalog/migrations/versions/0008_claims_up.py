"""What goes up says of which kind it is: an item, or a body's answer to an offer."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    with op.batch_alter_table("outbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="item"))
        batch_op.add_column(sa.Column("region", sa.String(length=12), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("outbound", schema=None) as batch_op:
        batch_op.drop_column("region")
        batch_op.drop_column("kind")
