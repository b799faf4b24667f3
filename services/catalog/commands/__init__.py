"""What can be done to items; one function per verb."""

from services.catalog.commands.accounts import create_account, sign_in, token_for
from services.catalog.commands.attachments import keep_attachment
from services.catalog.commands.cases import answer_request, cancel_base, open_case, pass_gate, request_item
from services.catalog.commands.catalogue import hand_down, import_catalogue, put_base
from services.catalog.commands.claims import claim, divide, refuse
from services.catalog.commands.codes import allocate
from services.catalog.commands.drafts import import_form, save, submit
from services.catalog.commands.hearing import apply_decision, take_law_change
from services.catalog.commands.holdings import holdings
from services.catalog.commands.merging import merge_down
from services.catalog.commands.stages import go_online, inspect, publish, reject, test, withdraw

__all__ = [
    "allocate",
    "answer_request",
    "apply_decision",
    "cancel_base",
    "claim",
    "create_account",
    "divide",
    "go_online",
    "hand_down",
    "holdings",
    "import_catalogue",
    "import_form",
    "inspect",
    "keep_attachment",
    "merge_down",
    "open_case",
    "pass_gate",
    "publish",
    "put_base",
    "refuse",
    "reject",
    "request_item",
    "save",
    "sign_in",
    "submit",
    "take_law_change",
    "test",
    "token_for",
    "withdraw",
]
