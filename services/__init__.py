"""The four services, in the order in which an item passes through them; they meet only in shared.events."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.hosting import Service

TITLES = {
    "catalog": ("事项目录", "Item records and their editions, offices and accounts."),
    "review": (
        "审核",
        "Audits by element: parts, verdicts, remarks and rounds; the timetable and the filings of a place.",
    ),
    "guide": ("办事指南", "Handling guides of published items, in every form."),
    "notify": ("通报", "Duties with their clocks, circulars and their deliveries."),
}
"""What each is called, for those who do not load it; the services say the same, and a test holds both together."""
NAMES = tuple(TITLES)


def service(name: str) -> "Service":
    """A service as its package offers it; no other is loaded."""
    found: Service = import_module(f"services.{name}.service").SERVICE
    return found
