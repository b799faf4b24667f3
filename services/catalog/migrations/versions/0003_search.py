"""Search in tokens made by us: FTS5 on SQLite, GIN on PostgreSQL; reasons for the worse, corrections of history."""

import sqlalchemy as sa
from alembic import op

from shared.ledger_history import Big

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FTS = """
CREATE VIRTUAL TABLE search_index USING fts5(
  tokens, content='search_texts', content_rowid='id', detail=none, columnsize=0, tokenize="ascii tokenchars '~'"
)
"""
ADDED = "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens);"
GONE = "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens);"
TRIGGERS = (
    f"CREATE TRIGGER search_index_added AFTER INSERT ON search_texts BEGIN {ADDED} END",
    f"CREATE TRIGGER search_index_gone AFTER DELETE ON search_texts BEGIN {GONE} END",
    f"CREATE TRIGGER search_index_changed AFTER UPDATE OF tokens ON search_texts BEGIN {GONE} {ADDED} END",
)
GRAMS = """
CREATE FUNCTION search_index_split(tokens text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
COST 100000 AS $$ BEGIN RETURN string_to_array(tokens, ' '); END $$
"""
"""Costly in the eyes of the planner, so that it asks the index and never splits the tokens of every row again."""
GIN = "CREATE INDEX search_index_grams ON search_texts USING gin (search_index_split(tokens))"


def upgrade() -> None:
    """Forward; the edition before this one must still run on it: it never wrote search_words."""
    op.drop_table("search_words")
    op.create_table(
        "search_words",
        sa.Column("id", Big, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("desk", sa.Boolean(), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("office", sa.String(length=18), nullable=False),
        sa.Column("item_type", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=2000), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_words")),
    )
    op.create_table(
        "search_texts",
        sa.Column("id", Big, autoincrement=False, nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
    )
    with op.batch_alter_table("search_words", schema=None) as batch_op:
        batch_op.create_index("ix_search_words_item", ["item_id", "live"], unique=True)

    op.create_table(
        "worse_reasons",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "edition", "path", name=op.f("pk_worse_reasons")),
    )
    op.create_table(
        "corrections",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=27), nullable=False),
        sa.Column("valid_to", sa.String(length=27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "at", name=op.f("pk_corrections")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GRAMS)
        op.execute(GIN)
        op.execute("ALTER TABLE search_texts SET (toast_tuple_target = 128)")
    else:
        for statement in (FTS, *TRIGGERS):
            op.execute(statement)


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX search_index_grams")
        op.execute("DROP FUNCTION search_index_split(text)")
    else:
        op.execute("DROP TABLE search_index")
    op.drop_table("corrections")
    op.drop_table("worse_reasons")
    op.drop_table("search_texts")
    op.drop_table("search_words")
    op.create_table(
        "search_words",
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_search_words")),
    )
