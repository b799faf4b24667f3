"""Bodies that are too large, of another type, or JSON that could be read in two ways: a clear problem, nothing changed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.hosting.bodies import BODY, DEEPEST, SHEET
from tests.badinput.support import changed, dump, problem
from tests.platform import Platform

INFORMANT, LINE = "jidong-market-informant", "hlj-market-line"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = {"Content-Type": "application/json"}


def wrapped(value: str) -> bytes:
    return f'{{"elements": {{"conditions": {value}}}, "reason": "试"}}'.encode()


HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "not a number": (wrapped("NaN"), "not_a_number", "body"),
    "infinity": (wrapped("-Infinity"), "not_a_number", "body"),
    "a fraction beyond all": (wrapped("1e999"), "number_too_large", "body"),
    "a number of 5,000 digits": (wrapped("9" * 5000), "number_too_large", "body"),
    "a key twice": (b'{"elements": {"conditions": "a", "conditions": "b"}}', "repeated_key", "conditions"),
    "a member twice": (b'{"elements": {}, "elements": {"own_hall": "x"}}', "repeated_key", "elements"),
    "10,000 lists in each other": (wrapped("[" * 10_000 + "]" * 10_000), "too_deep", "body"),
    "a little too deep": (wrapped("[" * DEEPEST + "]" * DEEPEST), "too_deep", "body.elements.conditions"),
    "10,000 objects in each other": (wrapped('{"a":' * 10_000 + "1" + "}" * 10_000), "too_deep", "body"),
    "half a character": (wrapped('"\\ud800"'), "not_text", "body.elements.conditions"),
    "half a character as a key": (b'{"elements": {"\\udfff": "x"}}', "not_text", "body.elements"),
    "NUL": (wrapped('"a\\u0000b"'), "not_text", "body.elements.conditions"),
    "an escape sequence": (wrapped('"\\u001b[31m"'), "not_text", "body.elements.conditions"),
    "half a character in bytes": (b'{"elements": {"conditions": "\xed\xa0\x80"}}', "not_utf8", "body"),
    "another alphabet": ('{"elements": {"conditions": "条件"}}'.encode("gb18030"), "not_utf8", "body"),
    "UTF-16": ('{"elements": {"conditions": "条件"}}'.encode("utf-16"), "not_utf8", "body"),
}


async def test_json_that_says_two_things_or_none_is_refused_by_name(
    platform: Platform, claimed: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    for name, (body, code, path) in HOSTILE.items():
        with subtests.test(name):
            answer = await platform.ask(
                "PATCH",
                f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
                INFORMANT,
                headers={**JSON, "If-Match": '"1"'},
                content=body,
            )
            shown = problem(answer, 422, code)
            assert shown["faults"][0]["path"].startswith(path)
    assert changed(before, await dump(platform)) == []


BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"elements": {"conditions": ',
    "two in one": b'{"elements": {"conditions": "a"}}{"elements": {}}',
    "a list": b"[]",
    "null": b"null",
    "a comma too many": b'{"elements": {"conditions": "a",}}',
    "a member nobody knows": b'{"elements": {"conditions": "a"}, "admin": true}',
    "another type": b'{"elements": ["conditions"]}',
    "nothing to change": b'{"elements": {}}',
    "301 elements": json.dumps({"elements": {f"e{n}": 1 for n in range(301)}}).encode(),
    "an overlong reason": json.dumps({"elements": {"conditions": "a"}, "reason": "长" * 501}).encode(),
}


async def test_a_body_of_another_shape_is_refused_and_its_field_named(
    platform: Platform, claimed: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    for name, body in BROKEN.items():
        with subtests.test(name):
            answer = await platform.ask(
                "PATCH",
                f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
                INFORMANT,
                headers={**JSON, "If-Match": '"1"'},
                content=body,
            )
            shown = problem(answer, 422)
            assert shown["faults"][0]["path"].startswith("body")
    assert changed(before, await dump(platform)) == []


ELEMENTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "an overlong text": ({"own_hall": "长" * 201}, "own_hall", "too_long"),
    "an element nobody knows": ({"no_such_element": "x"}, "no_such_element", "unknown_element"),
    "an element nobody knows, taken out": ({"no_such_element": None}, "no_such_element", "unknown_element"),
    "a text for a list": ({"steps": "受理"}, "steps", "wrong_type"),
    "a column nobody knows": ({"steps": [{"name": "受理", "hidden": "x"}]}, "steps[0]", "unknown_part"),
    "a code of no table": ({"handling_kind": "99"}, "handling_kind", "not_in_table"),
    "a telephone that is none": ({"form_filler_phone": "see the door"}, "form_filler_phone", "bad_shape"),
    "a day that is none": ({"filled_on": "2026-02-30"}, "filled_on", "bad_shape"),
    "a fraction of a day": ({"acceptance_days": 1.5}, "acceptance_days", "wrong_type"),
    "a number beyond the column": ({"acceptance_days": 10**15}, "acceptance_days", "out_of_range"),
    "writing that turns round": ({"own_hall": "大厅\u202egnp.exe"}, "own_hall", "control_characters"),
    "a none without reason": ({"own_hall": {"none": " "}}, "own_hall", "none_needs_reason"),
}


async def test_a_value_that_does_not_fit_is_refused_with_element_and_cure(
    platform: Platform, claimed: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    for name, (values, path, code) in ELEMENTS.items():
        with subtests.test(name):
            answer = await platform.ask(
                "PATCH",
                f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
                INFORMANT,
                headers={"If-Match": '"1"'},
                json={"elements": values},
            )
            shown = problem(answer, 422, "elements")
            assert shown["faults"][0]["path"].startswith(path)
            assert shown["faults"][0]["code"] == code
    assert changed(before, await dump(platform)) == []


async def test_a_catalogue_element_cannot_be_changed_below(platform: Platform, claimed: dict[str, Any]) -> None:
    before = await dump(platform)
    answer = await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
        INFORMANT,
        headers={"If-Match": '"1"'},
        json={"elements": {"name": "另一个名称"}},
    )
    shown = problem(answer, 422, "locked")
    assert shown["faults"][0]["path"] == "name"
    assert changed(before, await dump(platform)) == []


async def test_ten_megabytes_of_json_are_refused(platform: Platform, claimed: dict[str, Any]) -> None:
    before = await dump(platform)
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/elements"
    headers = {**JSON, "If-Match": '"1"'}
    body = json.dumps({"elements": {"conditions": "长" * (10 * 1024 * 1024 // 3)}}, ensure_ascii=False).encode()
    assert len(body) > 10_000_000
    problem(await platform.ask("PATCH", path, INFORMANT, headers=headers, content=body), 413, "body_too_large")
    assert changed(before, await dump(platform)) == []


@pytest.mark.parametrize(
    ("kind", "limit", "method", "path", "who"),
    [
        ("application/json", BODY, "PATCH", "/catalog/v1/desk/items/{item_id}/elements", INFORMANT),
        ("application/pdf", BODY, "POST", "/catalog/v1/desk/attachments?name=a.pdf", INFORMANT),
        (XLSX, SHEET, "POST", "/catalog/v1/catalogue/imports?apply=true", LINE),
    ],
)
@pytest.mark.parametrize("length", ["announced", "not announced", "announced too small"])
async def test_a_body_over_its_limit_is_refused_whether_it_says_its_length_or_not(
    platform: Platform, claimed: dict[str, Any], kind: str, limit: int, method: str, path: str, who: str, length: str
) -> None:
    before = await dump(platform)
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < limit + 3_000_000:
            sent += 500_000
            yield b'"' + b"a" * 499_998 + b'"'

    headers = {"Content-Type": kind, "If-Match": '"1"'}
    if length != "not announced":
        headers["Content-Length"] = str(limit + 1 if length == "announced" else 10)
    where = path.format(item_id=claimed["item_id"])
    problem(await platform.ask(method, where, who, headers=headers, content=pieces()), 413, "body_too_large")
    assert changed(before, await dump(platform)) == []


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
async def test_another_content_type_than_json_is_refused_as_such(
    platform: Platform, claimed: dict[str, Any], kind: str
) -> None:
    before = await dump(platform)
    answer = await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{claimed['item_id']}/elements",
        INFORMANT,
        headers={"If-Match": '"1"'} | ({"Content-Type": kind} if kind else {}),
        content=b'{"elements": {"own_hall": "x"}}',
    )
    problem(answer, 415, "not_json")
    assert changed(before, await dump(platform)) == []


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "application/vnd.ms-excel", ""])
async def test_another_content_type_than_a_workbook_is_refused_as_such(platform: Platform, kind: str) -> None:
    before = await dump(platform)
    headers = {"Content-Type": kind} if kind else {}
    answer = await platform.ask("POST", "/catalog/v1/catalogue/imports", LINE, headers=headers, content=b"{}")
    problem(answer, 415, "not_a_workbook")
    assert changed(before, await dump(platform)) == []


async def test_a_division_with_a_line_break_in_its_name_would_break_mails_and_is_refused(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    before = await dump(platform)
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    answer = await platform.ask("POST", path, INFORMANT, json={"name": "变更\r\nBcc: a@example.org", "variant": "02"})
    shown = problem(answer, 422, "elements")
    assert shown["faults"][0]["path"] == "handling_item_name"
    assert changed(before, await dump(platform)) == []
