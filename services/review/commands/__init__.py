"""What the review does; one function per verb."""

from services.review.commands.audits import decide, open_audit, withdraw
from services.review.commands.campaign import answer_filing, file_results, set_timetable
from services.review.commands.laws import report_law

__all__ = [
    "answer_filing",
    "decide",
    "file_results",
    "open_audit",
    "report_law",
    "set_timetable",
    "withdraw",
]
