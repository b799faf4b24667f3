"""The notify service, as its host sees it."""

from services.notify import handlers
from services.notify.api import router
from services.notify.jobs import SEND
from services.notify.tables import NOTIFY
from shared import events
from shared.hosting import Heard, Service
from shared.hosting.records import RowChecks
from shared.hosting.service import nightly
from shared.rows import told_tables

CHECKS = RowChecks(told_tables(NOTIFY))

SERVICE = Service(
    name="notify",
    zh="通报",
    en="Duties with their clocks, circulars and their deliveries.",
    router=router,
    metadata=NOTIFY,
    checks=CHECKS,
    hears=(
        Heard(events.ItemHandedDown, handlers.on_item_handed_down),
        Heard(events.ItemClaimed, handlers.on_item_claimed),
        Heard(events.ItemSubmitted, handlers.on_item_submitted),
        Heard(events.ItemStaged, handlers.on_item_staged),
        Heard(events.ItemOnline, handlers.on_item_online),
        Heard(events.ItemBehind, handlers.on_item_behind),
        Heard(events.ItemCancelledAbove, handlers.on_item_cancelled_above),
        Heard(events.ItemDiscussed, handlers.on_item_discussed),
        Heard(events.MergeGroupMuted, handlers.on_merge_group_muted),
        Heard(events.DelegationRefused, handlers.on_delegation_refused),
        Heard(events.RequestAnswered, handlers.on_request_answered),
        Heard(events.ItemWithdrawn, handlers.on_item_withdrawn),
        Heard(events.ReviewDecided, handlers.on_review_decided),
        Heard(events.ResultFiled, handlers.on_result_filed),
        Heard(events.GuideRendered, handlers.on_guide_rendered),
        Heard(events.GuideCalled, handlers.on_guide_called),
    ),
    jobs=(SEND, nightly(CHECKS, CHECKS.tables)),
    says=(events.CircularSent, events.CircularParked, events.DutyOpened, events.DutyClosed),
)
