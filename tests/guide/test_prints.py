"""The code on a print tells what the print is worth today (G51, G09)."""

import hashlib
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.elements import ELEMENTS
from tests.platform import Platform

STAGES = ("inspection", "test", "publication", "online")


async def printed(platform: Platform, code: str) -> dict[str, str]:
    """What the address in the QR code of the guide says: edition, mark, seal."""
    text = (await platform.ask("GET", f"/guide/v1/guides/{code}.txt")).text
    address = re.search(r"http\S+/guide/v1/q/\S+", text)
    assert address
    return dict(parse_qsl(urlsplit(address[0]).query))


async def check(platform: Platform, code: str, marks: dict[str, str]) -> Any:
    return (await platform.ask("GET", f"/guide/v1/prints/{code}", params=marks)).json()


@pytest.mark.clause("G09")
async def test_a_print_of_the_present_edition_is_valid(any_platform: Platform, online: dict[str, Any]) -> None:
    found = await check(any_platform, online["code"], await printed(any_platform, online["code"]))
    assert found == {"verdict": "valid", "edition": online["approved"], "online": online["approved"], "changed": []}


async def next_edition(platform: Platform, item: dict[str, Any], values: dict[str, Any]) -> None:
    saved = await platform.save(item["item_id"], item["edition"], values)
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(item["item_id"], *STAGES)


@pytest.mark.clause("G51")
@pytest.mark.clause("G09")
async def test_an_old_print_is_outdated_by_the_elements_that_changed(
    platform: Platform, online: dict[str, Any]
) -> None:
    marks = await printed(platform, online["code"])
    await next_edition(platform, online, {"plain_name": "新写法", "office_hours": "工作日 9:00—17:00"})
    found = await check(platform, online["code"], marks)
    changed = {ELEMENTS["plain_name"].zh, ELEMENTS["office_hours"].zh}
    assert (found["verdict"], set(found["changed"])) == ("outdated", changed)


@pytest.mark.clause("G09")
@pytest.mark.parametrize("form", ["html", "pdf", "json"], ids=["portal", "hall", "self-service"])
async def test_a_channels_copy_is_told_apart_from_what_the_library_has_now(
    any_platform: Platform, online: dict[str, Any], form: str
) -> None:
    copy = (await any_platform.ask("GET", f"/guide/v1/guides/{online['code']}.{form}")).content
    path, mark = f"/guide/v1/copies/{online['code']}", {"sha256": hashlib.sha256(copy).hexdigest()}
    same = (await any_platform.ask("GET", path, params=mark)).json()
    assert (same["verdict"], same["edition"], same["online"]) == ("valid", online["approved"], online["approved"])
    own = {"sha256": hashlib.sha256(copy + b" ").hexdigest()}
    assert (await any_platform.ask("GET", path, params=own)).json()["verdict"] == "not_ours"
    await next_edition(any_platform, online, {"office_hours": "工作日 9:00—17:00"})
    old = (await any_platform.ask("GET", path, params=mark)).json()
    assert (old["verdict"], old["changed"]) == ("outdated", [ELEMENTS["office_hours"].zh])


async def test_a_change_that_is_not_public_leaves_a_print_valid(platform: Platform, online: dict[str, Any]) -> None:
    marks = await printed(platform, online["code"])
    await next_edition(platform, online, {"form_filler": "另一位信息员"})
    assert (await check(platform, online["code"], marks))["verdict"] == "valid"


async def test_a_change_of_signs_alone_leaves_a_print_valid(platform: Platform, online: dict[str, Any]) -> None:
    marks = await printed(platform, online["code"])
    held = (await platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}", "jidong-market-informant")).json()
    await next_edition(platform, online, {"conditions": held["elements"]["conditions"] + "。\n"})
    found = await check(platform, online["code"], marks)
    assert (found["verdict"], found["online"]) == ("valid", online["approved"] + 1)


@pytest.mark.clause("G09")
async def test_a_print_of_what_left_is_withdrawn(platform: Platform, online: dict[str, Any]) -> None:
    marks = await printed(platform, online["code"])
    path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
    await platform.ask("POST", path, "jidong-data-inspection", json={"does": "suspend", "reason": "搬迁"})
    await platform.settle()
    assert (await check(platform, online["code"], marks))["verdict"] == "withdrawn"


@pytest.mark.clause("G09")
@pytest.mark.parametrize(
    "forged",
    [{"e": "9"}, {"h": "0" * 12}, {"s": ""}, {"s": "A" * 86}, {"s": "not base64 !"}],
    ids=["another edition", "another hash", "no seal", "a seal of nobody", "no seal at all"],
)
async def test_a_forged_print_is_not_ours(platform: Platform, online: dict[str, Any], forged: dict[str, str]) -> None:
    marks = await printed(platform, online["code"]) | forged
    assert (await check(platform, online["code"], marks))["verdict"] == "not_ours"


async def test_the_marks_of_one_item_do_not_serve_another(platform: Platform, online: dict[str, Any]) -> None:
    marks = await printed(platform, online["code"])
    assert (await check(platform, online["code"][:-1] + "9", marks))["verdict"] == "not_ours"


async def test_the_page_behind_the_code_says_it_in_words(platform: Platform, online: dict[str, Any]) -> None:
    marks = await printed(platform, online["code"])
    page = await platform.ask("GET", f"/guide/v1/q/{online['code']}", params=marks)
    assert (page.status_code, "这份指南有效" in page.text) == (200, True)
    forged = await platform.ask("GET", f"/guide/v1/q/{online['code']}", params=marks | {"s": ""})
    assert "这不是本平台发出的指南" in forged.text
