"""Bodies: registered by the data centre of the territory, from the province down to the village (B07, E01, E34)."""

from services.catalog import store
from services.catalog.domain import Office
from shared.codes import credit, divisions
from shared.problems import Conflict, Fault, Malformed
from shared.rights import Principal
from shared.unit import Unit

LEVELS = {"nation": "1", "province": "2", "city": "3", "county": "4", "town": "5", "village": "6"}


def level_at(region: str) -> str:
    """The exercise level of a body at a place."""
    return LEVELS[divisions.level_of(region)]


async def register_office(unit: Unit, who: Principal, office: Office) -> None:
    """A body that was not known, inside the caller's territory, under a sound code, below a known parent."""
    who.demand_territory(office.region)
    faults = [
        Fault(path, "code", found.message, found.message_en, "核对代码", "look at the code")
        for path, found in (
            ("credit_code", credit.check(office.credit_code)),
            ("region", divisions.fault(office.region)),
        )
        if found
    ]
    if faults:
        raise Malformed("机构代码或区划代码有误。", "The body's code or its division is wrong.", "office", faults)
    if office.parent:
        await store.office(unit.connection, office.parent)
    if not await store.keep_offices(unit.connection, [office]):
        raise Conflict("该机构已经登记。", "The body is registered already.", "office")
    unit.note("office.register", office.credit_code, why=f"{office.name} {office.region} {','.join(office.kinds)}")
