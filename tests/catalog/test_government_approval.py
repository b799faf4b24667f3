"""Where the government approves the catalogue, an edition is published once a filing that covers it is agreed to (E38)."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from services.catalog import commands
from shared import migrations
from shared.elements.load import vocabulary
from shared.events import ResultFiled
from shared.unit import Actor
from shared.xlsx import read
from tests.catalog.test_from_above import NAME, part_of
from tests.catalog.test_life import change_base
from tests.catalog.test_parts import shown
from tests.platform import Platform
from tests.review.test_campaign import COUNTY, file_
from tests.review.test_events import said

DATA = "jidong-data-inspection"
ANSWER = {"verdict": "agreed", "document_number": "鸡东政函〔2026〕31号", "answered_on": "2026-10-26"}
pytestmark = pytest.mark.clause("E38")


def demand(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    """The places whose government approves the catalogue of four columns."""
    monkeypatch.setitem(vocabulary()["approved_first"], "xinzhou4", list(places))


async def answer(platform: Platform, filing: dict[str, Any]) -> None:
    path = f"/review/v1/filings/{filing['filing_id']}/answer"
    assert (await platform.ask("POST", path, COUNTY, json=ANSWER)).status_code == 200
    await platform.settle()


async def agreed(platform: Platform, item: dict[str, Any]) -> None:
    filed = await file_(platform, "for_approval", item["item_id"])
    assert filed.status_code == 201, filed.text
    await answer(platform, filed.json())


async def stage(platform: Platform, item: dict[str, Any], name: str) -> Any:
    return await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/{name}", DATA)


async def listed(platform: Platform) -> list[Any]:
    """The lines of the public catalogue: code, document, day."""
    path = "/catalog/v1/exports/items.xlsx"
    sheet = await platform.ask("GET", path, params={"profile": "xinzhou4"})
    head, *rows = (line.values for line in read(sheet.content).rows)
    assert head[7:9] == ("批准文号", "批准日期")
    return [(row[0], *row[7:9]) for row in rows]


async def test_publication_waits_for_the_governments_approval_and_the_catalogue_names_it(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "1409", "2303")
    item = await any_platform.approved()
    await any_platform.stage(item["item_id"], "inspection", "test")
    early = await stage(any_platform, item, "publication")
    assert (early.status_code, early.json()["code"]) == (409, "not_approved_above")
    assert (early.json()["edition"], "报批" in early.json()["detail_zh"]) == (item["submitted"], True)
    filed = (await file_(any_platform, "for_approval", item["item_id"])).json()
    assert (await stage(any_platform, item, "publication")).status_code == 409
    await answer(any_platform, filed)
    await any_platform.stage(item["item_id"], "publication", "online")
    assert await listed(any_platform) == [(item["code"], ANSWER["document_number"], ANSWER["answered_on"])]
    assert await any_platform.faults_of_trails() == []


async def test_where_no_government_approves_first_nothing_waits(any_platform: Platform, online: dict[str, Any]) -> None:
    rows = await listed(any_platform)
    assert [row[0] for row in rows] == [online["code"]]


async def test_the_approval_of_one_edition_is_not_that_of_the_next(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "2303")
    item = await platform.approved()
    waiting = (await file_(platform, "for_approval", item["item_id"])).json()
    await platform.stage(item["item_id"], "inspection")
    sent = {"reason": "须改写通俗名称"}
    back = await platform.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/rejection", DATA, json=sent)
    assert back.status_code == 200, back.text
    saved = await platform.save(item["item_id"], item["edition"], {"plain_name": "新写法"})
    item = await platform.approve(await platform.submit(saved["item"]))
    await answer(platform, waiting)
    await platform.stage(item["item_id"], "inspection", "test")
    assert (await stage(platform, item, "publication")).json()["code"] == "not_approved_above"
    await agreed(platform, item)
    assert (await stage(platform, item, "publication")).status_code == 200


async def test_a_filing_for_the_record_is_no_approval(
    platform: Platform, approved: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await file_(platform, "for_record", approved["item_id"])).status_code == 201
    demand(monkeypatch, "2303")
    await platform.stage(approved["item_id"], "inspection", "test")
    assert (await stage(platform, approved, "publication")).status_code == 409
    refused = await file_(platform, "for_record", approved["item_id"])
    assert refused.status_code == 409
    await agreed(platform, approved)
    assert (await stage(platform, approved, "publication")).status_code == 200


async def test_where_the_government_approves_nothing_is_filed_for_the_record(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "2303")
    item = await platform.approved()
    refused = await file_(platform, "for_record", item["item_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "approval_needed")
    assert (await file_(platform, "for_approval", item["item_id"])).status_code == 201


async def test_what_was_public_before_the_government_approved_first_is_not_in_its_catalogue(
    platform: Platform, online: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "2303")
    assert await listed(platform) == []
    await agreed(platform, online)
    assert [row[0] for row in await listed(platform)] == [online["code"]]


async def test_what_was_published_before_waits_before_it_goes_online(
    platform: Platform, approved: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform.stage(approved["item_id"], "inspection", "test", "publication")
    demand(monkeypatch, "2303")
    assert (await stage(platform, approved, "online")).json()["code"] == "not_approved_above"
    await agreed(platform, approved)
    assert (await stage(platform, approved, "online")).status_code == 200


async def test_an_approval_that_is_heard_again_or_late_changes_nothing(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "2303")
    item = await any_platform.approved()
    await agreed(any_platform, item)
    await any_platform.stage(item["item_id"], "inspection", "test", "publication", "online")
    before = await any_platform.desk(item["item_id"]), await listed(any_platform)
    (event,) = await said(any_platform, "review", ResultFiled)
    unknown = event.model_copy(update={"item": event.item.model_copy(update={"item_id": "0" * 36})})
    older = event.model_copy(update={"edition": 1, "answer_number": "旧文"})
    for late in (event, unknown, older):
        async with any_platform.host.runtimes["catalog"].unit(Actor.service("catalog")) as unit:
            await commands.keep_approval(unit, late)
    assert (await any_platform.desk(item["item_id"]), await listed(any_platform)) == before


async def test_what_is_only_reworded_after_its_audit_keeps_the_approval(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "2303")
    item = await platform.approved()
    await change_base(platform, name=f"{NAME}。")
    await platform.run_jobs()
    now = await platform.desk(item["item_id"])
    assert now["approved"] == item["approved"] + 1
    assert (await file_(platform, "for_approval", item["item_id"])).status_code == 201
    (filed,) = (await platform.ask("GET", "/review/v1/filings", COUNTY)).json()
    await answer(platform, filed)
    await platform.stage(item["item_id"], "inspection", "test", "publication", "online")
    assert await listed(platform) == [(item["code"], ANSWER["document_number"], ANSWER["answered_on"])]


async def test_a_handling_item_goes_with_the_approval_of_the_item_it_is_part_of(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand(monkeypatch, "2303")
    item = await any_platform.filled()
    part = await any_platform.desk(await part_of(any_platform, item["item_id"]))
    for one in (item, part):
        await any_platform.approve(await any_platform.submit(one))
        await any_platform.stage(one["item_id"], "inspection", "test")
    assert (await stage(any_platform, part, "publication")).json()["code"] == "not_approved_above"
    await agreed(any_platform, item)
    for one in (item, part):
        await any_platform.stage(one["item_id"], "publication", "online")
    given = ANSWER["document_number"], ANSWER["answered_on"]
    item, part = [await any_platform.desk(one["item_id"]) for one in (item, part)]
    assert await listed(any_platform) == [(item["code"], *given), (part["code"], *given)]
    assert (await file_(any_platform, "for_record", part["item_id"])).status_code == 201
    saved = await any_platform.save(part["item_id"], part["edition"], {"plain_name": "改登记"})
    assert saved["item"]["edition"] > part["edition"]
    assert (await shown(any_platform, part["item_id"]))["availability"] == "online"


async def test_an_approval_from_before_the_catalog_kept_any_is_heard_after_the_upgrade(
    any_platform: Platform, approved: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await agreed(any_platform, approved)
    await any_platform.stage(approved["item_id"], "inspection", "test")
    demand(monkeypatch, "2303")
    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        await connection.execute(text("DELETE FROM approvals"))
        await connection.execute(text("DELETE FROM inbox WHERE handler = 'on_result_filed'"))
    await any_platform.settle()
    assert (await stage(any_platform, approved, "publication")).json()["code"] == "not_approved_above"

    def upgrade(connection: Connection) -> None:
        given = migrations.config("review")
        given.attributes["connection"] = connection
        command.downgrade(given, "0006")
        command.upgrade(given, "head")

    told = len((await any_platform.ask("GET", "/notify/v1/inbox", "jidong-market-informant")).json())
    async with any_platform.host.runtimes["review"].db.writing() as connection:
        await connection.run_sync(upgrade)
    await any_platform.settle()
    assert (await stage(any_platform, approved, "publication")).status_code == 200
    assert len((await any_platform.ask("GET", "/notify/v1/inbox", "jidong-market-informant")).json()) == told
