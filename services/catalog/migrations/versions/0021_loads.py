"""What each load of a data centre said of an item: its version, and where the edition that came of it says otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

sets = sa.table("change_sets", sa.column("set_id"), sa.column("kind"), sa.column("at"))
rows = sa.table("change_rows", sa.column("set_id"), sa.column("item_id"), sa.column("after"))


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    loads = op.create_table(
        "loads",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("upper", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "set_id", name=op.f("pk_loads")),
    )
    r, s = rows.c, sets.c
    was = (
        sa.select(r.item_id, r.set_id, sa.func.max(r.after), sa.literal(0), sa.literal("{}"), sa.func.max(s.at))
        .select_from(rows.join(sets, r.set_id == s.set_id))
        .where(s.kind == "load", r.after > 0)
        .group_by(r.item_id, r.set_id)
    )
    names = ["item_id", "set_id", "edition", "version", "upper", "at"]
    op.get_bind().execute(sa.insert(loads).from_select(names, was))


def downgrade() -> None:
    """Back."""
    op.drop_table("loads")
