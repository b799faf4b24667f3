"""What the reform office found of a refusal to claim."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    op.add_column("offers", sa.Column("audit", sa.String(length=10), nullable=True))
    op.add_column("offers", sa.Column("audited_by", sa.String(length=120), nullable=True))
    op.add_column("offers", sa.Column("audited_at", sa.String(length=27), nullable=True))
    op.add_column("offers", sa.Column("audit_note", sa.Text(), nullable=True))
    offers = sa.table("offers", sa.column("state"), sa.column("audit"))
    op.execute(sa.update(offers).where(offers.c.state == "refused").values(audit="waiting"))


def downgrade() -> None:
    """Back."""
    for name in ("audit_note", "audited_at", "audited_by", "audit"):
        op.drop_column("offers", name)
