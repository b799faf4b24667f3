"""The proof of an item's history: its entries in the trail, signed, for whoever has the item in sight."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from services.catalog import store
from services.catalog.api.desk import demand_sight
from services.catalog.api.models import ItemId
from services.catalog.commands import check_records
from shared.hosting.answers import gives
from shared.hosting.common import proof
from shared.hosting.doors import Here, Snapshot, requires
from shared.rights import Principal, Right

router = APIRouter(tags=["工作台 desk"])


@router.get(
    "/desk/items/{item_id}/trail/proof",
    response_class=Response,
    responses=gives("application/jsonl"),
    summary="留痕证明 The whole trail of this item, verifiable offline",
)
async def trail_proof(
    here: Here, connection: Snapshot, who: Annotated[Principal, requires(Right.ITEM_READ)], item_id: ItemId
) -> Response:
    demand_sight(who, await store.load(connection, item_id))
    return await proof(here, connection, item_id, check_records)
