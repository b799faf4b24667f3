"""A guide is rendered once per edition, shown when its item is online, and gone with a reason when it leaves."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from services.guide import commands, tables
from services.guide.domain import fresh, moved
from shared import ledger
from shared.events import EVENTS, GuideRendered, ItemOnline, ItemPublished, ItemRef
from shared.unit import Actor
from tests.platform import Platform

STAGES = ("inspection", "test", "publication", "online")


async def said(platform: Platform, service: str, kind: type[Any]) -> list[Any]:
    box, name = ledger.outbox.c, f"cn.shixiang.{kind.type}"
    async with platform.host.runtimes[service].db.reading() as connection:
        texts = (await connection.execute(select(box.envelope).where(box.type == name).order_by(box.seq))).scalars()
        return [EVENTS[name].model_validate(json.loads(text)["data"]) for text in texts]


async def status(platform: Platform, code: str, extension: str = "html") -> int:
    return (await platform.ask("GET", f"/guide/v1/guides/{code}.{extension}")).status_code


@pytest.mark.clause("G49")
async def test_a_guide_is_there_in_every_form(platform: Platform, online: dict[str, Any]) -> None:
    view = (await platform.ask("GET", f"/guide/v1/guides/{online['code']}")).json()
    assert {"html", "pdf", "docx"} <= set(view["links"])
    for link in view["links"].values():
        answer = await platform.ask("GET", link)
        assert (answer.status_code, bool(answer.content)) == (200, True)


@pytest.mark.clause("B32")
async def test_it_is_rendered_when_published_and_hidden_until_online(
    platform: Platform, approved: dict[str, Any]
) -> None:
    await platform.stage(approved["item_id"], *STAGES[:3])
    assert len(await said(platform, "guide", GuideRendered)) == 1
    assert await status(platform, approved["code"]) == 404
    assert (await platform.ask("GET", "/guide/v1/guides")).json()["guides"] == []
    await platform.stage(approved["item_id"], "online")
    assert await status(platform, approved["code"]) == 200


async def test_an_edition_is_rendered_once_however_often_it_is_heard(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    guide = any_platform.host.runtimes["guide"]
    (event,) = await said(any_platform, "catalog", ItemPublished)
    for _ in range(2):
        async with guide.unit(Actor.service("guide")) as unit:
            await commands.render(unit, event, guide)
    assert len(await said(any_platform, "guide", GuideRendered)) == 1
    async with guide.db.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(tables.editions))).scalar_one() == 1


async def test_online_heard_before_published_ends_the_same(any_platform: Platform, approved: dict[str, Any]) -> None:
    """Events of one item stay in order; if a replay turns them round, the guide is the same in the end."""
    for name in STAGES:
        path = f"/catalog/v1/desk/items/{approved['item_id']}/{name}"
        assert (await any_platform.ask("POST", path, "jidong-data-inspection")).status_code == 200
    (published,) = await said(any_platform, "catalog", ItemPublished)
    (online,) = await said(any_platform, "catalog", ItemOnline)
    guide = any_platform.host.runtimes["guide"]
    async with guide.unit(Actor.service("guide")) as unit:
        await commands.show(unit, online.item, "online", online.edition, "", guide)
    assert await status(any_platform, approved["code"]) == 404
    async with guide.unit(Actor.service("guide")) as unit:
        await commands.render(unit, published, guide)
    assert await status(any_platform, approved["code"]) == 200
    before = (await any_platform.ask("GET", f"/guide/v1/guides/{approved['code']}")).json()
    await any_platform.settle()
    assert (await any_platform.ask("GET", f"/guide/v1/guides/{approved['code']}")).json() == before


@pytest.mark.clause("G27")
async def test_a_suspended_guide_is_gone_with_its_reason(any_platform: Platform, online: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    body = {"does": "suspend", "reason": "大厅搬迁至十二月"}
    await any_platform.ask("POST", path, "jidong-data-inspection", json=body)
    await any_platform.settle()
    answer = await any_platform.ask("GET", f"/guide/v1/guides/{online['code']}.html")
    assert answer.status_code == 410
    assert "大厅搬迁至十二月" in answer.json()["detail_zh"]
    assert (await any_platform.ask("GET", "/guide/v1/guides")).json()["guides"] == []


@pytest.mark.clause("G27")
async def test_a_resumed_guide_is_there_again(platform: Platform, online: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    for does in ("suspend", "resume"):
        await platform.ask("POST", path, "jidong-data-inspection", json={"does": does, "reason": "搬迁"})
    await platform.settle()
    assert await status(platform, online["code"]) == 200


async def test_the_next_edition_replaces_the_guide_when_it_is_online(
    platform: Platform, online: dict[str, Any]
) -> None:
    saved = await platform.save(online["item_id"], online["edition"], {"plain_name": "开办市场怎么登记"})
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(online["item_id"], *STAGES[:3])
    address = f"/guide/v1/guides/{online['code']}.txt"
    assert "开办市场怎么登记" not in (await platform.ask("GET", address)).text
    await platform.stage(online["item_id"], "online")
    assert "开办市场怎么登记" in (await platform.ask("GET", address)).text


async def test_a_guide_that_has_not_changed_is_not_sent_again(platform: Platform, online: dict[str, Any]) -> None:
    address = f"/guide/v1/guides/{online['code']}.html"
    first = await platform.ask("GET", address)
    again = await platform.ask("GET", address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_not_there_and_a_form_that_is_none_are_not_found(
    platform: Platform, online: dict[str, Any]
) -> None:
    assert await status(platform, "1123032199000122004230731001999") == 404
    answer = await platform.ask("GET", f"/guide/v1/guides/{online['code']}.exe")
    assert (answer.status_code, answer.json()["code"]) == (404, "format")


@pytest.mark.parametrize(
    ("region", "found"), [("230321", 1), ("230300", 1), ("230000", 1), ("230381", 0), ("620000", 0)]
)
async def test_guides_are_listed_by_region(platform: Platform, online: dict[str, Any], region: str, found: int) -> None:
    assert len((await platform.ask("GET", f"/guide/v1/guides?region={region}")).json()["guides"]) == found


REF = ItemRef(item_id="i", code="c", name="n", layer="implementation", office="o", office_name="", region="230321",
              region_name="", turn=7)  # fmt: skip


@pytest.mark.parametrize("turn", [6, 7])
def test_an_event_that_comes_late_or_twice_moves_nothing(turn: int) -> None:
    held = moved(fresh(REF, "t"), REF, at="t", state="online", online=3)
    assert held is not None
    late = REF.model_copy(update={"turn": turn})
    assert moved(held, late, at="u", state="suspended", online=0) is None


def test_a_guide_that_leaves_remembers_its_edition() -> None:
    held = moved(fresh(REF, "t"), REF, at="t", state="online", online=3)
    assert held is not None
    left = moved(held, REF.model_copy(update={"turn": 8}), at="u", state="suspended", online=0, reason="搬迁")
    assert left is not None
    assert (left.state, left.online, left.reason) == ("suspended", 3, "搬迁")
