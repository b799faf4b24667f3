"""The exchange with the provincial platform: what comes down, what is pulled, what goes up, and whether both agree."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from services.catalog import commands, store
from services.catalog.api.models import Code, CreditCode, Taken
from services.catalog.commands.handeddown import Incoming, Kind, Misshapen
from shared import countersign, elements
from shared.codes.divisions import prefix
from shared.cursor import cursor_of, place_of
from shared.hosting.answers import malformed
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.problems import Fault, Unauthenticated, Unavailable
from shared.rights import Principal, Right

router = APIRouter(prefix="/exchange", tags=["省级对接 exchange"])
Guid = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,36}$")]
Reader = Annotated[Principal, requires(Right.EXCHANGE_READ)]
Sender = Annotated[Principal, requires(Right.EXCHANGE_SEND)]
Province = Annotated[Principal, requires(Right.EXCHANGE_TAKE)]
MOST = 50


async def countersigned(request: Request, here: Here, _who: Province) -> None:
    """The body, signed with the secret that the province shares with this deployment, within five minutes."""
    key = countersign.key_of(here.settings)
    if key is None:
        raise Unavailable(
            "没有配置与省级平台共享的密钥。", "The secret shared with the province is missing.", "no_secret"
        )
    told, signature = (request.headers.get(name, "") for name in (countersign.TIME, countersign.SIGNATURE))
    if not countersign.holds(key, told, signature, await request.body(), here.clock()):
        raise Unauthenticated(
            "签名不符或已过期：请按 X-Shixiang-Time 与正文计算 HMAC-SHA256。",
            "The signature does not hold or is old: HMAC-SHA256 over X-Shixiang-Time and the body.",
            "signature",
        )


Countersigned = Depends(countersigned)


class IncomingRow(Taken):
    """One catalogue item as the province has it; `office` is the line department that keeps it.

    What `elements` does not name stays, what it names as null is taken out. `kind` is how a D ends the item; where it is
    not said, several successors are a split, one is a rename, and a merge where more than one item leads there.
    """

    row_guid: Guid
    version: int = Field(ge=1, le=2**31 - 1)
    cd_operation: Literal["I", "U", "D"]
    basic_code: Code
    office: CreditCode
    elements: dict[str, Any] = Field(default={}, max_length=300)
    hand_down: bool = False
    reason: Annotated[str, StringConstraints(max_length=2000)] = ""
    successors: list[Code] = Field(default=[], max_length=20)
    kind: Kind = ""


class IncomingBatch(Taken):
    """A batch of rows, in any order, repeated at will."""

    cd_batch: Guid
    rows: list[IncomingRow | Any] = Field(min_length=1, max_length=200)
    """A row of another shape gets a receipt that says what is wrong with it, and keeps none of the others out."""


class ReceiptView(BaseModel):
    """What became of a row; `kept` names what both changed and the catalogue has as its department wrote it."""

    row_guid: str
    version: int
    receipt: str
    state: str
    reason: str
    repeated: bool
    action: str = ""
    changes: list[str] = []
    differences: list[dict[str, Any]] = []
    kept: list[str] = []


class Receipts(BaseModel):
    """What became of each row of a batch."""

    receipts: list[ReceiptView]


@router.post("/items", dependencies=[Countersigned], summary="接收下发 Take catalogue items from the province")
async def take(
    unit: Writing,
    who: Province,
    batch: IncomingBatch,
    dry_run: Annotated[bool, Query(description="只试运行，不生效 only say what would become of it")] = False,
) -> Receipts:
    rows = [Incoming(**row.model_dump()) for row in batch.rows if isinstance(row, IncomingRow)]
    others = [_misshapen(n, row) for n, row in enumerate(batch.rows, 1) if not isinstance(row, IncomingRow)]
    work = commands.try_batch if dry_run else commands.take_batch
    made = await work(unit, who, batch.cd_batch, rows, others)
    view = Receipts(receipts=[ReceiptView(**vars(one)) for one in made])
    unit.answer(200, view.model_dump_json())
    return view


def _misshapen(number: int, row: Any) -> Misshapen:
    """A row that is none, with its key where that can be read, and why."""
    try:
        IncomingRow.model_validate(row)
        faults = list[Fault]()
    except ValidationError as error:
        faults = malformed(error.errors()).faults
    told = "；".join(f"{one.path}：{one.message_zh}" for one in faults[:20])
    said = "; ".join(f"{one.path}: {one.message_en}" for one in faults[:20])
    reason = f"第 {number} 行不合接口要求：{told} (row {number}: {said})"[:2000]
    try:
        key = _Key.model_validate({name: row.get(name) for name in _Key.model_fields} if isinstance(row, dict) else {})
    except ValidationError:
        return Misshapen("", 0, reason, row)
    return Misshapen(key.row_guid, key.version, reason, row)


class _Key(BaseModel):
    """By what a row is known."""

    row_guid: Guid
    version: int = Field(ge=1, le=2**31 - 1)


class Pull(Taken):
    """Where a pull goes on: `lastTimestamp` of the answer before, empty at the beginning."""

    fromtimestamp: Annotated[str, StringConstraints(max_length=200, pattern=r"^[0-9A-Za-z_-]*$")] = ""


class Page(BaseModel):
    """At most fifty entries; fewer mean that it was the last page."""

    list: list[dict[str, Any]]
    sumNum: int  # noqa: N815 - the name that provincial platforms know
    lastTimestamp: str  # noqa: N815


class Pulled(BaseModel):
    """A page in the envelope that provincial platforms know."""

    status: dict[str, Any] = {"code": 1, "text": ""}
    custom: Page


def _page(rows: list[dict[str, Any]], keyed: Callable[[dict[str, Any]], str], pull: Pull, order: str = "") -> Pulled:
    """What comes after the place of the cursor; one of another order begins anew, for nothing may be missed."""
    place = place_of(pull.fromtimestamp)
    after = place[1] if place and place[0] == order else ""
    left = [row for row in sorted(rows, key=keyed) if keyed(row) > after][:MOST]
    last = cursor_of(order, keyed(left[-1])) if left else pull.fromtimestamp
    return Pulled(custom=Page(list=left, sumNum=len(rows), lastTimestamp=last))


def _registered(row: dict[str, Any]) -> str:
    """In the order of registration: a body that comes later is after every cursor, whatever its code."""
    return f"{row['number']:010d} {row['credit_code']}"


@router.post("/organisations", dependencies=[Countersigned], summary="拉取机构 Pull organisations by cursor")
async def organisations(connection: Reading, _who: Province, pull: Pull) -> Pulled:
    rows = [asdict(one) | {"kinds": list(one.kinds)} for one in await store.offices(connection)]
    return _page(rows, _registered, pull, "registered")


@router.post("/code-tables", dependencies=[Countersigned], summary="拉取代码表 Pull code tables by cursor")
async def code_tables(_who: Province, pull: Pull) -> Pulled:
    return _page(_codes(), lambda row: str(row["key"]), pull)


def _codes() -> list[dict[str, Any]]:
    return [
        {"key": f"{table.key}/{scheme.key}/{code.code}", "table": table.key, "scheme": scheme.key}
        | {"code": code.code, "zh": code.zh, "en": code.en}
        | code.force.told()
        for table in elements.TABLES.values()
        for scheme in table.schemes.values()
        for code in scheme.codes.values()
    ]


class OutboundView(BaseModel):
    """A change on its way up, an item or an answer to an offer (claim): waiting, accepted, stale or parked.

    Stale is what a newer version from here has overtaken; parked what the province refused, or of which it has a newer
    one that is not known here.
    """

    row_guid: str
    version: int
    kind: str
    item_id: str
    code: str
    operation: str
    batch: str
    digest: str
    state: str
    receipt: str
    attempts: int
    next_at: str
    reason: str
    made_at: str
    settled_at: str | None


class OutboundPage(BaseModel):
    """A page, and where the next one begins; empty at the end."""

    rows: list[OutboundView]
    next: str


@router.get("/outbound", summary="上报情况与回执 What goes up, with its receipts")
async def outbound(
    connection: Reading,
    who: Reader,
    state: Annotated[Literal["", "waiting", "accepted", "stale", "parked"], Query()] = "",
    kind: Annotated[Literal["", "item", "claim"], Query()] = "",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> OutboundPage:
    found = await store.outbound(connection, prefix(who.region), state, place_of(after), limit, kind)
    rows = [OutboundView(**{n: getattr(r, n) for n in OutboundView.model_fields}) for r in found]
    return OutboundPage(rows=rows, next=cursor_of(rows[-1].made_at, rows[-1].row_guid) if len(rows) == limit else "")


class DriftView(BaseModel):
    """One row that differs: missing there, different, only there (extra), or odd: it cannot be compared.

    `reason` says what is odd, or that a code is there more than once. A resend leaves odd rows to the province.
    The next page begins `after` the place of the last one.
    """

    place: int
    code: str
    kind: str
    row_guid: str
    ours: str
    theirs: str
    reason: str
    at: str


class Reconciled(BaseModel):
    """The last reconciliation: how many on each side, and what differs."""

    run_id: str
    at: str
    ours: int
    theirs: int
    drift: int
    drifts: list[DriftView]


@router.get("/drifts", summary="对账差异 What the last reconciliation found")
async def drifts(
    connection: Reading,
    who: Reader,
    after: Annotated[int, Query(ge=-1, le=2**31 - 1)] = -1,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Reconciled:
    last = await store.last_reconciliation(connection)
    if last is None:
        return Reconciled(run_id="", at="", ours=0, theirs=0, drift=0, drifts=[])
    found = await store.drifts(connection, prefix(who.region), after, limit)
    shown = [DriftView(**{n: getattr(r, n) for n in DriftView.model_fields}) for r in found]
    return Reconciled(**dict(last._mapping), drifts=shown)  # noqa: SLF001 - SQLAlchemy's public door


@router.post("/reconciliations", summary="立即对账 Reconcile now")
async def reconcile(here: Here, _who: Sender) -> Reconciled:
    return Reconciled(**vars(await commands.reconcile(here)), drifts=[])


class SentAgain(BaseModel):
    """How many refused rows wait again, and how many drifts were queued anew."""

    revived: int
    queued: int


@router.post("/resend", summary="重新上报 Send refused rows and drifts again")
async def send_again(unit: Writing, who: Sender) -> SentAgain:
    view = SentAgain(**await commands.send_again(unit, prefix(who.region)))
    unit.answer(200, view.model_dump_json())
    return view
