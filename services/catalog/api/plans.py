"""What is planned: editions that go online on a day, items whose cancellation opens on one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.catalog import store
from shared.clock import day
from shared.codes.divisions import prefix
from shared.hosting.doors import Here, Reading, requires
from shared.rights import Principal, Right, Role

router = APIRouter(prefix="/desk", tags=["质检发布 stages"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]


class PlanView(BaseModel):
    """One plan; late when its day is past and it was not carried out."""

    item_id: str
    code: str
    name: str
    office: str
    office_name: str
    does: Literal["online", "cancel"]
    on: str
    edition: int
    state: str
    availability: str
    late: bool


@router.get("/plans", summary="计划生效、计划取消 What is planned, of my office or territory")
async def plans(
    connection: Reading,
    here: Here,
    who: Reader,
    after: Annotated[
        str,
        Query(
            pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9A-Za-z]{1,40}/(online|cancel))?$",
            description="on/code/does of the last one seen",
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[PlanView]:
    own = who.roles <= {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}
    office, territory = (who.office, "") if own else ("", prefix(who.region))
    today = day(here.clock()).isoformat()
    rows = await store.plans(connection, office, territory, after.split("/") if after else (), limit)
    names = [name for name in PlanView.model_fields if name != "late"]
    return [PlanView(**{name: getattr(row, name) for name in names}, late=row.on < today) for row in rows]
