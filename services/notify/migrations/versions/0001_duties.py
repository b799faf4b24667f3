"""The first tables of the notify service, and its ledger."""

import sqlalchemy as sa
from alembic import op

from shared import ledger_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the edition before this one must still run on it."""
    ledger_history.create_0001()
    op.create_table(
        "circulars",
        sa.Column("circular_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("circular_id", name=op.f("pk_circulars")),
    )
    op.create_index(op.f("ix_circulars_item_id"), "circulars", ["item_id"], unique=False)
    op.create_index("ix_circulars_office", "circulars", ["office", "made_at"], unique=False)
    op.create_index("ix_circulars_role", "circulars", ["role", "region", "made_at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String(length=36), nullable=False),
        sa.Column("circular_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(length=27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_circular_id"), "deliveries", ["circular_id"], unique=False)
    op.create_index("ix_deliveries_due", "deliveries", ["state", "next_at"], unique=False)
    op.create_table(
        "duties",
        sa.Column("duty_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("item_name", sa.String(length=2000), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("office_name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("clause", sa.String(length=100), nullable=False),
        sa.Column("started_on", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("working", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("duty_id", name=op.f("pk_duties")),
    )
    op.create_index(op.f("ix_duties_item_id"), "duties", ["item_id"], unique=False)
    op.create_index("ix_duties_office", "duties", ["office", "due_on"], unique=False)
    op.create_index("ix_duties_open", "duties", ["closed_on", "due_on"], unique=False)
    op.create_table(
        "reads",
        sa.Column("circular_id", sa.String(length=36), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("circular_id", "who", name=op.f("pk_reads")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("subscription_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_office"), "subscriptions", ["office"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_subscriptions_office"), table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_table("reads")
    op.drop_index("ix_duties_open", table_name="duties")
    op.drop_index("ix_duties_office", table_name="duties")
    op.drop_index(op.f("ix_duties_item_id"), table_name="duties")
    op.drop_table("duties")
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_circular_id"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index("ix_circulars_role", table_name="circulars")
    op.drop_index("ix_circulars_office", table_name="circulars")
    op.drop_index(op.f("ix_circulars_item_id"), table_name="circulars")
    op.drop_table("circulars")
    ledger_history.drop_0001()
