"""横向比对: one item across places, side by side (A09, A11); the public elements for everyone, drafts for those in charge."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from services.catalog import store
from services.catalog.api.history import DifferenceView
from services.catalog.api.models import Code
from services.catalog.api.places import every_place, page, side_by_side
from services.catalog.domain import Item
from services.catalog.domain.comparing import (
    GROUPS,
    NAMES,
    SERVICE,
    Line,
    Place,
    departing,
    group_of,
    keys_of,
)
from services.catalog.sheets import comparison
from shared import elements
from shared.hosting.answers import gives
from shared.hosting.doors import Public, Reading, requires
from shared.problems import NotFound
from shared.rights import Principal, Right

router = APIRouter(tags=["横向比对 comparison"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Exporter = Annotated[Principal, requires(Right.ITEM_EXPORT)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Region = Annotated[str, Query(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$", description="区划，前缀 by prefix")]
Shown = Annotated[
    Literal["seven", "all"], Query(alias="elements", description="seven 七项统一要素；all 全部 the seven, or all")
]
Against = Annotated[
    str,
    Query(
        pattern=r"^[0-9A-Z]{0,33}$",
        description="以某地的事项编码为准，不论在哪一页 held against this place's item, on whatever page it is",
    ),
]
After = Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$", description="上一页的 next")]
Limit = Annotated[int, Query(ge=1, le=200)]


class PlaceView(BaseModel):
    """Where the item is held, and by whom; a draft is seen by those in charge of it."""

    code: str
    region: str
    region_name: str
    office: str
    office_name: str
    edition: int
    state: str


class CellView(BaseModel):
    """What a place says of an element, and what each difference means for the applicant."""

    code: str
    value: Any
    kind: Literal["same", "worse", "better", "neutral", "wording", "absent"]
    changes: list[DifferenceView]


class LineView(BaseModel):
    """One element across the places; `of` says against what: the catalogue, what most of all places say, or a place."""

    key: str
    zh: str
    en: str
    seven: str | None
    of: Literal["catalogue", "most", "place"]
    reference: Any
    differs: bool
    cells: list[CellView]

    @classmethod
    def of_(cls, line: Line) -> "LineView":
        """The view of a line."""
        cells = [
            CellView(
                code=cell.code,
                value=cell.value,
                kind=cell.kind,
                changes=[DifferenceView(**asdict(one)) for one in cell.changes],
            )
            for cell in line.cells
        ]
        known = elements.ELEMENTS[line.key]
        return cls(
            key=line.key,
            zh=known.zh,
            en=known.en,
            seven=NAMES.get(line.key),
            of=line.of,
            reference=line.reference,
            differs=line.differs,
            cells=cells,
        )


class ComparisonView(BaseModel):
    """An item side by side; `next` is where the next places begin."""

    basic_code: str
    name: str
    item_type: str
    group: str
    group_zh: str
    places: list[PlaceView]
    lines: list[LineView]
    next: str


def _view(code: str, base: Item | None, places: list[Place], lines: list[Line], after: str) -> ComparisonView:
    if base is None and not places:
        raise NotFound("没有可以比对的该事项。", "There is no such item to compare.", "basic_code")
    name = base.name if base else str(places[0].values.get("name", ""))
    item_type = base.item_type if base else code[2:4]
    group = group_of(item_type)
    told = {"basic_code": code, "name": name, "item_type": item_type, "group": group, "group_zh": GROUPS[group][0]}
    shown = [PlaceView(**{name: getattr(place, name) for name in PlaceView.model_fields}) for place in places]
    return ComparisonView(**told, places=shown, lines=[LineView.of_(line) for line in lines], next=after)


@router.get(
    "/items/{basic_code}/compare",
    dependencies=[Public],
    summary="各地已公布的同一事项并列比对 One item as the public has it across places, side by side",
)
async def public_comparison(
    connection: Reading,
    basic_code: Code,
    region: Region = "",
    shown: Shown = "seven",
    against: Against = "",
    after: After = "",
    limit: Limit = 50,
) -> ComparisonView:
    places, further = await page(connection, None, basic_code, region=region, after=after, limit=limit)
    if not places:
        raise NotFound("各地均未公布该事项。", "No place shows this item.", "basic_code")
    keys, whole = keys_of(shown, internal=False), not (region or after or further)
    base, lines = await side_by_side(connection, None, basic_code, places, keys, against, whole=whole)
    return _view(basic_code, base, places, lines, further)


@router.get("/desk/compare/{basic_code}", summary="横向比对 One item across places as I may see it, side by side")
async def comparison_(
    connection: Reading,
    who: Reader,
    basic_code: Code,
    region: Region = "",
    shown: Shown = "seven",
    against: Against = "",
    after: After = "",
    limit: Limit = 50,
) -> ComparisonView:
    places, further = await page(connection, who, basic_code, region=region, after=after, limit=limit)
    keys, whole = keys_of(shown, internal=True), not (region or after or further)
    base, lines = await side_by_side(connection, who, basic_code, places, keys, against, whole=whole)
    return _view(basic_code, base, places, lines, further)


@router.get(
    "/desk/compare/{basic_code}/sheet.xlsx",
    response_class=Response,
    responses=gives(XLSX),
    summary="横向比对表 The same as a sheet, a column a place, differences marked",
)
async def comparison_sheet(
    connection: Reading,
    who: Exporter,
    basic_code: Code,
    region: Region = "",
    shown: Shown = "seven",
    against: Against = "",
) -> Response:
    keys = keys_of(shown, internal=True)
    places = await every_place(connection, who, basic_code, keys, region)
    base, lines = await side_by_side(connection, who, basic_code, places, keys, against, whole=not region)
    _view(basic_code, base, places, [], "")
    named = {"Content-Disposition": f'attachment; filename="compare-{basic_code}.xlsx"'}
    return Response(await asyncio.to_thread(comparison.sheet, places, lines), media_type=XLSX, headers=named)


class Compared(BaseModel):
    """A catalogue item: how many places hold it, and in which of the seven elements some depart."""

    basic_code: str
    name: str
    item_type: str
    group: str
    group_zh: str
    places: int
    departs: list[str]


@router.get("/desk/comparisons", summary="逐项比对：各事项在各地的差异 Item by item: where places depart")
async def comparisons(
    connection: Reading,
    who: Reader,
    group: Annotated[
        Literal["", "powers", "services"],
        Query(description="powers 行政权力；services 公共服务 powers, services, both"),
    ] = "",
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[Compared]:
    found = []
    for item, values in await store.comparable(connection, who.region[:2], group, SERVICE, after, limit):
        places = await every_place(connection, who, item.code, list(NAMES))
        mine = group_of(item.item_type)
        told = {"basic_code": item.code, "name": item.name, "item_type": item.item_type, "group": mine}
        departs = await asyncio.to_thread(departing, elements.public_view(values), places)
        found.append(Compared(**told, group_zh=GROUPS[mine][0], places=len(places), departs=departs))
    return found
