"""Basic codes that were given, whether or not anything came of them; those before are read from the trail."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

trail = sa.table("trail", *(sa.column(n) for n in ("action", "subject", "who", "office", "at")))
COLUMNS = ("code", "office", "by", "at")


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    given = op.create_table(
        "given_codes",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_given_codes")),
    )
    c = trail.c
    last = sa.select(c.subject, sa.func.max(c.office), sa.func.max(c.who), sa.func.max(c.at))
    told = last.where(c.action == "code.allocate").group_by(c.subject)
    op.get_bind().execute(sa.insert(given).from_select(COLUMNS, told))


def downgrade() -> None:
    """Back."""
    op.drop_table("given_codes")
