"""What waits for a body, as HTTP shows it."""

from pydantic import BaseModel

from services.catalog.api.models import ItemView, OfferView


class AttentionView(BaseModel):
    """Something to look at again, and why."""

    item_id: str
    ground: str
    message_zh: str
    message: str
    evidence: str
    opened_at: str


class LoadedView(BaseModel):
    """A data centre's load that brought in items in the body's name: those it has not touched yet, and how many are blocked."""

    set_id: str
    name: str
    at: str
    items: int
    blocked: int


class Inbox(BaseModel):
    """What waits for a body: offers, items returned, things to look at again, new items of loads; how many of its items
    have findings that block; and its claim rate.
    """

    offers: list[OfferView]
    returned: list[ItemView]
    attentions: list[AttentionView]
    loaded: list[LoadedView]
    blocked: int
    claims: dict[str, int]
