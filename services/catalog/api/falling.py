"""Who keeps a figure down: the bodies and items that fall short of it, and where applicants have to come more often."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from services.catalog.api.figures import Body, FigureView, Reader, held_rows, records_in_force
from services.catalog.api.history import When
from services.catalog.domain.figures import FIGURES, Short
from services.catalog.domain.history import instant
from services.catalog.domain.visits import Moved, compared
from shared.clock import stamp
from shared.hosting.doors import Here
from shared.problems import NotFound

router = APIRouter(prefix="/desk", tags=["统计 figures"])
KINDS = {figure.key: figure for figure in FIGURES}


class BodyShort(BaseModel):
    """A body below the whole, and by how much."""

    office: str
    office_name: str
    count: int
    of: int
    rate: float


class ItemShort(BaseModel):
    """An item that is not counted, and ought to be."""

    code: str
    name: str
    office: str
    office_name: str


class ShortView(BaseModel):
    """A figure; the bodies below the whole, the furthest first; and their items, by code."""

    figure: FigureView
    bodies: list[BodyShort]
    items: list[ItemShort]


@router.get("/figures/{key}/short", summary="谁未达到：单位和事项 Which bodies and items fall short of a figure")
async def short(
    here: Here,
    who: Reader,
    key: Annotated[str, Path(pattern=r"^[a-z0-9_]+$", max_length=60)],
    office: Body = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> ShortView:
    if key not in KINDS:
        raise NotFound("没有这项统计。", "There is no such figure.", "figure")
    found = Short(KINDS[key], limit)
    async for row, values in held_rows(here, who, office):
        found.add(row, values)
    return ShortView(
        figure=FigureView.of_(found.told()),
        bodies=[
            BodyShort(office=code, office_name=name, count=one.count, of=one.of, rate=one.rate or 0)
            for (code, name), one in found.bodies()
        ],
        items=[ItemShort(**{name: getattr(row, name) for name in ItemShort.model_fields}) for row in found.items],
    )


class ItemVisits(BaseModel):
    """How often an applicant has to come for an item, on two days."""

    code: str
    name: str
    before: float | None
    after: float | None
    kind: Literal["worse", "better", "neutral"]


class BodyVisits(BaseModel):
    """The same of a body's items on average, and the items that moved: those that rose first."""

    office: str
    office_name: str
    before: float | None
    after: float | None
    kind: Literal["worse", "better", "neutral"]
    items: list[ItemVisits]


@router.get(
    "/visits", summary="减跑动：各单位、各事项到现场次数的升降 How visits moved between two days, and where they rose"
)
async def visits(
    here: Here,
    who: Reader,
    since: Annotated[str, Query(max_length=40, description="起日 from, a day or an instant")],
    until: When = "",
    office: Body = None,
) -> list[BodyVisits]:
    ends = [instant(since, name="since"), instant(until, name="until") if until else stamp(here.clock())]
    before, after = [
        [(place, {"visits": values.get("visits")}) async for place, values in records_in_force(here, who, office, at)]
        for at in ends
    ]
    return [
        BodyVisits(
            office=one.place["office"],
            office_name=one.place["office_name"],
            **_ends(one.mean),
            items=[ItemVisits(code=at["code"], name=at["name"], **_ends(moved)) for at, moved in one.items],
        )
        for one in compared(before, after)
    ]


def _ends(moved: Moved) -> dict[str, Any]:
    return {"before": moved.before, "after": moved.after, "kind": moved.kind}
