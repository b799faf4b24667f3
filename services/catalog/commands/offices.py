"""Bodies: registered by the data centre of the territory, down to the village; their forms and sections (B07, C49, E32)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from services.catalog import store
from services.catalog.domain import Item, Office, demand_own
from services.catalog.domain.duties import Duty, duties_in
from services.catalog.domain.duties import told as said
from services.catalog.domain.forms import HandedIn, forms
from services.catalog.domain.offers import demand_standing
from services.catalog.sheets.offices import HEADINGS, REQUIRED, Line
from shared.canonical import digest
from shared.codes import credit, divisions
from shared.problems import Conflict, Fault, Malformed, Stale
from shared.rights import OFFICES, Principal
from shared.unit import Unit

FIELDS = {*HEADINGS.values()}
NATURES = ("1", "2", "3", "9")
LEVEL_WORDS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "乡级", "6": "村级"}
LEVELS = {"nation": "1", "province": "2", "city": "3", "county": "4", "town": "5", "village": "6"}


def level_at(region: str) -> str:
    """The exercise level of a body at a place."""
    return LEVELS[divisions.level_of(region)]


def _unsound(office: Office) -> list[Fault]:
    return [
        Fault(path, "code", found.message, found.message_en, "核对代码", "look at the code")
        for path, found in (
            ("credit_code", credit.check(office.credit_code)),
            ("region", divisions.fault(office.region)),
        )
        if found
    ]


def _registered(unit: Unit, office: Office) -> None:
    unit.note("office.register", office.credit_code, why=f"{office.name} {office.region} {','.join(office.kinds)}")


async def register_office(unit: Unit, who: Principal, office: Office) -> None:
    """A body that was not known, inside the caller's territory, under a sound code, below a known parent."""
    who.demand_territory(office.region)
    if faults := _unsound(office):
        raise Malformed("机构代码或区划代码有误。", "The body's code or its division is wrong.", "office", faults)
    if office.parent:
        await store.office(unit.connection, office.parent)
    if not await store.keep_offices(unit.connection, [office]):
        raise Conflict("该机构已经登记。", "The body is registered already.", "office")
    _registered(unit, office)


async def load_offices(unit: Unit, lines: Sequence[Line]) -> tuple[int, int]:
    """All bodies of a file, or none where one is wrong; returns how many are new and how many were there already."""
    known = {office.credit_code: office for office in await store.offices(unit.connection)}
    own = {line.values.get("credit_code", "") for line in lines}
    faults: list[Fault] = []
    read: dict[str, Office] = {}
    for line in lines:
        office, wrong = _read(line, known.keys() | own)
        before = read.get(office.credit_code) or known.get(office.credit_code) if office else None
        if office and before and "duties" not in line.values:
            office = replace(office, duties=before.duties)
        if office and before and before != office:
            wrong.append(_fault(line, "credit_code", "已按不同的内容登记", "registered otherwise", *REGISTER))
        if office and not wrong:
            read[office.credit_code] = office
        faults += wrong
    if faults or not lines:
        raise Malformed(
            "机构文件有误，未登记任何机构。", "The file has faults; nothing was registered.", "offices", faults
        )
    fresh = [office for code, office in read.items() if code not in known]
    await store.keep_offices(unit.connection, fresh)
    for office in fresh:
        _registered(unit, office)
    return len(fresh), len(read) - len(fresh)


DUTIES = (
    "写成“条线”或“条线:事项类型代码”，以分号隔开，如：药监;市场监管:01,20",
    "a line, or line:item types, with semicolons between, like 药监;市场监管:01,20",
)
REGISTER = (
    "写成已登记的内容；登记的机构不随文件改动",
    "write it as it is registered: a file does not change the register",
)


