"""The rows of the catalog. An edition is one row and never changes; the item points at its editions."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

from shared.ledger import NAMING, Big

CATALOG = MetaData(naming_convention=NAMING)

offices = Table(
    "offices",
    CATALOG,
    Column("credit_code", String(18), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("region", String(12), nullable=False, index=True),
    Column("kinds", String(200), nullable=False),
    Column("nature", String(1), nullable=False),
    Column("level", String(1), nullable=False),
    Column("line", String(60), nullable=False),
    Column("parent", String(18)),
)

accounts = Table(
    "accounts",
    CATALOG,
    Column("username", String(120), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("office", String(18), nullable=False, index=True),
    Column("region", String(12), nullable=False),
    Column("roles", String(300), nullable=False),
    Column("password", String(200), nullable=False),
    Column("created_at", String(27), nullable=False),
)

items = Table(
    "items",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("layer", String(20), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("basic_code", String(12), nullable=False, index=True),
    Column("parent_id", String(36)),
    Column("office", String(18), nullable=False),
    Column("office_name", String(200), nullable=False),
    Column("region", String(12), nullable=False),
    Column("region_name", String(200), nullable=False),
    Column("name", String(2000), nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("state", String(20), nullable=False),
    Column("head", Integer, nullable=False),
    Column("submitted", Integer, nullable=False, default=0),
    Column("approved", Integer, nullable=False, default=0),
    Column("online", Integer, nullable=False, default=0),
    Column("base_edition", Integer, nullable=False, default=0, server_default="0"),
    Column("turn", Integer, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("availability", String(10), nullable=False, default="none", server_default="none"),
    Index("ix_items_parent", "parent_id", "layer"),
    Index("ix_items_office", "office", "code"),
    Index("ix_items_region", "region", "code"),
)

editions = Table(
    "editions",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("elements", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("saved_by", String(120), nullable=False),
    Column("saved_office", String(18), nullable=False),
    Column("saved_at", String(27), nullable=False),
    Column("reason", Text, nullable=False),
)

offers = Table(
    "offers",
    CATALOG,
    Column("base_id", String(36), primary_key=True),
    Column("office", String(18), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("offered_at", String(27), nullable=False),
    Column("decided_at", String(27)),
    Column("reason", Text),
    Column("evidence", Text),
    Column("expires_on", String(10)),
    Column("item_id", String(36)),
    *(Column(n, String(size)) for n, size in (("audit", 10), ("audited_by", 120), ("audited_at", 27))),
    Column("audit_note", Text),
    Index("ix_offers_office", "office", "state"),
)

publications = Table(
    "publications",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("code", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("region", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("name", String(2000), nullable=False),
    Column("record", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("published_at", String(27), nullable=False),
    Column("online_at", String(27)),
    Column("offline_at", String(27)),
    Index("ix_publications_live_code", "live", "code"),
    Index("ix_publications_live_online", "live", "online_at", "code"),
    Index("ix_publications_live_region", "live", "region", "code"),
    Index("ix_publications_live_office", "live", "office", "code"),
    Index("ix_publications_live_type", "live", "item_type", "code"),
)

plans = Table(
    "plans",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("does", String(10), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("on", String(10), nullable=False, index=True),
)

suspensions = Table(
    "suspensions",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("with_item", String(36), nullable=False),
)

feed = Table(
    "feed",
    CATALOG,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("change", String(20), nullable=False),
    Column("item_id", String(36), nullable=False),
    Column("code", String(40), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)

findings = Table(
    "findings",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("rule", String(60), primary_key=True),
    Column("path", String(120), primary_key=True),
    Column("severity", String(5), nullable=False),
    Column("message_zh", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("cure_zh", Text, nullable=False),
    Column("found_at", String(27), nullable=False),
)

remarks = Table(
    "remarks",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("audit_id", String(36), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("element", String(60), primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("cites", Text, nullable=False),
    Column("made_at", String(27), nullable=False),
)

citations = Table(
    "citations",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("article", Integer, nullable=False),
    Index("ix_citations_title", "title", "article"),
)

attentions = Table(
    "attentions",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("ground", String(100), primary_key=True),
    Column("office", String(18), nullable=False, index=True),
    Column("message_zh", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("opened_at", String(27), nullable=False),
)

line_notes = Table(
    "line_notes",
    CATALOG,
    Column("note_id", String(36), primary_key=True),
    Column("item_id", String(36), nullable=False, index=True),
    Column("office", String(18), nullable=False),
    Column("office_name", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)

attachments = Table(
    "attachments",
    CATALOG,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_by", String(120), nullable=False),
    Column("kept_at", String(27), nullable=False),
)

shown_attachments = Table(
    "shown_attachments",
    CATALOG,
    Column("sha256", String(64), primary_key=True),
    Column("item_id", String(36), primary_key=True),
    Column("name", String(300), nullable=False),
)

serials = Table(
    "serials",
    CATALOG,
    Column("scope", String(60), primary_key=True),
    Column("last", Integer, nullable=False),
)

given_codes = Table(
    "given_codes",
    CATALOG,
    Column("code", String(12), primary_key=True),
    Column("office", String(18), nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)

validity = Table(
    "validity",
    CATALOG,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("item_id", String(36), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("valid_from", String(27), nullable=False),
    Column("valid_to", String(27)),
    Column("known_from", String(27), nullable=False),
    Column("known_to", String(27)),
    Index("ix_validity_code", "code", "valid_from"),
)

successors = Table(
    "successors",
    CATALOG,
    Column("old_code", String(40), primary_key=True),
    Column("new_code", String(40), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(27), nullable=False),
    Index("ix_successors_new", "new_code"),
)

cases = Table(
    "cases",
    CATALOG,
    Column("case_id", String(36), primary_key=True),
    Column("item_id", String(36), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("ground", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("region", String(12), nullable=False),
    Column("opened_by", String(120), nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("content", Text, nullable=False),
    Index("ix_cases_state", "state", "region"),
)

gates = Table(
    "gates",
    CATALOG,
    Column("case_id", String(36), primary_key=True),
    Column("gate", String(30), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("document_number", String(100), nullable=False),
    Column("issuer", String(200), nullable=False),
    Column("issued_on", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)

merges = Table(
    "merges",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("base_edition", Integer, primary_key=True),
    Column("from_edition", Integer, nullable=False),
    Column("office", String(18), nullable=False),
    Column("state", String(12), nullable=False),
    Column("taken", Text, nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("closed_at", String(27)),
    Index("ix_merges_office", "office", "state"),
)

merge_policies = Table(
    "merge_policies",
    CATALOG,
    Column("office", String(18), primary_key=True),
    Column("group_key", String(20), primary_key=True),
    *(Column(n, String(size), nullable=False) for n, size in (("policy", 5), ("by", 120), ("at", 27))),
)

merge_labels = Table(
    "merge_labels",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("base_edition", Integer, primary_key=True),
    Column("group_key", String(20), primary_key=True),
    Column("needed", Boolean, nullable=False),
    *(Column(n, String(k), nullable=False) for n, k in (("province", 2), ("office", 18), ("by", 120), ("at", 27))),
    Index("ix_merge_labels_province", "province", "at"),
)

merge_mutes = Table(
    "merge_mutes",
    CATALOG,
    *(Column(n, String(size), primary_key=True) for n, size in (("province", 2), ("group_key", 20), ("at", 27))),
    Column("until", String(27), nullable=False),
    Column("asked_again", Boolean, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("labels", "needed", "bodies")),
)

waivers = Table(
    "waivers",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("rule", String(60), primary_key=True),
    Column("path", String(120), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("author", String(120), nullable=False),
    Column("until", String(10), nullable=False),
    Column("at", String(27), nullable=False),
)

standing_findings = Table(
    "standing_findings",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("rule", String(60), primary_key=True),
    Column("path", String(120), primary_key=True),
    Column("severity", String(5), nullable=False),
    Column("office", String(18), nullable=False),
    Column("region", String(12), nullable=False),
    Column("message_zh", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("first_edition", Integer, nullable=False),
    Column("last_edition", Integer, nullable=False),
    Column("times", Integer, nullable=False),
    Column("opened_at", String(27), nullable=False),
    Column("closed_at", String(27)),
    Index("ix_standing_findings_open", "closed_at", "office"),
)

inspections = Table(
    "inspections",
    CATALOG,
    Column("day", String(10), primary_key=True),
    Column("began_at", String(27), nullable=False),
    Column("ended_at", String(27)),
    Column("after", String(40), nullable=False),
    Column("items", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("told", Integer, nullable=False),
)

change_sets = Table(
    "change_sets",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(300), nullable=False),
    Column("office", String(18), nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
    Column("state", String(10), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("undone_by", String(36)),
    Column("tries", Integer, nullable=False, default=0, server_default="0"),
)

change_rows = Table(
    "change_rows",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("item_id", String(36), nullable=False),
    Column("code", String(40), nullable=False),
    Column("action", String(10), nullable=False),
    Column("before", Integer, nullable=False),
    Column("after", Integer, nullable=False),
    Column("changes", Text, nullable=False),
    Column("faults", Text, nullable=False),
    Index("ix_change_rows_item", "item_id"),
)

loads = Table(
    "loads",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("set_id", String(36), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("upper", Text, nullable=False),
    Column("at", String(27), nullable=False),
)

outbound = Table(
    "outbound",
    CATALOG,
    Column("row_guid", String(36), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("item_id", String(36), nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("operation", String(1), nullable=False),
    Column("batch", String(36), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("receipt", String(100), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(27), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", String(27), nullable=False),
    Column("settled_at", String(27)),
    Column("kind", String(10), nullable=False, server_default="item"),
    Column("region", String(12), nullable=False, server_default=""),
    Index("ix_outbound_due", "state", "next_at"),
)

received = Table(
    "received",
    CATALOG,
    Column("row_guid", String(36), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("receipt", String(36), nullable=False),
    Column("at", String(27), nullable=False),
)

drifts = Table(
    "drifts",
    CATALOG,
    Column("run_id", String(36), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("ours", String(64), nullable=False),
    Column("theirs", String(64), nullable=False),
    Column("at", String(27), nullable=False),
    Column("row_guid", String(36), nullable=False, server_default=""),
)

change_files = Table(
    "change_files",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False),
    Column("apply", Boolean, nullable=False),
    Column("good_rows", Boolean, nullable=False),
)

change_pieces = Table(
    "change_pieces",
    CATALOG,
    Column("set_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

reconciliations = Table(
    "reconciliations",
    CATALOG,
    Column("run_id", String(36), primary_key=True),
    Column("at", String(27), nullable=False, index=True),
    Column("ours", Integer, nullable=False),
    Column("theirs", Integer, nullable=False),
    Column("drift", Integer, nullable=False),
)

search_words = Table(
    "search_words",
    CATALOG,
    Column("id", Big, primary_key=True),
    Column("live", Boolean, nullable=False),
    Column("desk", Boolean, nullable=False),
    Column("item_id", String(36), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("code", String(40), nullable=False),
    Column("region", String(12), nullable=False),
    Column("office", String(18), nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("title", String(2000), nullable=False),
    Column("name", Text, nullable=False),
    Index("ix_search_words_item", "item_id", "live", unique=True),
)
"""What can be found: narrow rows, for hits are counted and sorted here. `live` rows are what the public sees, `desk` rows
what the desk does; one row may be both."""

search_texts = Table(
    "search_texts",
    CATALOG,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("initials", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("tokens", Text, nullable=False),
)
"""What they are found by. The index over `tokens` is made by the migration: FTS5 on SQLite, GIN on PostgreSQL."""

worse_reasons = Table(
    "worse_reasons",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("against", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)

corrections = Table(
    "corrections",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("at", String(27), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("valid_from", String(27), nullable=False),
    Column("valid_to", String(27), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(120), nullable=False),
)

handed_in = Table(
    "handed_in",
    CATALOG,
    Column("office", String(18), primary_key=True),
    Column("form", String(20), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("paper_on", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)

item_forms = Table(
    "item_forms",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("paper_on", String(10), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)

sections = Table(
    "sections",
    CATALOG,
    Column("office", String(18), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("merged_into", String(100), nullable=False),
)

line_reviews = Table(
    "line_reviews",
    CATALOG,
    Column("item_id", String(36), primary_key=True),
    Column("office", String(18), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", String(27), nullable=False),
)
