"""HTTP in: audits and verdicts, the campaign of a place, laws that change."""

from fastapi import APIRouter

from services.review.api import audits, campaign, laws, waiting
from services.review.api.audits import demand_sight

router = APIRouter(prefix="/review/v1")
for part in (audits, waiting, campaign, laws):
    router.include_router(part.router)

__all__ = ["demand_sight", "router"]
