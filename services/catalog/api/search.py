"""Search over names, codes, elements and citations: for everyone what is online, for the desk also drafts."""

import hashlib
import re
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from services.catalog import store
from services.catalog.api.absent import absent
from services.catalog.domain.searching import ways
from services.catalog.domain.successors import Coming, Place
from services.catalog.store.search import Wanted
from shared import elements
from shared.clock import day
from shared.codes import division
from shared.codes.divisions import prefix
from shared.cursor import cursor_of, place_of
from shared.hosting.doors import Here, Public, Reading, requires
from shared.hosting.headers import OnShelf
from shared.hosting.shelf import Kept
from shared.problems import Gone, Malformed
from shared.rights import Principal, Right, Role

router = APIRouter(tags=["检索 search"])
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
Words = Annotated[
    str, Query(min_length=1, max_length=100, description="字词、编码、依据或拼音首字母 words, a code, a law, initials")
]
Region = Annotated[str, Query(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$", description="区划 division, by prefix")]
Office = Annotated[str, Query(pattern=r"^([0-9A-Z]{18})?$", description="实施主体 credit code")]
Type = Annotated[str, Query(pattern=r"^(\d{2})?$", description="事项类型 item type")]
After = Annotated[str, Query(max_length=4000, description="上一页的 next")]
Limit = Annotated[int, Query(ge=1, le=100)]
MOST_VALUES = 50
CODE = re.compile("[0-9A-Z]{12,40}")


class Hit(BaseModel):
    """One item that has every word; `in_name` when its name, code or initials have them."""

    item_id: str
    edition: int
    code: str
    name: str
    item_type: str
    region: dict[str, str]
    office: dict[str, str]
    in_name: bool
    layer: str
    state: str | None = None


class FacetValue(BaseModel):
    """One value, and how many hits have it."""

    value: str
    name: str
    count: int


class Facets(BaseModel):
    """All hits, counted: the values with the most hits first."""

    region: list[FacetValue]
    office: list[FacetValue]
    item_type: list[FacetValue]


class Former(BaseModel):
    """A code that was public and is no more: what is said of it, and where it leads, as under the code itself."""

    code: str
    detail_zh: str
    detail: str
    successors: list[str]
    coming: list[Coming]
    left: list[Place]


class Found(BaseModel):
    """A page of hits, those in the name first; the total is exact; `next` is the cursor to go on with.

    `gone` is there for a code under which nothing is public any more.
    """

    total: int
    items: list[Hit]
    facets: Facets
    next: str | None
    gone: Former | None = None


@router.get("/search", dependencies=[Public], response_model=Found, summary="全文检索 Search what is online")
async def search(
    slot: OnShelf,
    connection: Reading,
    here: Here,
    q: Words,
    region: Region = "",
    office: Office = "",
    type: Type = "",  # noqa: A002
    after: After = "",
    limit: Limit = 20,
) -> Response:
    asked = _asked(q, live=True, region=region, office=office, item_type=type)
    found = await _found(connection, asked, after, limit)
    if not found.total and CODE.fullmatch(code := q.strip().upper()):
        gone = await absent(connection, code, day(here.clock()))
        if isinstance(gone, Gone):
            found.gone = Former(code=code, detail_zh=gone.detail_zh, detail=gone.detail, **gone.extra)
    body = found.model_dump_json(exclude_none=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
    return slot.tell(Kept(body, tag)) if found.gone else slot.answer(Kept(body, tag))


@router.get(
    "/desk/search", summary="全文检索（含草稿和目录） Search my office or territory and the catalogue, drafts too"
)
async def desk_search(
    connection: Reading,
    who: Reader,
    q: Words,
    region: Region = "",
    office: Office = "",
    type: Type = "",  # noqa: A002
    after: After = "",
    limit: Limit = 20,
) -> Found:
    own = who.roles <= {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}
    place = {"own": who.office} if own else {"territory": prefix(who.region)}
    place |= {"province": who.region[:2]}
    return await _found(
        connection, _asked(q, live=False, region=region, office=office, item_type=type, **place), after, limit
    )


def _asked(q: str, *, live: bool, region: str, **sides: str) -> Wanted:
    asked = ways(q)
    if not asked:
        raise Malformed("请输入要查找的字、词、编码或拼音首字母。", "Give a word, a code or initials to look for.", "q")
    return Wanted(asked, live=live, region=prefix(region) if len(region) == 6 else region, **sides)  # noqa: PLR2004


async def _found(connection: Reading, asked: Wanted, after: str, limit: int) -> Found:
    rows = await store.search(connection, asked, place_of(after), limit + 1)
    counted = await store.facets(connection, asked)
    more = cursor_of(rows[limit - 1].rank, rows[limit - 1].code) if len(rows) > limit else None
    names = await store.office_names(connection, [v for v, _ in _top(counted, "office")])
    return Found(
        total=sum(row.count for row in counted),
        items=[_hit(row, state=not asked.live) for row in rows[:limit]],
        facets=Facets(
            region=[FacetValue(value=v, name=_place(v), count=n) for v, n in _top(counted, "region")],
            office=[FacetValue(value=v, name=names.get(v, v), count=n) for v, n in _top(counted, "office")],
            item_type=[FacetValue(value=v, name=_type(v), count=n) for v, n in _top(counted, "item_type")],
        ),
        next=more,
    )


def _hit(row: Any, *, state: bool) -> Hit:
    return Hit(
        item_id=row.item_id,
        edition=row.edition,
        code=row.code,
        name=row.title,
        item_type=row.item_type,
        region={"code": row.region, "name": row.region_name},
        office={"code": row.office, "name": row.office_name},
        in_name=row.rank == "0",
        layer=row.layer,
        state=row.state if state else None,
    )


def _top(rows: Iterable[Any], side: str) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for row in rows:
        value = getattr(row, side)
        counts[value] = counts.get(value, 0) + row.count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]


def _place(code: str) -> str:
    known = division(code)
    return known.full_name if known else code


def _type(code: str) -> str:
    word = elements.code_label("item_type", code)
    return word.zh if word else code
