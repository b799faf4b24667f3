"""Requests that are stale, unconditional, repeated, misdirected or too clever: a clear problem, nothing changed."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote, unquote

import pytest

from services.catalog.commands.attachments import KINDS
from shared.world import story
from tests.badinput.support import CJK, changed, dump, problem
from tests.platform import Platform

INFORMANT, CHECKER, CENTRE = "jidong-market-informant", "jidong-market-checker", "jidong-data-inspection"
LINE, CLERK, PLATFORM = "hlj-market-line", "jidong-service-clerk", "hlj-data-platform"
LEGALITY = "jidong-legality-auditor"
BASE = story().base.basic_code
NOWHERE = "00000000-0000-4000-8000-000000000000"


# ── editions ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_save_on_an_older_edition_gets_both_texts_and_changes_nothing(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await platform.save(claimed["item_id"], 1, {"own_hall": "先到的"})
    before = await dump(platform)
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/elements"
    mine = {"elements": {"own_hall": "后到的"}}
    shown = problem(
        await platform.ask("PATCH", path, INFORMANT, headers={"If-Match": '"1"'}, json=mine), 412, "edition"
    )
    assert shown["current"]["edition"] == 2
    assert shown["current"]["based_on"] == 1
    assert shown["current"]["elements"]["own_hall"] == "先到的"
    assert changed(before, await dump(platform)) == []


@pytest.mark.parametrize("path", ["elements", "form", "submission"])
async def test_a_change_that_does_not_say_its_edition_is_refused(
    platform: Platform, claimed: dict[str, Any], path: str
) -> None:
    before = await dump(platform)
    where = f"/catalog/v1/desk/items/{claimed['item_id']}/{path}"
    method, who = (
        ("PATCH", INFORMANT) if path == "elements" else ("POST", CHECKER if path == "submission" else INFORMANT)
    )
    content: dict[str, Any] = {"json": {"elements": {"own_hall": "x"}}} if path == "elements" else {}
    if path == "form":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        content = {"content": b"PK", "headers": {"Content-Type": kind}}
    problem(await platform.ask(method, where, who, **content), 428)
    for wrong in ("*", '"x"', "W/", '"1", "2"', "9" * 30, '"-1"'):
        headers = {**content.get("headers", {}), "If-Match": wrong}
        shown = problem(await platform.ask(method, where, who, **(content | {"headers": headers})), 422, "if_match")
        assert '"3"' in shown["detail_zh"]
    assert changed(before, await dump(platform)) == []


async def test_an_incomplete_item_cannot_be_submitted_and_what_lacks_is_named(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    before = await dump(platform)
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/submission"
    shown = problem(await platform.ask("POST", path, CHECKER, headers={"If-Match": '"1"'}), 422, "incomplete")
    assert "conditions" in {fault["path"] for fault in shown["faults"]}
    assert changed(before, await dump(platform)) == []


# ── codes, regions, ids ─────────────────────────────────────────────────────────────────────────────────────────────

ADDRESSES: list[tuple[str, str, str, Any, int]] = [
    ("GET", "/catalog/v1/items/1123032199000122004999999999999", "", None, 404),
    ("GET", "/catalog/v1/items/%E7%BC%96%E7%A0%81", "", None, 404),
    ("GET", "/catalog/v1/items/%ff%fe", "", None, 404),
    ("GET", "/catalog/v1/items/%00", "", None, 422),
    ("GET", "/catalog/v1/items?q=%00", "", None, 422),
    ("GET", "/catalog/v1/items?region=2303xx", "", None, 422),
    ("GET", "/catalog/v1/items?region=23032", "", None, 422),
    ("GET", "/catalog/v1/items?office=91", "", None, 422),
    ("GET", "/catalog/v1/items?type=1", "", None, 422),
    ("GET", "/catalog/v1/items?limit=0", "", None, 422),
    ("GET", "/catalog/v1/items?limit=101", "", None, 422),
    ("GET", "/catalog/v1/items?limit=ten", "", None, 422),
    ("GET", f"/catalog/v1/items?q={'x' * 101}", "", None, 422),
    ("GET", "/catalog/v1/attachments/abc", "", None, 422),
    ("GET", f"/catalog/v1/attachments/{'0' * 64}", "", None, 404),
    ("GET", "/catalog/v1/desk/items/1", INFORMANT, None, 422),
    ("GET", f"/catalog/v1/desk/items/{NOWHERE}", INFORMANT, None, 404),
    ("GET", f"/catalog/v1/desk/items/{NOWHERE.replace('4', 'A')}", INFORMANT, None, 422),
    ("GET", "/catalog/v1/desk/items?state=Compiling!", INFORMANT, None, 422),
    ("GET", "/catalog/v1/changes?cursor=-1", PLATFORM, None, 422),
    ("GET", "/catalog/v1/changes?cursor=99999999999999999999", PLATFORM, None, 422),
    ("PUT", "/catalog/v1/catalogue/12345", LINE, {"elements": {"name": "x"}}, 422),
    ("PUT", "/catalog/v1/catalogue/99X999999999", LINE, {"elements": {"name": "x"}}, 422),
    ("POST", "/catalog/v1/catalogue/23073100199Y/hand-down", LINE, {"offices": []}, 404),
    ("POST", f"/catalog/v1/catalogue/{BASE}/hand-down", LINE, {"offices": ["91110000MA00000000"]}, 422),
    ("POST", f"/catalog/v1/desk/offers/{NOWHERE}/claim", INFORMANT, None, 404),
    ("POST", f"/catalog/v1/desk/items/{NOWHERE}/inspection", CENTRE, None, 404),
    ("GET", f"/review/v1/audits/{NOWHERE}", LEGALITY, None, 404),
    ("GET", f"/review/v1/items/{NOWHERE}/audit", LEGALITY, None, 404),
    ("GET", "/review/v1/work?after=<script>", LEGALITY, None, 422),
    ("GET", "/guide/v1/guides/1", "", None, 422),
    ("GET", "/guide/v1/guides/112303219900012200423073100199Y", "", None, 404),
    ("GET", "/guide/v1/guides/112303219900012200423073100199Y.exe", "", None, 404),
    ("GET", "/guide/v1/guides?region=230", "", None, 422),
    ("GET", "/guide/v1/prints/112303219900012200423073100199Y?e=1&h=zz", "", None, 422),
    ("POST", f"/notify/v1/duties/{NOWHERE}/completion", CLERK, {"evidence": "已更新"}, 404),
    ("POST", f"/notify/v1/circulars/{NOWHERE}/receipt", CLERK, None, 404),
    ("DELETE", f"/notify/v1/subscriptions/{NOWHERE}", CLERK, None, 404),
    ("GET", "/notify/v1/duties?after=2026-02-30", CLERK, None, 422),
    ("GET", "/catalog/v1/nothing-here", "", None, 404),
    ("GET", "/catalogue/v1/items", "", None, 404),
    ("GET", "/catalog/v2/items", "", None, 404),
    ("GET", "//etc/passwd", "", None, 404),
    ("DELETE", "/catalog/v1/items", "", None, 405),
    ("PATCH", "/catalog/v1/items/1", "", None, 405),
    ("POST", "/healthz/live", "", None, 405),
    ("TRACE", "/catalog/v1/items", "", None, 405),
]


@pytest.mark.usefixtures("claimed")
async def test_what_is_not_there_or_is_no_code_is_told_and_nothing_changes(
    platform: Platform, subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    for method, path, who, body, status in ADDRESSES:
        with subtests.test(f"{method} {path}"):
            answer = await platform.ask(method, path, who, **({"json": body} if body is not None else {}))
            shown = problem(answer, status)
            if status == 405:
                assert answer.headers["allow"]
                assert shown["code"] == "method_not_allowed"
            if status == 422 and "faults" in shown:
                assert all(fault["path"] for fault in shown["faults"])
    assert changed(before, await dump(platform)) == []


SUBSCRIPTIONS: list[tuple[dict[str, Any], int, str]] = [
    ({"channel": "email", "address": "a@example.org", "region": "230399"}, 403, "territory"),
    ({"channel": "email", "address": "a@example.org", "region": "620300"}, 403, "territory"),
    ({"channel": "email", "address": "a@example.org\r\nBcc: b@example.org", "region": "230321"}, 422, "address"),
    ({"channel": "email", "address": "no address", "region": "230321"}, 422, "address"),
    ({"channel": "webhook", "address": "http://169.254.169.254/latest", "region": "230321"}, 422, "address"),
    ({"channel": "webhook", "address": "file:///etc/passwd", "region": "230321"}, 422, "address"),
    ({"channel": "webhook", "address": "http://127.0.0.1@evil.invalid/", "region": "230321"}, 422, "address"),
    ({"channel": "webhook", "address": "http://[::1", "region": "230321"}, 422, "address"),
    ({"channel": "pigeon", "address": "roof", "region": "230321"}, 422, ""),
]


async def test_an_address_that_must_not_be_told_is_refused(platform: Platform, subtests: pytest.Subtests) -> None:
    before = await dump(platform)
    for body, status, code in SUBSCRIPTIONS:
        with subtests.test(body["address"]):
            problem(await platform.ask("POST", "/notify/v1/subscriptions", CLERK, json=body), status, code)
    assert changed(before, await dump(platform)) == []


async def test_a_region_that_there_is_not_is_refused(platform: Platform) -> None:
    before = await dump(platform)
    body = {"channel": "email", "address": "a@example.org", "region": "230399"}
    answer = await platform.ask("POST", "/notify/v1/subscriptions", "jixi-service-clerk", json=body)
    problem(answer, 422, "region")
    assert changed(before, await dump(platform)) == []


# ── cursors and search ──────────────────────────────────────────────────────────────────────────────────────────────


def packed(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


CURSORS = [
    "garbage!", "é", "a", packed(b"[]"), packed(b'["a"]'), packed(b"[1,2]"), packed(b'{"a":1}'), packed(b"\xff\xfe"),
    packed(b'["\\ud800","a"]'), packed(b'["\\u0000","a"]'), packed(b"[" * 2900), packed(b"null"),
]  # fmt: skip


async def test_a_cursor_that_no_page_gave_is_refused(platform: Platform, subtests: pytest.Subtests) -> None:
    for cursor in CURSORS:
        with subtests.test(cursor[:20]):
            problem(await platform.ask("GET", f"/catalog/v1/items?after={quote(cursor)}"), 422, "cursor")


CLEVER = [
    "%",
    "_",
    "%%",
    "市_设立",
    "' OR '1'='1",
    "'; DROP TABLE items; --",
    '"',
    "\\",
    "\\%",
    "*",
    "?",
    "[a-z]",
    "市%",
]


async def test_a_search_takes_every_sign_for_itself(
    platform: Platform, online: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    name = online["name"]
    for path, key in (("/catalog/v1/items", "items"), ("/guide/v1/guides", "guides")):
        found = (await platform.ask("GET", f"{path}?q={quote(name[:2])}")).json()
        assert [one["name"] for one in found[key]] == [name]
        for words in CLEVER:
            with subtests.test(f"{path} {words}"):
                answer = await platform.ask("GET", f"{path}?q={quote(words)}")
                assert answer.status_code == 200, answer.text
                assert answer.json()[key] == []
    assert changed(before, await dump(platform)) == []


# ── idempotency keys ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_key_used_again_for_another_request_is_refused(platform: Platform) -> None:
    body = {"channel": "email", "address": "a@example.org", "region": "230321"}
    key = {"Idempotency-Key": "once"}
    made = await platform.ask("POST", "/notify/v1/subscriptions", CLERK, headers=key, json=body)
    assert made.status_code == 201
    before = await dump(platform)
    again = await platform.ask("POST", "/notify/v1/subscriptions", CLERK, headers=key, json=body)
    assert again.json() == made.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = body | {"address": "b@example.org"}
    answer = await platform.ask("POST", "/notify/v1/subscriptions", CLERK, headers=key, json=other)
    problem(answer, 422, "key_reused")
    assert changed(before, await dump(platform)) == []


async def test_a_key_is_the_callers_own(platform: Platform) -> None:
    body, key = {"channel": "email", "address": "a@example.org", "region": "230321"}, {"Idempotency-Key": "mine"}
    first = await platform.ask("POST", "/notify/v1/subscriptions", CLERK, headers=key, json=body)
    second = await platform.ask("POST", "/notify/v1/subscriptions", CENTRE, headers=key, json=body)
    assert second.status_code == 201
    assert second.json()["subscription_id"] != first.json()["subscription_id"]


@pytest.mark.parametrize("key", ["k" * 101, "a\tb", "\x7f", "line\u0085end"])
async def test_a_key_that_is_no_key_is_refused(platform: Platform, key: str) -> None:
    before = await dump(platform)
    body = {"channel": "email", "address": "a@example.org", "region": "230321"}
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    platform.sign_in(CLERK)
    token = platform.player.tokens[CLERK]
    headers.append((b"Authorization", f"Bearer {token}".encode()))
    answer = await platform.http.post("/notify/v1/subscriptions", json=body, headers=headers)
    problem(answer, 422, "key")
    assert changed(before, await dump(platform)) == []


# ── headers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", [b"a\r\nSet-Cookie: x=1", b"\xff\xfe", b"x" * 65, b"\x1b[31m", b"a b", b"<script>"])
async def test_a_request_id_that_is_no_plain_word_is_replaced(platform: Platform, given: bytes) -> None:
    answer = await platform.http.get("/catalog/v1/items", headers=[(b"X-Request-Id", given)])
    assert answer.status_code == 200
    answer = await platform.http.get("/catalog/v1/items/none", headers=[(b"X-Request-Id", given)])
    shown = problem(answer, 404)
    assert shown["instance"] == f"urn:request:{answer.headers['x-request-id']}"
    assert given.decode("latin-1") not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("value", [b"\x01", b"9" * 400, b"-1", b"1e9", b"\xff"])
async def test_a_last_event_id_that_is_none_does_no_harm(platform: Platform, value: bytes) -> None:
    scope_headers = [(b"last-event-id", value), (b"host", b"platform")]
    started: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        started.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/catalog/v1/events", "raw_path": b"/catalog/v1/events", "query_string": b"", "root_path": "",
        "headers": scope_headers, "client": None, "server": None,
    }  # fmt: skip
    await platform.host(scope, receive, send)
    assert started[0]["status"] == 200


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>'
FILES: list[tuple[str, str, bytes]] = [
    ("a picture for a PDF", "application/pdf", PNG),
    ("a page for a drawing", "image/svg+xml", b"<html><script>alert(1)</script></html>"),
    ("a drawing with a script", "image/svg+xml", SVG.replace(b"<rect", b"<script>alert(1)</script><rect")),
    ("a drawing that reacts", "image/svg+xml", SVG.replace(b"<rect", b'<rect onload="alert(1)"')),
    ("a drawing with a clever link", "image/svg+xml", SVG.replace(b"<rect", b'<a href="javascript:alert(1)"/><rect')),
    ("a drawing with entities", "image/svg+xml", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG),
    ("half a drawing", "image/svg+xml", SVG[:-8]),
    ("any package for a letter", DOCX, b"PK\x03\x04" + bytes(100)),
    ("a page", "text/html", b"<html></html>"),
    ("a program", "application/octet-stream", b"MZ" + bytes(64)),
    ("nothing", "application/pdf", b""),
    ("no type", "", b"%PDF-1.7"),
]


async def test_a_file_that_is_not_what_its_type_says_is_refused(platform: Platform, subtests: pytest.Subtests) -> None:
    before = await dump(platform)
    for name, kind, body in FILES:
        with subtests.test(name):
            headers = {"Content-Type": kind} if kind else {}
            path = "/catalog/v1/desk/attachments?name=a"
            answer = await platform.ask("POST", path, INFORMANT, headers=headers, content=body)
            (fault,) = problem(answer, 415, "attachment_type")["faults"]
            taken = kind in KINDS
            assert fault["path"] == ("body" if taken else "header.content-type")
            assert fault["code"] == ("not_its_type" if taken else "type_not_taken")
            assert not CJK.search(fault["message"] + fault["cure"]), "English beside Chinese, not in it"
    assert changed(before, await dump(platform)) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "a%00b", "a%0d%0ab", "", "长" * 201])
async def test_a_file_name_that_is_a_way_out_is_refused(platform: Platform, name: str) -> None:
    before = await dump(platform)
    path = f"/catalog/v1/desk/attachments?name={name}"
    problem(await platform.ask("POST", path, INFORMANT, headers={"Content-Type": "image/png"}, content=PNG), 422)
    assert changed(before, await dump(platform)) == []


async def test_a_good_file_is_taken_under_its_hash_and_hidden_until_an_item_shows_it(platform: Platform) -> None:
    for kind, body in (("image/png", PNG), ("image/svg+xml", SVG), ("application/pdf", b"%PDF-1.7\n")):
        path = "/catalog/v1/desk/attachments?name=%E6%A0%B7%E8%A1%A8"
        answer = await platform.ask("POST", path, INFORMANT, headers={"Content-Type": kind}, content=body)
        assert answer.status_code == 201
        assert answer.json()["sha256"] == hashlib.sha256(body).hexdigest()
        problem(await platform.ask("GET", f"/catalog/v1/attachments/{answer.json()['sha256']}"), 404)


async def test_an_attachment_that_was_never_uploaded_is_refused(platform: Platform, claimed: dict[str, Any]) -> None:
    before = await dump(platform)
    value = {"name": "a.pdf", "media_type": "application/pdf", "size": 3, "sha256": "0" * 64}
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/elements"
    body = {"elements": {"flow_chart": value}}
    shown = problem(await platform.ask("PATCH", path, INFORMANT, headers={"If-Match": '"1"'}, json=body), 422)
    assert shown["faults"][0]["path"]
    assert changed(before, await dump(platform)) == []


WAYS_OUT = [
    "/assets/../pyproject.toml", "/assets/..%2f..%2fpyproject.toml", "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..\\..\\x.css", "/assets/....//front.css", "/assets//etc/passwd", "/assets/front.html.j2",
    "/assets/%2fetc%2fpasswd", "/assets/front", "/assets/.", "/assets/..", "/assets/.css",
]  # fmt: skip


async def test_assets_gives_its_own_files_and_no_others(platform: Platform, subtests: pytest.Subtests) -> None:
    assert (await platform.ask("GET", "/assets/front.css")).status_code == 200
    for path in WAYS_OUT:
        with subtests.test(path):
            status, headers, body = await raw_get(platform, path)
            assert status == 404
            assert headers["content-type"] == "application/problem+json"
            assert json.loads(body)["detail_zh"]


async def raw_get(platform: Platform, path: str) -> tuple[int, dict[str, str], bytes]:
    """A GET whose path no client has tidied up."""
    found: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        found.append(message)

    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": [],
        "client": None, "server": None,
    }  # fmt: skip
    await platform.host(scope, receive, send)
    headers = {k.decode(): v.decode() for k, v in found[0]["headers"]}
    return found[0]["status"], headers, b"".join(m.get("body", b"") for m in found[1:])
