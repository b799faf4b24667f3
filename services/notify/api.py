"""HTTP in: duties with their lights, the inbox of circulars, deliveries and subscriptions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, StringConstraints

from services.notify import commands, store
from services.notify.channels import channels
from services.notify.domain import Circular, Duty, duty_kinds, light
from shared.clock import day
from shared.codes import covers
from shared.codes.divisions import prefix
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.hosting.runtime import Runtime
from shared.problems import NotFound
from shared.rights import Principal, Right, Role
from shared.workdays import Calendar

router = APIRouter(prefix="/notify/v1", tags=["通报 notify"])
DutyReader = Annotated[Principal, requires(Right.DUTY_READ)]
DutyCloser = Annotated[Principal, requires(Right.DUTY_COMPLETE)]
Reader = Annotated[Principal, requires(Right.CIRCULAR_READ)]
Subscriber = Annotated[Principal, requires(Right.SUBSCRIPTION_MANAGE)]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Taken(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class DutyView(BaseModel):
    """A duty: what, whose, until when, its light, and how the day was counted."""

    duty_id: str
    kind: str
    kind_zh: str
    kind_en: str
    item_id: str
    item_name: str
    item_code: str
    office: str
    office_name: str
    region: str
    clause: str
    started_on: str
    due_on: str
    provisional: bool
    light: str
    closed_on: str | None
    working: list[dict[str, Any]]

    @classmethod
    def of(cls, held: Duty, here: Runtime) -> "DutyView":
        """The view of a duty today."""
        kind = duty_kinds()[held.kind]
        shown = {n: getattr(held, n) for n in cls.model_fields if hasattr(held, n) and n != "working"}
        lamp = light(held, day(here.clock()), Calendar.official())
        return cls(**shown, kind_zh=kind.zh, kind_en=kind.en, light=lamp, working=commands.working_of(held))


class Completion(Taken):
    """What shows that the duty is done."""

    evidence: Annotated[str, StringConstraints(min_length=2, max_length=1000, strip_whitespace=True)]


class CircularView(BaseModel):
    """A circular, and whether I have signed for it."""

    circular_id: str
    kind: str
    item_id: str
    title: str
    body: str
    region: str
    made_at: str
    read: bool

    @classmethod
    def of(cls, circular: Circular, *, read: bool) -> "CircularView":
        """The view of a circular."""
        return cls(**{n: getattr(circular, n) for n in cls.model_fields if n != "read"}, read=read)


class DeliveryView(BaseModel):
    """How a circular travels to one recipient."""

    delivery_id: str
    channel: str
    recipient: str
    state: str
    attempts: int
    next_at: str
    reason: str
    sent_at: str | None


class SubscriptionTaken(Taken):
    """An address to be told of what happens in a territory."""

    channel: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,20}$")]
    address: Annotated[str, StringConstraints(min_length=3, max_length=500)]
    region: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class SubscriptionView(BaseModel):
    """A subscription; the secret of a webhook is shown when it is made, and never again."""

    subscription_id: str
    channel: str
    address: str
    region: str
    made_at: str
    secret: str = ""


class ChannelView(BaseModel):
    """A channel, and whether it is configured here."""

    id: str
    zh: str
    en: str
    configured: bool


@router.get("/duties", summary="时限任务 Duties with their lights, by due day")
async def duties(
    connection: Reading,
    here: Here,
    who: DutyReader,
    closed: Annotated[bool, Query()] = False,
    after: Annotated[
        str, Query(pattern=r"^(\d{4}-\d{2}-\d{2}/[0-9a-f-]{36})?$", description="due day/id of the last one seen")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[DutyView]:
    seen = (after[:10], after[11:])
    own = who.roles <= {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}
    territory = None if own else prefix(who.region)
    rows = await store.duties(connection, who.office, territory, seen, limit, closed=closed)
    return [DutyView.of(row, here) for row in rows]


@router.post("/duties/{duty_id}/completion", summary="办结 Say that a duty is done")
async def complete(unit: Writing, here: Here, who: DutyCloser, duty_id: Id, done: Completion) -> DutyView:
    return DutyView.of(await commands.complete(unit, who, duty_id, done.evidence), here)


@router.get("/inbox", summary="收件箱 Circulars to my office or role")
async def inbox(
    connection: Reading,
    who: Reader,
    before: Annotated[str, Query(max_length=27, pattern=r"^[0-9TZ:.-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[CircularView]:
    region = prefix(who.region)
    rows = await store.inbox(connection, who.office, sorted(who.roles), [region], before, limit)
    read = await store.read_by(connection, [c.circular_id for c in rows], who.subject)
    return [CircularView.of(c, read=c.circular_id in read) for c in rows]


def _demand_addressee(who: Principal, circular: Circular) -> None:
    mine = circular.office == who.office or (circular.role in who.roles and covers(who.region, circular.region))
    watching = bool(who.roles & {Role.INSPECTOR, Role.DATA_CENTRE}) and covers(who.region, circular.region)
    if not (mine or watching):
        raise NotFound("没有该通报，或不是发给您的。", "There is no such circular for you.", "circular")


@router.post("/circulars/{circular_id}/receipt", status_code=204, summary="签收 Sign for a circular")
async def sign_for(unit: Writing, who: Reader, circular_id: Id) -> None:
    _demand_addressee(who, await store.load_circular(unit.connection, circular_id))
    await store.sign_for(unit.connection, circular_id, who.subject, unit.stamp)


@router.get("/circulars/{circular_id}/deliveries", summary="送达情况 How a circular travels")
async def deliveries(connection: Reading, who: Reader, circular_id: Id) -> list[DeliveryView]:
    _demand_addressee(who, await store.load_circular(connection, circular_id))
    rows = await store.deliveries_of(connection, circular_id)
    return [DeliveryView(**{n: getattr(r, n) for n in DeliveryView.model_fields}) for r in rows]


@router.post("/circulars/{circular_id}/resending", summary="重发未送达的 Try parked deliveries again")
async def resend(unit: Writing, who: Subscriber, circular_id: Id) -> dict[str, int]:
    _demand_addressee(who, await store.load_circular(unit.connection, circular_id))
    return {"queued": await commands.resend(unit, circular_id)}


@router.get("/subscriptions", summary="订阅 My office's subscriptions")
async def subscriptions(connection: Reading, who: Subscriber) -> list[SubscriptionView]:
    names = [n for n in SubscriptionView.model_fields if n != "secret"]
    return [
        SubscriptionView(**{n: getattr(r, n) for n in names}) for r in await store.subscriptions(connection, who.office)
    ]


@router.post("/subscriptions", status_code=201, summary="新增订阅 Subscribe an address")
async def subscribe(unit: Writing, here: Here, who: Subscriber, wanted: SubscriptionTaken) -> SubscriptionView:
    row = await commands.subscribe(unit, who, wanted.channel, wanted.address, wanted.region, here)
    view = SubscriptionView(**{n: row[n] for n in SubscriptionView.model_fields})
    unit.answer(201, view.model_dump_json())
    return view


@router.delete("/subscriptions/{subscription_id}", status_code=204, summary="退订 End a subscription")
async def unsubscribe(unit: Writing, who: Subscriber, subscription_id: Id) -> None:
    await commands.unsubscribe(unit, who, subscription_id)


@router.get(
    "/channels", dependencies=[requires(Right.CIRCULAR_READ)], summary="渠道 Channels and whether they are configured"
)
async def all_channels(here: Here) -> list[ChannelView]:
    inbox_ = ChannelView(id="inbox", zh="站内收件箱", en="inbox", configured=True)
    rest = [ChannelView(id=c.id, zh=c.zh, en=c.en, configured=c.configured(here.settings)) for c in channels().values()]
    return [inbox_, *rest]
