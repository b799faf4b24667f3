"""Files are kept under their hash, are what they say they are, and are public only when an online item shows them."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import delete, update

from services.catalog import tables as t
from tests.catalog.history.test_records import CENTRE, change, offline, verified
from tests.platform import Platform

INFORMANT = "jidong-market-informant"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def upload(platform: Platform, body: bytes, kind: str = "application/pdf", name: str = "申请表.pdf") -> Any:
    headers = {"Content-Type": kind}
    path = "/catalog/v1/desk/attachments"
    return await platform.ask("POST", path, INFORMANT, headers=headers, content=body, params={"name": name})


async def test_a_file_is_kept_under_its_hash(platform: Platform) -> None:
    kept = (await upload(platform, PDF)).json()
    assert kept == {
        "name": "申请表.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }


async def test_the_same_file_twice_is_kept_once(platform: Platform) -> None:
    first, second = (await upload(platform, PDF)).json(), (await upload(platform, PDF, name="同一份.pdf")).json()
    assert first["sha256"] == second["sha256"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/pdf", b"MZ\x90\x00"),
        ("image/png", PDF),
        ("text/html", b"<script>alert(1)</script>"),
        ("application/x-msdownload", b"MZ\x90\x00"),
        ("", PDF),
    ],
    ids=["not what it says", "another kind", "a page", "a program", "no type"],
)
async def test_a_file_that_is_not_what_it_says_is_refused(platform: Platform, kind: str, body: bytes) -> None:
    assert (await upload(platform, body, kind)).status_code == 415


async def test_an_item_cannot_point_to_a_file_that_was_never_uploaded(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    chart = {"name": "流程图.pdf", "media_type": "application/pdf", "size": 3, "sha256": "0" * 64}
    answer = await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
        INFORMANT,
        headers={"If-Match": '"1"'},
        json={"elements": {"flow_chart": chart}},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "attachment")


async def test_a_file_is_public_only_once_an_online_item_shows_it(platform: Platform, filled: dict[str, Any]) -> None:
    chart = (await upload(platform, PDF, name="流程图.pdf")).json()
    saved = await platform.save(filled["item_id"], filled["edition"], {"flow_chart": chart})
    path = f"/catalog/v1/attachments/{chart['sha256']}"
    assert (await platform.ask("GET", path)).status_code == 404
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(filled["item_id"], "inspection", "test", "publication", "online")
    answer = await platform.ask("GET", path)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PDF, "application/pdf")
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_only_those_who_fill_in_upload(platform: Platform) -> None:
    for who, status in (("jidong-service-clerk", 403), ("", 401)):
        answer = await platform.ask(
            "POST",
            "/catalog/v1/desk/attachments?name=a.pdf",
            who,
            headers={"Content-Type": "application/pdf"},
            content=PDF,
        )
        assert answer.status_code == status


@pytest.mark.parametrize("way", ["attachment_altered", "attachment_gone"])
async def test_a_file_changed_in_the_database_is_named_and_not_handed_out(any_platform: Platform, way: str) -> None:
    """By the verification, and by the proof of the item that shows it."""
    platform = any_platform
    item = await platform.filled()
    chart = (await upload(platform, PDF, name="流程图.pdf")).json()
    saved = await platform.save(item["item_id"], item["edition"], {"flow_chart": chart})
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(item["item_id"], "inspection", "test", "publication", "online")
    this = t.attachments.c.sha256 == chart["sha256"]
    ways: dict[str, tuple[Any, int]] = {
        "attachment_altered": (update(t.attachments).where(this).values(body=b"%PDF forged"), 409),
        "attachment_gone": (delete(t.attachments).where(this), 404),
    }
    statement, status = ways[way]
    assert (await verified(platform))["faults"] == []
    await change(platform, statement)
    gone = {"row_gone"} if way == "attachment_gone" else set()
    assert {one["fault"] for one in (await verified(platform))["faults"]} == {way} | gone
    answer = await platform.ask("GET", f"/catalog/v1/attachments/{chart['sha256']}")
    assert answer.status_code == status
    if status == 409:
        assert (answer.json()["code"], answer.json()["altered"][0]["fault"]) == ("altered", way)
    assert await offline(platform, f"desk/items/{item['item_id']}/trail/proof", CENTRE) == {way}
