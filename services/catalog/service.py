"""The catalog, as its host sees it."""

from services.catalog.api import router
from services.catalog.commands import check_records
from services.catalog.handlers import on_law_changed, on_result_filed, on_review_decided
from services.catalog.jobs import (
    CHANGE_SETS,
    CHECK,
    INSPECT,
    LEAVE,
    PLANS,
    RECONCILE,
    REINDEX,
    REOPEN,
    REPORT_UP,
    REPORTS,
    SPREAD,
    SWEEP,
    TAKE_WAITING,
)
from services.catalog.store import SHOWN
from services.catalog.tables import CATALOG
from shared import events
from shared.hosting import Heard, Service

SERVICE = Service(
    name="catalog",
    zh="事项目录",
    en="Item records and their editions, offices and accounts.",
    router=router,
    metadata=CATALOG,
    shown=SHOWN,
    checks=check_records,
    hears=(
        Heard(events.ReviewDecided, on_review_decided),
        Heard(events.ResultFiled, on_result_filed),
        Heard(events.LawChanged, on_law_changed),
    ),
    jobs=(
        REOPEN,
        REINDEX,
        CHANGE_SETS,
        REPORTS,
        REPORT_UP,
        RECONCILE,
        PLANS,
        CHECK,
        SPREAD,
        SWEEP,
        TAKE_WAITING,
        INSPECT,
        LEAVE,
    ),
    says=(
        events.ItemHandedDown,
        events.ItemClaimed,
        events.ClaimRefused,
        events.ItemSubmitted,
        events.ItemStaged,
        events.ItemPublished,
        events.ItemOnline,
        events.ItemWithdrawn,
        events.ItemDiscussed,
        events.MergeGroupMuted,
        events.ItemBehind,
        events.ItemCancelledAbove,
        events.DelegationRefused,
        events.RequestAnswered,
    ),
)
