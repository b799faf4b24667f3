"""The long files of change sets, in pieces."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.create_table(
        "change_pieces",
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", "number", name=op.f("pk_change_pieces")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("change_pieces")
