"""What a body ought to hold, beside what it holds (U6; 应认领、尽认领)."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import eligible
from services.catalog.domain.items import Office
from shared.clock import day
from shared.hosting.runtime import Runtime
from shared.unit import Actor, Unit


@dataclass(frozen=True)
class Holding:
    """One catalogue item and how a body stands to it."""

    basic_code: str
    name: str
    item_type: str
    state: str
    audit: str | None = None


async def holdings(connection: AsyncConnection, body: Office, today: str) -> list[Holding]:
    """Every item the body's level, line and territory say it ought to hold, and every one it holds besides.

    held · offered · refused · refusal_ended · not_handed_down · given_up · besides
    """
    offers = await store.offers_by_base(connection, body.credit_code)
    found = []
    for base, levels, line in await store.every_base(connection):
        offer = offers.get(base.item_id)
        ought = eligible(body, base, set(levels), line, ())
        if ought or (offer is not None and offer.state == "claimed"):
            found.append(
                Holding(base.code, base.name, base.item_type, _state(offer, today, ought=ought), _audit(offer))
            )
    return found


def _state(offer: object, today: str, *, ought: bool) -> str:
    if offer is None:
        return "not_handed_down"
    state = str(offer.state)  # type: ignore[attr-defined]
    if state == "ended":
        return "given_up"
    if state == "claimed":
        return "held" if ought else "besides"
    if state == "refused" and str(offer.expires_on) < today:  # type: ignore[attr-defined]
        return "refusal_ended"
    return state


def _audit(offer: object) -> str | None:
    """What the reform office found of a refusal."""
    return getattr(offer, "audit", None)


async def reopen_refusals(here: Runtime) -> int:
    """Each day: refusals whose end has come are open offers again."""
    async with here.unit(Actor.service("catalog")) as unit:
        count = await store.reopen_refusals(unit.connection, day(unit.at).isoformat())
        _note(unit, count)
    return count


def _note(unit: Unit, count: int) -> None:
    if count:
        unit.note("offers.reopen", "offers", why=f"{count} 项不予认领到期")
