"""The review, as its host sees it."""

from services.review.api import demand_sight, router
from services.review.handlers import on_item_submitted, on_item_withdrawn
from services.review.tables import REVIEW
from shared import events
from shared.hosting import Heard, Service
from shared.hosting.records import RowChecks
from shared.hosting.service import nightly
from shared.rows import told_tables

CHECKS = RowChecks(told_tables(REVIEW))

SERVICE = Service(
    name="review",
    zh="审核",
    en="Audits by element: parts, verdicts, remarks and rounds; the timetable and the filings of a place.",
    router=router,
    metadata=REVIEW,
    checks=CHECKS,
    sight=demand_sight,
    hears=(Heard(events.ItemSubmitted, on_item_submitted), Heard(events.ItemWithdrawn, on_item_withdrawn)),
    jobs=(nightly(CHECKS, CHECKS.tables),),
    says=(events.AuditOpened, events.ReviewDecided, events.ResultFiled, events.LawChanged),
)
