"""The review, as its host sees it."""

from services.review.api import demand_sight, router
from services.review.handlers import on_item_submitted, on_item_withdrawn
from services.review.tables import REVIEW
from shared import events
from shared.hosting import Heard, Service

SERVICE = Service(
    name="review",
    zh="审核",
    en="Audits by element: parts, verdicts, remarks and rounds; the timetable and the filings of a place.",
    router=router,
    metadata=REVIEW,
    sight=demand_sight,
    hears=(Heard(events.ItemSubmitted, on_item_submitted), Heard(events.ItemWithdrawn, on_item_withdrawn)),
    says=(events.AuditOpened, events.ReviewDecided, events.ResultFiled, events.LawChanged),
)
