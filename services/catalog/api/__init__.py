"""HTTP in: the public surface, the desk of those who keep items, the catalogue, accounts and offices."""

from fastapi import APIRouter

from services.catalog.api import (
    accounts,
    catalogue,
    desk,
    exchange,
    exports,
    history,
    inout,
    life,
    public,
    quality,
    search,
    stages,
)

router = APIRouter(prefix="/catalog/v1")
for part in (public, inout, exports, exchange, catalogue, life, desk, stages, accounts, history, quality, search):
    router.include_router(part.router)
