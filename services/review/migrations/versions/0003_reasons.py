"""What a submission says of itself: reasons for what is worse for the applicant, and the four cuts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reasons", sa.Text(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("cuts", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_column("cuts")
        batch_op.drop_column("reasons")
