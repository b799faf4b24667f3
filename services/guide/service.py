"""The guide service, as its host sees it."""

from services.guide.api import router
from services.guide.handlers import on_item_claimed, on_item_online, on_item_published, on_item_withdrawn
from services.guide.jobs import FILL
from services.guide.tables import GUIDE
from shared import events
from shared.hosting import Heard, Service
from shared.hosting.records import RowChecks
from shared.hosting.service import nightly
from shared.rows import told_tables

CHECKS = RowChecks(told_tables(GUIDE))

SERVICE = Service(
    name="guide",
    zh="办事指南",
    en="Handling guides of published items, in every form.",
    router=router,
    metadata=GUIDE,
    checks=CHECKS,
    hears=(
        Heard(events.ItemClaimed, on_item_claimed),
        Heard(events.ItemPublished, on_item_published),
        Heard(events.ItemOnline, on_item_online),
        Heard(events.ItemWithdrawn, on_item_withdrawn),
    ),
    jobs=(FILL, nightly(CHECKS, CHECKS.tables)),
    says=(events.GuideRendered, events.GuideCalled),
)
