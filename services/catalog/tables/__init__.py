"""The rows of the catalog. An edition is one row and never changes; the item points at its editions."""

from services.catalog.tables.base import CATALOG
from services.catalog.tables.history import corrections, validity, worse_reasons
from services.catalog.tables.inout import (
    change_files,
    change_pieces,
    change_rows,
    change_sets,
    drifts,
    handed_in,
    loads,
    outbound,
    received,
    reconciliations,
)
from services.catalog.tables.items import (
    attachments,
    editions,
    feed,
    given_codes,
    item_forms,
    items,
    publications,
    sections,
    serials,
    shown_attachments,
    successors,
)
from services.catalog.tables.life import attentions, cases, gates, line_notes, line_reviews, offers, plans, suspensions
from services.catalog.tables.merging import merge_labels, merge_mutes, merge_policies, merges
from services.catalog.tables.people import accounts, offices
from services.catalog.tables.quality import citations, findings, inspections, remarks, standing_findings, waivers
from services.catalog.tables.search import search_texts, search_words

__all__ = [
    "CATALOG",
    "accounts",
    "attachments",
    "attentions",
    "cases",
    "change_files",
    "change_pieces",
    "change_rows",
    "change_sets",
    "citations",
    "corrections",
    "drifts",
    "editions",
    "feed",
    "findings",
    "gates",
    "given_codes",
    "handed_in",
    "inspections",
    "item_forms",
    "items",
    "line_notes",
    "line_reviews",
    "loads",
    "merge_labels",
    "merge_mutes",
    "merge_policies",
    "merges",
    "offers",
    "offices",
    "outbound",
    "plans",
    "publications",
    "received",
    "reconciliations",
    "remarks",
    "search_texts",
    "search_words",
    "sections",
    "serials",
    "shown_attachments",
    "standing_findings",
    "successors",
    "suspensions",
    "validity",
    "waivers",
    "worse_reasons",
]
