"""History in two times, differences by meaning, the four cuts, the best elsewhere, the six indicators, merging edits."""

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from services.catalog import commands, store
from services.catalog.api.desk import demand_sight, saved_view, sees_internal
from services.catalog.api.figures import records_in_force
from services.catalog.api.models import CreditCode, ItemId, Reason, SavedView, Taken
from services.catalog.domain import Item, Values
from services.catalog.domain.history import NOTHING, Stretch, beginning, instant
from services.catalog.domain.meaning import INDICATORS, Six, benchmark, cuts, differences
from shared import elements
from shared.clock import stamp
from shared.hosting.answers import may_say
from shared.hosting.doors import Here, Public, Reading, Writing, requires
from shared.hosting.headers import Tag
from shared.problems import Gone, NotFound
from shared.rights import Principal, Right

router = APIRouter(tags=["版本 editions"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Informant = Annotated[Principal, requires(Right.ITEM_EDIT)]
DataCentre = Annotated[Principal, requires(Right.ITEM_STAGE)]
When = Annotated[str, Query(max_length=40, description="日期或时刻 a day in China (its end) or an instant")]
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Time = Annotated[str, StringConstraints(min_length=10, max_length=40)]


class StretchView(BaseModel):
    """One edition in force from one instant to another, as known from one instant to another."""

    edition: int
    valid_from: str
    valid_to: str | None
    known_from: str
    known_to: str | None

    @classmethod
    def of(cls, stretch: Stretch) -> "StretchView":
        """The view of a stretch."""
        return cls(**{name: getattr(stretch, name) for name in cls.model_fields})


_STRETCHES = TypeAdapter(list[StretchView])


class AsOf(StretchView):
    """What the guide said on a day, as known on a day: the record as it was published."""

    on: str
    known: str
    code: str
    hash: str
    record: dict[str, Any]


class PublicEdition(BaseModel):
    """An edition that was online, and when it was in force as known now."""

    edition: int
    hash: str
    published_at: str
    online_at: str
    offline_at: str | None
    live: bool
    in_force: list[StretchView]


class DifferenceView(BaseModel):
    """One difference: where, what it was and is, and what it means for the applicant."""

    path: str
    zh: str
    en: str
    old: Any
    new: Any
    kind: Literal["worse", "better", "wording", "neutral"]
    reason: str | None = None


class DeltaView(BaseModel):
    """One number before and after."""

    key: str
    zh: str
    en: str
    unit: str
    before: float | None
    after: float | None
    kind: Literal["worse", "better", "neutral"]


class Differences(BaseModel):
    """Every difference between two editions, and the four cuts (减环节、减材料、减时限、减跑动)."""

    before: int
    after: int
    changes: list[DifferenceView]
    cuts: list[DeltaView]


class BestView(BaseModel):
    """The best value elsewhere, and where."""

    key: str
    zh: str
    en: str
    unit: str
    own: float | None
    best: float | None
    at: list[dict[str, str]]


class Indicator(BaseModel):
    """One of the six, on two days; `kind` says whether it moved the right way."""

    key: str
    zh: str
    en: str
    before: float | None
    after: float | None
    kind: Literal["worse", "better", "neutral"]


class Correction(Taken):
    """What was in force, from when and until when; edition 0 for nothing."""

    edition: Annotated[int, Field(ge=0, le=2**31 - 1)]
    valid_from: Time
    valid_to: Time | None = None
    reason: Reason


class Merging(Taken):
    """Elements edited over an edition that is no longer the newest; for each conflict "own", "upper" or {"value": …}."""

    base_edition: Annotated[int, Field(ge=1, le=2**31 - 1)]
    elements: dict[str, Any] = Field(min_length=1, max_length=300)
    choices: dict[str, Any] = Field(default={}, max_length=300)
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


@router.get(
    "/items/{code}/as-of",
    dependencies=[Public],
    responses=may_say(410),
    summary="某日的指南（按某日所知） The record then, as known then",
)
async def as_of(connection: Reading, here: Here, code: str, on: When = "", known: When = "") -> AsOf:
    now = stamp(here.clock())
    asked = instant(on, name="on") if on else now
    known_at = instant(known, name="known") if known else now
    stretches = await store.known_stretches(connection, code, known_at)
    found = next((s for s in stretches if s.covers(asked)), None)
    if found is None:
        raise _nothing(stretches, asked)
    row = await store.shown(connection, code, found.edition)
    if row is None:
        raise NotFound("该版没有公开记录。", "That edition has no public record.", "edition")
    await commands.demand_intact(connection, row.item_id, found.edition)
    shown = StretchView.of(found).model_dump()
    return AsOf(**shown, on=asked, known=known_at, code=code, hash=row.digest, record=json.loads(row.record))


def _nothing(stretches: list[Stretch], asked: str) -> Gone | NotFound:
    if not stretches:
        return NotFound("当时没有该编码的公开事项。", "Nothing was known under this code then.", "item")
    if asked < stretches[0].valid_from:
        return NotFound("当日该事项尚未上线。", "The item was not online yet on that day.", "not_yet")
    return Gone("当日该事项已下线。", "The item was not online on that day.", "gone")


@router.get("/items/{code}/editions", dependencies=[Public], summary="公开过的版本 Editions that were online")
async def editions(connection: Reading, here: Here, code: str) -> list[PublicEdition]:
    if not (rows := await store.ever_online(connection, code)):
        raise NotFound("没有公开过该编码的事项。", "No item with this code was ever online.", "item")
    await commands.demand_listed(connection, rows[0].item_id)
    known = await store.known_stretches(connection, code, stamp(here.clock()))
    return [
        PublicEdition(
            edition=row.edition,
            hash=row.digest,
            published_at=row.published_at,
            online_at=row.online_at,
            offline_at=row.offline_at,
            live=row.live,
            in_force=[StretchView.of(s) for s in known if s.edition == row.edition],
        )
        for row in rows
    ]


def _compared(before: int, after: int, old: Values, new: Values, reasons: dict[str, str]) -> Differences:
    changes = [DifferenceView(**asdict(d), reason=reasons.get(d.path)) for d in differences(old, new)]
    moved = [DeltaView(**asdict(delta)) for delta in cuts(old, new)]
    return Differences(before=before, after=after, changes=changes, cuts=moved)


@router.get("/items/{code}/differences", dependencies=[Public], summary="两版之间的变化 What changed between editions")
async def public_differences(
    connection: Reading,
    code: str,
    before: Annotated[Number, Query(alias="from")],
    after: Annotated[Number, Query(alias="to")],
) -> Differences:
    found = [await store.shown(connection, code, number) for number in (before, after)]
    if None in found:
        raise NotFound("没有公开过这一版。", "This edition was never online.", "edition")
    await commands.demand_intact(connection, found[0].item_id, before, after)
    old, new = (json.loads(row.record)["elements"] for row in found)
    return _compared(before, after, old, new, {})


async def _seen(connection: Reading, who: Principal, item: Item, number: int) -> Values:
    values = (await store.edition(connection, item.item_id, number)).elements
    return values if sees_internal(who, item) else elements.public_view(values)


@router.get("/desk/items/{item_id}/differences", summary="两版之间的差异（按含义） Differences by meaning")
async def desk_differences(
    connection: Reading,
    who: Reader,
    item_id: ItemId,
    before: Annotated[int, Query(alias="from", ge=0, le=2**31 - 1, description="默认为线上版 the online edition")] = 0,
    after: Annotated[int, Query(alias="to", ge=0, le=2**31 - 1, description="默认为现稿 the present one")] = 0,
) -> Differences:
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    before, after = before or item.online or 1, after or item.head
    await commands.demand_intact(connection, item_id, before, after)
    old, new = await _seen(connection, who, item, before), await _seen(connection, who, item, after)
    return _compared(before, after, old, new, await store.reasons_of(connection, item_id, after))


@router.get("/desk/items/{item_id}/benchmark", summary="对标先进 The best values of the same item elsewhere")
async def compare(connection: Reading, who: Reader, item_id: ItemId) -> list[BestView]:
    item = await store.load(connection, item_id)
    demand_sight(who, item)
    own = (await store.edition(connection, item_id, item.head)).elements
    names = ("code", "region", "region_name", "office", "office_name")
    found = await store.elsewhere(connection, item_id, item.basic_code, item.layer)
    others = [({name: getattr(row, name) for name in names}, values) for row, values in found]
    return [BestView(**asdict(best) | {"at": list(best.at)}) for best in benchmark(own, others)]


@router.get("/desk/indicators", summary="六项指标的升降 How the six indicators moved between two days")
async def six(
    here: Here,
    who: Reader,
    since: Annotated[str, Query(max_length=40, description="起日 from, a day or an instant")],
    until: When = "",
    office: Annotated[CreditCode | None, Query()] = None,
) -> list[Indicator]:
    found = []
    for at in (instant(since, name="since"), instant(until, name="until") if until else stamp(here.clock())):
        tally = Six()
        async for _, values in records_in_force(here, who, office, at):
            tally.add(values)
        found.append(tally.told())
    return [_moved(key, *(one[key] for one in found)) for key in INDICATORS]


def _moved(key: str, before: float | None, after: float | None) -> Indicator:
    zh, en, falls = INDICATORS[key]
    kind: Literal["worse", "better", "neutral"] = "neutral"
    if before is not None and after is not None and before != after:
        kind = "better" if (after < before) == falls else "worse"
    return Indicator(key=key, zh=zh, en=en, before=before, after=after, kind=kind)


@router.get("/desk/items/{item_id}/history", summary="生效历史 When each edition was in force, as known now")
async def in_force(connection: Reading, who: Reader, item_id: ItemId) -> list[StretchView]:
    demand_sight(who, await store.load(connection, item_id))
    await commands.demand_listed(connection, item_id)
    return [StretchView.of(s) for s in await store.timeline(connection, item_id)]


@router.post("/desk/items/{item_id}/history/corrections", status_code=201, summary="更正生效时间 Correct the history")
async def correct(unit: Writing, who: DataCentre, item_id: ItemId, given: Correction) -> list[StretchView]:
    start = beginning(given.valid_from, name="valid_from")
    end = beginning(given.valid_to, name="valid_to") if given.valid_to else None
    held = await commands.correct(unit, who, item_id, given.edition or NOTHING, start, end, given.reason)
    view = [StretchView.of(stretch) for stretch in held]
    unit.answer(201, _STRETCHES.dump_json(view).decode())
    return view


@router.post("/desk/items/{item_id}/elements/merge", summary="与他人的改动合并 Merge with what others saved")
async def merge(unit: Writing, who: Informant, item_id: ItemId, given: Merging, tag: Tag) -> SavedView:
    saved = await commands.merge_edits(
        unit, who, item_id, given.base_edition, given.elements, given.choices, given.reason
    )
    view = saved_view(saved, tag)
    unit.answer(200, view.model_dump_json())
    return view
