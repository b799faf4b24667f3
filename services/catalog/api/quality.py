"""Findings that stand, counted and listed; waivers."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, StringConstraints

from services.catalog import commands, store
from services.catalog.api.desk import demand_sight, sees_place
from services.catalog.api.models import CreditCode, ItemId, ItemView, Reason, Taken
from services.catalog.domain.quality import PLACE, Waiver
from services.catalog.rules import Finding, rules
from services.catalog.store.quality import FindingsWanted
from shared import elements
from shared.codes.divisions import prefix
from shared.cursor import cursor_of, place_of
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.problems import Malformed, NotFound
from shared.rights import Principal, Right, Role

router = APIRouter(prefix="/desk", tags=["质检问题 findings"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
DataCentre = Annotated[Principal, requires(Right.ITEM_STAGE)]
Rule = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,60}$")]
OWN = {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}


class StandingView(BaseModel):
    """A finding: since when, how often, and until when if the rule passed again."""

    item_id: str
    code: str
    name: str
    office: str
    office_name: str
    region: str
    rule: str
    clause: str
    path: str
    severity: str
    message_zh: str
    message: str
    cure_zh: str
    first_edition: int
    last_edition: int
    times: int
    opened_at: str
    closed_at: str | None


class RuleCount(BaseModel):
    """How many findings a rule has, and how often they were met again."""

    rule: str
    zh: str
    severity: str
    count: int
    repeats: int


class OfficeCount(BaseModel):
    """How many findings the items of a body have, how many of them block, and how many items those stand at."""

    office: str
    name: str
    count: int
    blocks: int
    blocked_items: int


class Findings(BaseModel):
    """A page of findings, and all of them counted by rule and by body, the most first; go on with `next`."""

    findings: list[StandingView]
    by_rule: list[RuleCount]
    by_office: list[OfficeCount]
    total: int
    next: str | None


class WaiverTaken(Taken):
    """A rule, the place (empty for the whole item), why, and the last day."""

    rule: Rule
    path: Annotated[str, StringConstraints(max_length=PLACE)] = ""
    reason: Reason
    until: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class WaiverView(BaseModel):
    """A waiver: who gave it, why and until when."""

    rule: str
    path: str
    reason: str
    author: str
    until: str
    at: str


class NightView(BaseModel):
    """The inspection of everything that began on a day; not at its end without `ended_at`.

    How many items were looked at, how many findings are new and how many rules pass again, and at how many places public
    items do not pass any more.
    """

    day: str
    began_at: str
    ended_at: str | None
    items: int
    opened: int
    closed: int
    told: int


def _wanted(who: Principal, office: str, sides: dict[str, Any]) -> FindingsWanted:
    if who.roles <= OWN:
        return FindingsWanted(office=who.office, **sides)
    hidden = () if Role.DATA_CENTRE in who.roles else elements.hidden_places()
    return FindingsWanted(office=office, region=prefix(who.region), hidden=hidden, **sides)


@router.get("/findings", summary="未解决的质检问题 Findings that stand, of my office or territory")
async def findings(
    connection: Reading,
    who: Reader,
    state: Annotated[Literal["open", "closed", "all"], Query()] = "open",
    rule: Annotated[Rule, Query()] = "",
    severity: Annotated[Literal["", "block", "warn", "hint"], Query()] = "",
    office: Annotated[CreditCode | None, Query()] = None,
    repeated: Annotated[bool, Query(description="只看重复出现的 met more than once")] = False,
    change_set: Annotated[ItemId | None, Query(description="只看该次装载的事项 of the items of a load")] = None,
    item: Annotated[ItemId | None, Query(description="只看该事项 of one item")] = None,
    after: Annotated[str, Query(max_length=4000, description="上一页的 next")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Findings:
    """What stands open (or was closed) at items, whoever found it: a load, a night, or an inspection by the data centre.

    A finding is closed as soon as a save, by hand or through a change set, mends it. Of one item: item=ID; of all items of
    a load: change_set=ID. What a formal inspection found in an edition, as it was then: /desk/items/ID/findings.
    此处为尚未解决（或已解决）的问题，不论由装载、每夜质检还是正式质检发现；保存或导入改正后随即解决。某一事项用
    item=ID，某次装载用 change_set=ID；某一版正式质检当时的结果见 /desk/items/ID/findings。
    """
    sides = {"state": state, "rule": rule, "severity": severity, "repeated": repeated}
    sides |= {"change_set": change_set or "", "item": item or ""}
    wanted = _wanted(who, office or "", sides)
    rows = await store.page_of_findings(connection, wanted, _place(after), limit + 1)
    counted = await store.findings_by_rule(connection, wanted)
    last = rows[limit - 1] if len(rows) > limit else None
    return Findings(
        findings=[_view(row) for row in rows[:limit]],
        by_rule=[
            RuleCount(rule=r.rule, zh=_title(r.rule), severity=r.severity, count=r.count, repeats=r.repeats)
            for r in counted
        ],
        by_office=[
            OfficeCount(**{n: getattr(r, n) for n in OfficeCount.model_fields})
            for r in await store.findings_by_office(connection, wanted)
        ],
        total=sum(r.count for r in counted),
        next=cursor_of(last.item_id, json.dumps([last.rule, last.path])) if last else None,
    )


def _place(cursor: str) -> tuple[str, str, str] | None:
    place = place_of(cursor)
    if place is None:
        return None
    try:
        rule, path = json.loads(place[1])
        return place[0], str(rule), str(path)
    except (ValueError, TypeError) as bad:
        raise Malformed(
            "游标无效，请使用上一页返回的 next。", "The cursor does not hold; use `next` of the page before.", "cursor"
        ) from bad


def _title(rule: str) -> str:
    return rules()[rule].zh if rule in rules() else "人工检查"


def _view(row: Any) -> StandingView:
    known = rules().get(row.rule)
    more: dict[str, Any] = {
        "clause": known.clause if known else "G14",
        "cure_zh": known.cure_zh if known else "整改后重新提交",
    }
    plain = {n: getattr(row, n) for n in StandingView.model_fields if n not in more}
    return StandingView(**plain, **more)


class CheckedView(BaseModel):
    """What a rule finds in a text today; until when it is waived."""

    rule: str
    zh: str
    severity: str
    path: str
    message_zh: str
    message: str
    cure_zh: str
    cure: str
    clause: str
    waived_until: str | None


class CheckView(BaseModel):
    """A text of an item held against every rule today; nothing was changed by it."""

    item: ItemView
    text: str
    edition: int
    passed: bool
    findings: list[CheckedView]


@router.get("/items/{item_id}/check", summary="随时质检：现稿或公开文本 Every rule against a text of an item, as it is")
async def check(
    connection: Reading, here: Here, who: Reader, item_id: ItemId, text: Literal["draft", "public"] = "draft"
) -> CheckView:
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    number = item.head if text == "draft" else item.online if item.availability == "online" else 0
    if item.layer == "base" or not number:
        raise NotFound("没有可质检的文本。", "There is no such text to be inspected.", "text")
    held = await store.edition(connection, item_id, number)
    found = await commands.check(commands.Glance(connection, here.clock()), item, held)
    shown = [_checked(one, waiver) for one, waiver in found if sees_place(who, item, one.path)]
    passed = not any(one.severity == "block" and waiver is None for one, waiver in found)
    return CheckView(item=ItemView.of(item), text=text, edition=number, passed=passed, findings=shown)


def _checked(one: Finding, waiver: Waiver | None) -> CheckedView:
    words = {"message_zh": one.zh, "message": one.en, "cure_zh": one.cure_zh, "cure": one.cure_en}
    plain = {"rule": one.rule, "severity": one.severity, "path": one.path, "clause": one.clause}
    return CheckedView(zh=_title(one.rule), waived_until=waiver.until if waiver else None, **words, **plain)


@router.get("/items/{item_id}/waivers", summary="豁免 Waivers of an item")
async def waivers(connection: Reading, who: Reader, item_id: ItemId) -> list[WaiverView]:
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    given = await store.waivers(connection, item_id)
    return [
        WaiverView(**{n: getattr(w, n) for n in WaiverView.model_fields})
        for w in given
        if sees_place(who, item, w.path)
    ]


@router.post("/items/{item_id}/waivers", status_code=201, summary="豁免一条规则 Waive a rule until a day")
async def waive(unit: Writing, who: DataCentre, item_id: ItemId, given: WaiverTaken) -> WaiverView:
    made = await commands.waive(unit, who, item_id, given.rule, given.path, given.reason, given.until)
    view = WaiverView(**{n: getattr(made, n) for n in WaiverView.model_fields})
    unit.answer(201, view.model_dump_json())
    return view


@router.delete("/items/{item_id}/waivers", status_code=204, summary="提前终止豁免 End a waiver before its day")
async def end_waiver(
    unit: Writing,
    who: DataCentre,
    item_id: ItemId,
    rule: Rule,
    reason: Annotated[str, Query(min_length=2, max_length=300)],
    path: Annotated[str, Query(max_length=PLACE, description="豁免的位置，整个事项为空 as the waiver has it")] = "",
) -> None:
    await commands.end_waiver(unit, who, item_id, rule, path, reason)
    unit.answer(204, "")


@router.get("/inspections", summary="每夜质检 The inspections of everything, the last first")
async def inspections(
    connection: Reading, _who: DataCentre, limit: Annotated[int, Query(ge=1, le=100)] = 30
) -> list[NightView]:
    return [
        NightView(**{n: getattr(one, n) for n in NightView.model_fields})
        for one in await store.nights(connection, limit)
    ]
