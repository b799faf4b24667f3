"""The four services, in the order in which an item passes through them; they meet only in shared.events."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.hosting import Service

NAMES = ("catalog", "review", "guide", "notify")


def service(name: str) -> "Service":
    """A service as its package offers it; no other is loaded."""
    found: Service = import_module(f"services.{name}.service").SERVICE
    return found
