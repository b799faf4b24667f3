"""New editions."""

from services.catalog.domain import Edition, Values
from shared import elements
from shared.rights import Principal
from shared.unit import Unit


def edition_of(unit: Unit, who: Principal, item_id: str, number: int, values: Values, reason: str) -> Edition:
    """A new edition, hashed."""
    return Edition(item_id, number, values, elements.digest(values), who.subject, who.office, unit.stamp, reason)
