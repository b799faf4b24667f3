"""What a body ought to hold, beside what it holds (U6; 应认领、尽认领)."""

from collections.abc import Sequence
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

    @property
    def counts(self) -> bool:
        """Whether it is one that the body ought to hold: not while a refusal stands that the reform office agreed to."""
        return self.state not in OUTSIDE and (self.state, self.audit) != ("refused", "agreed")


BEYOND = ("offered", "refused", "claimed")
"""How an offer stands that is shown though nothing but the offer says that the body ought to hold the item."""
OUTSIDE = ("besides", "given_up", "cancelled_above")


def rate_of(found: Sequence[Holding]) -> float | None:
    """The share of what a body ought to hold that it holds; None where it ought to hold nothing."""
    ought = [row.state for row in found if row.counts]
    return round(ought.count("held") / len(ought), 4) if ought else None


async def holdings(connection: AsyncConnection, body: Office, today: str) -> list[Holding]:
    """Every item the body ought to hold, and every one it holds besides.

    It ought to hold what its level, duties and territory say, and to answer what it was offered by name beyond them.
    What is cancelled above is shown until the body has followed.
    held · offered · refused · refusal_ended · not_handed_down · given_up · besides · cancelled_above
    """
    offers = await store.offers_by_base(connection, body.credit_code)
    found = []
    claimed = [base_id for base_id, offer in offers.items() if offer.state == "claimed"]
    for base, levels, line in await store.every_base(connection, claimed):
        offer = offers.get(base.item_id)
        ought = eligible(body, base, set(levels), line, ())
        if ought or (offer is not None and offer.state in BEYOND):
            state = "cancelled_above" if base.state == "cancelled" else _state(offer, today, ought=ought)
            found.append(Holding(base.code, base.name, base.item_type, state, _audit(offer)))
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