def _read(line: Line, parents: Collection[str]) -> tuple[Office | None, list[Fault]]:
    """The body that a line means, and what is wrong with it."""
    told = line.values
    wrong = [_fault(line, key, "未填写", "is missing", "补填", "fill it in") for key in REQUIRED if not told.get(key)]
    wrong += [
        _fault(line, key, "没有这一列", "is no field", "删去", "take it out") for key in told if key not in FIELDS
    ]
    wrong += [
        _fault(line, "kinds", f"没有机构类型 {kind}", f"no kind {kind}", "、".join(OFFICES.values()), "see the kinds")
        for kind in line.kinds
        if kind not in OFFICES.values()
    ]
    if wrong:
        return None, wrong
    try:
        duties = duties_in(told.get("duties", ""))
    except ValueError as error:
        return None, [_fault(line, "duties", f"看不懂“{error}”", f"cannot read {error}", *DUTIES)]
    kinds, parent = tuple(line.kinds), told.get("parent") or None
    nature, region = told.get("nature") or "1", told["region"]
    level = level_at(region) if not divisions.fault(region) else ""
    of = (told["credit_code"], told["name"], region, kinds, nature, level, told.get("line", ""))
    office = Office(*of, parent=parent, duties=duties)
    wrong += [replace(one, path=f"{line.row}.{one.path}") for one in _unsound(office)]
    if nature not in NATURES:
        wrong.append(_fault(line, "nature", "没有这种机构性质", "no such nature", "、".join(NATURES), "1, 2, 3 or 9"))
    if level and told.get("level") and told["level"] not in (level, LEVEL_WORDS[level]):
        wrong.append(_fault(line, "level", "与区划的层级不符", "not the division's level", LEVEL_WORDS[level], level))
    if parent and parent not in parents:
        wrong.append(_fault(line, "parent", "没有登记该机构", "not registered", "先登记上级", "register it first"))
    return office, wrong


def _fault(line: Line, key: str, zh: str, en: str, cure_zh: str, cure_en: str) -> Fault:
    return Fault(f"{line.row}.{key}", "office", zh, en, cure_zh, cure_en)


async def hand_in(unit: Unit, who: Principal, handed: HandedIn) -> str:
    """A form of the caller's own unit, on paper and as a file that was uploaded; returns the unit's name."""
    await _demand_uploaded(unit, handed)
    name = (await store.office(unit.connection, who.office)).name
    await store.hand_in(unit.connection, handed, who.subject, unit.stamp)
    form = forms()[handed.form]
    unit.note("form.hand_in", who.office, why=f"{form.clause} {form.zh} {handed.paper_on}", after=handed.sha256)
    return name


async def _demand_uploaded(unit: Unit, handed: HandedIn) -> None:
    if handed.sha256 and not await store.has_attachments(unit.connection, [handed.sha256]):
        raise Malformed("文件扫描件尚未上传。", "The document's scan has not been uploaded.", "attachment")


async def hand_in_item(unit: Unit, who: Principal, item_id: str, handed: HandedIn) -> Item:
    """The confirmation form of one of the caller's own items: each item has its own (C21)."""
    item = await store.load(unit.connection, item_id)
    demand_own(item, who)
    demand_standing(item)
    await _demand_uploaded(unit, handed)
    await store.hand_in_item(unit.connection, item_id, handed, who.subject, unit.stamp)
    form = forms()[handed.form]
    unit.note("form.hand_in", item_id, why=f"{form.clause} {form.zh} {handed.paper_on} {handed.sha256}".strip())
    return item


def mark_of(held: Any) -> str:
    """Stands for the sections or the duties of a body as they are."""
    return digest(held)[:32]


def _demand_seen(seen: str, held: Any) -> None:
    """Stale when somebody wrote over what the caller read."""
    if seen != mark_of(held):
        raise Stale(
            "读取之后已被他人更改，请重新读取，核对后再登记。",
            "Somebody changed it since you read it; read it again, and look before you write.",
            "changed_since",
            extra={"current": held},
        )


async def keep_sections(unit: Unit, who: Principal, code: str, sections: dict[str, str], seen: str) -> None:
    """The sections of a body of the caller's territory, and what was merged into its approval office (E32)."""
    body = await store.office(unit.connection, code)
    who.demand_territory(body.region)
    _demand_seen(seen, await store.sections(unit.connection, code))
    await store.keep_sections(unit.connection, code, sections)
    merged = "、".join(name for name, into in sections.items() if into)
    unit.note("office.sections", code, why=f"003c 三（六）归并：{merged}"[:500])


async def keep_duties(unit: Unit, who: Principal, code: str, duties: Sequence[Duty], seen: str) -> Office:
    """What a body of the caller's territory answers for beside its own line, by its 三定 (U6)."""
    body = await store.office(unit.connection, code)
    who.demand_territory(body.region)
    _demand_seen(seen, said(body.duties))
    await store.keep_duties(unit.connection, code, duties)
    unit.note("office.duties", code, why=f"三定：{said(duties) or '无其他条线'}"[:500])
    return replace(body, duties=tuple(duties))
