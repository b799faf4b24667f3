"""HTTP in: the public surface, the desk of those who keep items, the catalogue, accounts and offices."""

from fastapi import APIRouter

from services.catalog.api import (
    accounts,
    catalogue,
    comparing,
    desk,
    exchange,
    exports,
    falling,
    figures,
    history,
    inout,
    life,
    line,
    materials,
    merging,
    plans,
    proofs,
    public,
    quality,
    refusals,
    search,
    sharing,
    stages,
    tallies,
    tree,
    units,
    uploads,
)

router = APIRouter(prefix="/catalog/v1")
# The desk first: a request tries the routes in this order, and what the public reads stands on the shelf.
for part in (
    desk,
    stages,
    public,
    inout,
    exports,
    exchange,
    catalogue,
    life,
    merging,
    plans,
    line,
    accounts,
    history,
    comparing,
    proofs,
    quality,
    refusals,
    search,
    sharing,
    materials,
    tallies,
    tree,
    figures,
    falling,
    units,
    uploads,
):
    router.include_router(part.router)
