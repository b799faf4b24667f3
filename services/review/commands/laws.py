"""Laws that change."""

from shared.events import LawChanged
from shared.rights import Principal
from shared.unit import Unit


async def report_law(unit: Unit, who: Principal, event: LawChanged) -> None:
    """Tell everyone that a law changed; the legality officer answers for it."""
    unit.record(event)
    unit.note("law.report", event.law_id, why=f"{who.name}：{event.evidence[:300]}")
