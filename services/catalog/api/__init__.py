"""HTTP in: the public surface, the desk of those who keep items, the catalogue, accounts and offices."""

from fastapi import APIRouter

from services.catalog.api import accounts, catalogue, desk, life, public, stages

router = APIRouter(prefix="/catalog/v1")
for part in (public, catalogue, life, desk, stages, accounts):
    router.include_router(part.router)
