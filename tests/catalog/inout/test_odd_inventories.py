"""The nightly reconciliation with a province whose rows are odd: they are told, and the rest is compared."""

import json
from typing import Any

import httpx
import pytest

from tests.catalog.inout.test_province import (
    EXCHANGE,
    any_joined,
    items_online,
    joined,
    province,
    rounds,
)
from tests.platform import Platform
from tools.province.platform import Province

__all__ = ["any_joined", "joined", "province"]
CENTRE = "hlj-data-inspection"


async def drift(platform: Platform) -> dict[str, Any]:
    """What a reconciliation finds now, as the provincial centre sees it."""
    answer = await platform.ask("POST", f"{EXCHANGE}/reconciliations", CENTRE)
    assert answer.status_code == 200, answer.text
    return dict((await platform.ask("GET", f"{EXCHANGE}/drifts", CENTRE)).json())


def told(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["code"], one["row_guid"]) for one in found["drifts"]]


@pytest.mark.clause("A30")
async def test_odd_rows_of_the_province_are_listed_with_the_reason_and_the_rest_is_compared(
    province: tuple[Province, str], any_joined: Platform
) -> None:
    there = province[0]
    same, altered, doubled = await items_online(any_joined, 3)
    await rounds(any_joined, 1)
    row = there.rows[doubled.item_id]
    there.rows[altered.item_id]["record"] = '{"name":"被改过"}'
    long, small = "5" * 55, doubled.code.lower()
    there.rows |= {
        "a": row | {"row_guid": "another"},
        "b": row | {"row_guid": "x" * 50},
        "c": row | {"row_guid": "long-code", "code": long},
        "d": row | {"row_guid": "small\x00", "code": f"Z{small}z"},
        "e": row | {"row_guid": "g" * 50, "code": "Z" * 31},
    }
    found = await drift(any_joined)
    assert (found["ours"], found["theirs"], found["drift"]) == (3, 8, 6)
    assert told(found) == [
        ("different", altered.code, altered.item_id),
        ("extra", doubled.code, "another"),
        ("odd", doubled.code, "x" * 50),
        ("odd", "Z" * 31, "g" * 50),
        ("odd", long, "long-code"),
        ("odd", f"Z{small}z", "small�"),
    ]
    reasons = {one["row_guid"]: one["reason"] for one in found["drifts"]}
    assert "多行" in reasons["another"]
    assert "row_guid 有 50 个字符" in reasons["x" * 50]
    assert "code 有 55 个字符" in reasons["long-code"]
    assert same.code not in {one["code"] for one in found["drifts"]}
    after = found["drifts"][1]["place"]
    page = (await any_joined.ask("GET", f"{EXCHANGE}/drifts", CENTRE, params={"after": after, "limit": 2})).json()
    assert told(page) == told(found)[2:4]


@pytest.mark.clause("A30")
async def test_a_resend_asks_the_second_row_of_a_code_back_and_leaves_ours_and_the_odd_ones(
    province: tuple[Province, str], joined: Platform
) -> None:
    there = province[0]
    (item,) = await items_online(joined, 1)
    await rounds(joined, 1)
    row = there.rows[item.item_id]
    there.rows = {
        "another": row | {"row_guid": "another", "version": 0},
        item.item_id: row,
        "x": row | {"row_guid": "x" * 50},
    }
    assert [kind for kind, *_ in told(await drift(joined))] == ["extra", "odd"]
    assert (await joined.ask("POST", f"{EXCHANGE}/resend", CENTRE)).json()["queued"] == 1
    queued = await joined.ask("GET", f"{EXCHANGE}/outbound", CENTRE, params={"state": "waiting", "kind": "item"})
    assert [(one["row_guid"], one["operation"]) for one in queued.json()["rows"]] == [("another", "D")]
    await rounds(joined, 1)
    assert there.rows[item.item_id]["cd_operation"] != "D"
    assert told(await drift(joined)) == [("odd", item.code, "x" * 50)], "and ours is not missing there"


@pytest.mark.clause("A30")
@pytest.mark.parametrize("most", [1, 2, 3])
async def test_however_long_its_pages_are_no_row_of_a_code_that_stands_across_two_is_missed(
    province: tuple[Province, str], joined: Platform, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = province[0]
    items = await items_online(joined, 4)
    await rounds(joined, 1)
    row = there.rows[items[1].item_id]
    if most > 1:
        there.rows["again"] = row | {"row_guid": "again"}
    monkeypatch.setattr("services.catalog.commands.inventory.PAGE", most)
    found = await drift(joined)
    assert found["theirs"] == len(there.rows)
    assert told(found) == ([("extra", row["code"], "again")] if most > 1 else [])


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(500), "province_refuses"),
        (httpx.Response(200, text="<html>"), "province_unreadable"),
        (httpx.Response(200, text="[" * 100_000), "province_unreadable"),
        (httpx.Response(200, json={"items": "none"}), "province_unreadable"),
        (httpx.Response(200, json={"items": [{"code": "B"}, {"code": "A"}, {"code": "C"}]}), "province_unreadable"),
        (httpx.Response(200, json={"items": [{"code": "A"}, {"code": "B"}]}), "province_unreadable"),
        (httpx.ConnectError("away"), "province_away"),
    ],
    ids=["error", "no JSON", "deep", "no list", "no order", "no end", "away"],
)
async def test_only_a_province_that_answers_nothing_is_told_as_away(
    joined: Platform, monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | httpx.HTTPError, code: str
) -> None:
    def given(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content)

    def client(_timeout: float) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(given))

    monkeypatch.setattr("services.catalog.commands.inventory.client", client)
    refused = await joined.ask("POST", f"{EXCHANGE}/reconciliations", CENTRE)
    assert (refused.status_code, refused.json()["code"]) == (503, code)
    assert ("没有应答" in refused.text) is (code == "province_away")


async def test_a_list_of_rows_that_are_none_is_told_row_by_row(
    joined: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[Any] = [None, "no row", {"code": 7}, {"code": "A1"}, {"code": "\ud800"}]

    def given(request: httpx.Request) -> httpx.Response:
        left = [] if request.url.params["after"] else rows
        return httpx.Response(200, content=json.dumps({"items": left}))

    def client(_timeout: float) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(given))

    monkeypatch.setattr("services.catalog.commands.inventory.client", client)
    found = await drift(joined)
    assert [(kind, code) for kind, code, _ in told(found)] == [
        ("odd", "A1"),
        ("odd", ""),
        ("odd", ""),
        ("odd", ""),
        ("odd", "�"),
    ]
