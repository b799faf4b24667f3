"""HTTP in: guides in every form, their list, what a scanned print is worth, all public; the service centre's desk."""

from html import escape
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from services.guide import commands, store
from services.guide.commands import FORMATS
from services.guide.domain import STANDS, Age, Commission, GuideState
from shared.clock import day
from shared.codes.divisions import prefix
from shared.hosting.answers import gives, may_say
from shared.hosting.doors import Here, Public, Reading, Writing, requires
from shared.hosting.headers import OnShelf
from shared.hosting.runtime import Runtime
from shared.hosting.shelf import Kept
from shared.problems import Gone, NotFound
from shared.rights import Principal, Right

router = APIRouter(prefix="/guide/v1", tags=["办事指南 guide"])
Organiser = Annotated[Principal, requires(Right.GUIDE_ORGANISE)]
GuideCode = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{10,40}$")]


class GuideView(BaseModel):
    """A guide that is online, and where each form of it is."""

    item_id: str
    code: str
    name: str
    office_name: str
    region: str
    region_name: str
    edition: int
    online_since: str
    links: dict[str, str]

    @classmethod
    def of(cls, guide: GuideState) -> "GuideView":
        """The view of a guide."""
        links = {f.id: f"/guide/v1/guides/{guide.code}.{f.extension}" for f in FORMATS.values()}
        return cls(
            item_id=guide.item_id,
            code=guide.code,
            name=guide.name,
            office_name=guide.office_name,
            region=guide.region,
            region_name=guide.region_name,
            edition=guide.online,
            online_since=guide.changed_at,
            links=links,
        )


class GuidePage(BaseModel):
    """A page of guides in the order of their codes."""

    guides: list[GuideView]
    next: str | None


class AgeView(BaseModel):
    """What a print is worth: valid, outdated (with what changed), withdrawn or not_ours."""

    verdict: str
    edition: int
    online: int
    changed: list[str]


@router.get("/guides", dependencies=[Public], summary="指南列表 Guides that are online")
async def guides(
    connection: Reading,
    region: Annotated[str, Query(pattern=r"^(\d{6})?$")] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=40, pattern=r"^[0-9A-Za-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> GuidePage:
    rows = await store.page(connection, prefix(region) if region else "", q.strip(), after, limit + 1)
    more = rows[limit - 1].code if len(rows) > limit else None
    return GuidePage(guides=[GuideView.of(row) for row in rows[:limit]], next=more)


@router.get(
    "/guides/{code}.{extension}",
    dependencies=[Public],
    summary="某种形式的指南 A guide in one form",
    responses=may_say(410) | gives(*sorted({f.media_type.split(";")[0] for f in FORMATS.values()})),
    response_class=Response,
)
async def guide(
    slot: OnShelf,
    here: Here,
    connection: Reading,
    code: GuideCode,
    extension: Annotated[str, Path(pattern=r"^[a-z0-9]{2,8}$")],
) -> Response:
    form = next((f for f in FORMATS.values() if f.extension == extension), None)
    if form is None:
        raise NotFound(
            f"没有这种形式，可用：{'、'.join(f.extension for f in FORMATS.values())}。",
            f"No such form; there are {', '.join(f.extension for f in FORMATS.values())}.",
            "format",
        )
    held = await _shown(connection, code)
    made = await commands.form_of(connection, here, held.item_id, held.online, form.id)
    if made is None:
        raise NotFound("指南正在生成，请稍候。", "The guide is being rendered; come back in a moment.", "rendering")
    body, sha256 = made
    kept = Kept(body, f'"{sha256[:32]}"'.encode(), form.media_type.encode(), _headers(form.extension, code))
    return slot.answer(kept)


def _headers(extension: str, code: str) -> tuple[tuple[bytes, bytes], ...]:
    policy = b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none'"
    name = f'inline; filename="{code}.{extension}"'.encode()
    return ((b"content-disposition", name), (b"content-security-policy", policy), (b"vary", b"accept-encoding"))


async def _shown(connection: Reading, code: str) -> GuideState:
    held = await store.by_code(connection, code)
    if held is None or held.state == "hidden":
        raise NotFound("没有该编码的指南。", "There is no guide with this code.", "guide")
    if held.state != "online":
        words = {"suspended": ("已暂停办理", "suspended"), "cancelled": ("已取消", "cancelled")}[held.state]
        raise Gone(f"{held.name}{words[0]}：{held.reason}", f"{held.name} is {words[1]}: {held.reason}", held.state)
    return held


@router.get(
    "/guides/{code}",
    dependencies=[Public],
    responses=may_say(410),
    summary="指南及其各种形式 A guide and its forms",
)
async def one(connection: Reading, code: GuideCode) -> GuideView:
    return GuideView.of(await _shown(connection, code))


Edition = Annotated[int, Query(ge=1, le=1_000_000)]
Mark = Annotated[str, Query(pattern=r"^[0-9a-f]{12}$")]
Seal = Annotated[str, Query(max_length=120)]


@router.get("/prints/{code}", dependencies=[Public], summary="核验纸质指南 Check a print")
async def check_print(connection: Reading, here: Here, code: GuideCode, e: Edition, h: Mark, s: Seal = "") -> AgeView:
    return AgeView(**vars(await commands.check_print(connection, code, e, h, s, here)))


@router.get(
    "/copies/{code}",
    dependencies=[Public],
    summary="比对渠道文件 Compare a copy at the hall, a portal or a self-service machine",
)
async def check_copy(
    connection: Reading,
    code: GuideCode,
    sha256: Annotated[str, Query(pattern=r"^[0-9a-f]{64}$", description="渠道所用文件的哈希 hash of the copy's bytes")],
) -> AgeView:
    return AgeView(**vars(await commands.check_copy(connection, code, sha256)))


_WORDS = {
    "valid": ("这份指南有效", "This guide is valid"),
    "outdated": ("这份指南已经过期", "This guide is out of date"),
    "withdrawn": ("该事项已不再办理", "This item is no longer offered"),
    "not_ours": ("这不是本平台发出的指南", "This guide was not issued here"),
}


@router.get(
    "/q/{code}", dependencies=[Public], summary="扫码核验页 The page behind the QR code", response_class=HTMLResponse
)
async def scanned(connection: Reading, here: Here, code: GuideCode, e: Edition, h: Mark, s: Seal = "") -> HTMLResponse:
    return HTMLResponse(_page(code, await commands.check_print(connection, code, e, h, s, here)))


def _page(code: str, found: Age) -> str:
    zh, en = _WORDS[found.verdict]
    changed = "".join(f"<li>{escape(name)}</li>" for name in found.changed)
    detail = f"<p>有变化的要素 What changed:</p><ul>{changed}</ul>" if changed else ""
    link = (
        f'<p><a href="/guide/v1/guides/{escape(code)}.html">查看现行指南 The current guide</a></p>'
        if found.online
        else ""
    )
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{zh}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<style>body{font:1.2rem/1.7 sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}</style></head>"
        f"<body><main><h1>{zh}</h1><p lang=en>{en}</p>{detail}{link}<p>{escape(code)} · 第 {found.edition} 版</p></main></body></html>"
    )


