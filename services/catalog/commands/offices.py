"""Bodies: registered by the data centre of the territory, down to the village; their forms and sections (B07, C49, E32)."""

from services.catalog import store
from services.catalog.domain import Office
from services.catalog.domain.forms import HandedIn, forms
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


async def hand_in(unit: Unit, who: Principal, handed: HandedIn) -> str:
    """A form of the caller's own unit, on paper and as a file that was uploaded; returns the unit's name."""
    if handed.sha256 and not await store.has_attachments(unit.connection, [handed.sha256]):
        raise Malformed("文件扫描件尚未上传。", "The document's scan has not been uploaded.", "attachment")
    name = (await store.office(unit.connection, who.office)).name
    await store.hand_in(unit.connection, handed, who.subject, unit.stamp)
    form = forms()[handed.form]
    unit.note("form.hand_in", who.office, why=f"{form.clause} {form.zh} {handed.paper_on}", after=handed.sha256)
    return name


async def keep_sections(unit: Unit, who: Principal, code: str, sections: dict[str, str]) -> None:
    """The sections of a body of the caller's territory, and what was merged into its approval office (E32)."""
    body = await store.office(unit.connection, code)
    who.demand_territory(body.region)
    await store.keep_sections(unit.connection, code, sections)
    merged = "、".join(name for name, into in sections.items() if into)
    unit.note("office.sections", code, why=f"003c 三（六）归并：{merged}"[:500])
