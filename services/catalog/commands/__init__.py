"""What can be done to items; one function per verb."""

from services.catalog.commands.accounts import add_account, create_account, sign_in, token_for
from services.catalog.commands.attachments import keep_attachment
from services.catalog.commands.cancelling import cancel_base
from services.catalog.commands.cases import answer_request, open_case, pass_gate, request_item
from services.catalog.commands.catalogue import RowReport, hand_down, merge_base, put_base
from services.catalog.commands.changesets import work_on_change_sets
from services.catalog.commands.claims import claim, divide
from services.catalog.commands.codes import allocate, gaps
from services.catalog.commands.drafts import save, submit
from services.catalog.commands.dumps import DUMPS
from services.catalog.commands.filling import import_form
from services.catalog.commands.forerunners import before_it
from services.catalog.commands.handeddown import take_batch, try_batch
from services.catalog.commands.hearing import apply_decision, keep_approval, take_law_change
from services.catalog.commands.history import correct, merge_edits, restore
from services.catalog.commands.holdings import holdings, rate_of
from services.catalog.commands.imports import import_catalogue
from services.catalog.commands.labelling import lift_mute, measures
from services.catalog.commands.leading import following, way_from
from services.catalog.commands.leaving import keep_down, withdraw
from services.catalog.commands.line import on_the_line, speak
from services.catalog.commands.linereviews import review_line
from services.catalog.commands.looking import check
from services.catalog.commands.marking import no_sheet, report
from services.catalog.commands.merging import policies_of
from services.catalog.commands.offers import refuse, take_back_refusal
from services.catalog.commands.offices import (
    hand_in,
    hand_in_item,
    keep_duties,
    keep_sections,
    level_at,
    load_offices,
    mark_of,
    register_office,
)
from services.catalog.commands.opensets import File, apply_change_set, kept, kind_for, open_change_set
from services.catalog.commands.province import send_again, send_up
from services.catalog.commands.reconciling import reconcile, reconcile_nightly
from services.catalog.commands.records import (
    check_records,
    demand_intact,
    demand_listed,
    demand_sealed,
    demand_unaltered,
)
from services.catalog.commands.refusals import audit_refusal
from services.catalog.commands.reports import make_reports, own_report, report_pieces
from services.catalog.commands.searching import reindex
from services.catalog.commands.sharing import open_shared_data
from services.catalog.commands.sight import Glance, own_set, seen_set
from services.catalog.commands.stages import go_online, inspect, publish, reject, test
from services.catalog.commands.takingover import merge_down, pass_over, set_policy, try_merge
from services.catalog.commands.undosets import undo_change_set
from services.catalog.commands.waiving import end_waiver, waive

__all__ = [
    "DUMPS",
    "File",
    "Glance",
    "RowReport",
    "add_account",
    "allocate",
    "answer_request",
    "apply_change_set",
    "apply_decision",
    "audit_refusal",
    "before_it",
    "cancel_base",
    "check",
    "check_records",
    "claim",
    "correct",
    "create_account",
    "demand_intact",
    "demand_listed",
    "demand_sealed",
    "demand_unaltered",
    "divide",
    "end_waiver",
    "following",
    "gaps",
    "go_online",
    "hand_down",
    "hand_in",
    "hand_in_item",
    "holdings",
    "import_catalogue",
    "import_form",
    "inspect",
    "keep_approval",
    "keep_attachment",
    "keep_down",
    "keep_duties",
    "keep_sections",
    "kept",
    "kind_for",
    "level_at",
    "lift_mute",
    "load_offices",
    "make_reports",
    "mark_of",
    "measures",
    "merge_base",
    "merge_down",
    "merge_edits",
    "no_sheet",
    "on_the_line",
    "open_case",
    "open_change_set",
    "open_shared_data",
    "own_report",
    "own_set",
    "pass_gate",
    "pass_over",
    "policies_of",
    "publish",
    "put_base",
    "rate_of",
    "reconcile",
    "reconcile_nightly",
    "refuse",
    "register_office",
    "reindex",
    "reject",
    "report",
    "report_pieces",
    "request_item",
    "restore",
    "review_line",
    "save",
    "seen_set",
    "send_again",
    "send_up",
    "set_policy",
    "sign_in",
    "speak",
    "submit",
    "take_back_refusal",
    "take_batch",
    "take_law_change",
    "test",
    "token_for",
    "try_batch",
    "try_merge",
    "undo_change_set",
    "waive",
    "way_from",
    "withdraw",
    "work_on_change_sets",
]