class CommissionView(BaseModel):
    """A guide to be made: whose, how far it is, until when it is called for."""

    item_id: str
    code: str
    name: str
    office_name: str
    opened_at: str
    stand: str
    stand_zh: str
    until: str
    note: str
    late: bool

    @classmethod
    def of(cls, held: Commission, here: Runtime) -> "CommissionView":
        """The view of a commission today."""
        shown = {n: getattr(held, n) for n in ("opened_at", "stand", "until", "note")}
        named = {n: getattr(held.item, n) for n in ("item_id", "code", "name", "office_name")}
        return cls(**shown, **named, stand_zh=STANDS[held.stand][0], late=held.late(day(here.clock())))


class Desk(BaseModel):
    """Guides of a territory, and how many of them are how far."""

    counts: dict[str, int]
    guides: list[CommissionView]


class CallTaken(BaseModel):
    """Until when the guide is wanted, and what the body should know."""

    model_config = ConfigDict(extra="forbid", strict=True)

    until: Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
    note: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""


@router.get("/desk/guides", summary="指南编制公布情况 Guides of my territory and how far they are")
async def desk(
    connection: Reading,
    here: Here,
    who: Organiser,
    stand: Annotated[Literal["", "drafting", "rendered", "online", "suspended", "cancelled"], Query()] = "",
    after: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Desk:
    found = await store.commissions(connection, prefix(who.region), stand, after, limit)
    counts = await store.stands(connection, prefix(who.region))
    return Desk(counts=counts, guides=[CommissionView.of(held, here) for held in found])


@router.post("/desk/guides/{item_id}/call", summary="催编指南 Call for a guide until a day")
async def call(
    unit: Writing,
    here: Here,
    who: Organiser,
    item_id: Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")],
    wanted: CallTaken,
) -> CommissionView:
    view = CommissionView.of(await commands.call(unit, who, item_id, wanted.until, wanted.note), here)
    unit.answer(200, view.model_dump_json())
    return view
