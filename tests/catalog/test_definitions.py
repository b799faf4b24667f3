"""The definitions of elements and the code tables are to be had by everyone, so that nobody copies them."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.elements import ELEMENTS, TABLES, VERSION, public_view
from shared.elements.told import Definition
from shared.world import story
from tests.platform import Platform

ELEMENTS_AT, TABLES_AT, SCHEMA = "/catalog/v1/elements", "/catalog/v1/code-tables", "/catalog/v1/elements.schema.json"


async def got(platform: Platform, path: str) -> Any:
    answer = await platform.ask("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everyone_reads_what_each_element_is_who_keeps_it_and_who_sees_it(platform: Platform) -> None:
    told = await got(platform, ELEMENTS_AT)
    assert told["version"] == VERSION
    assert [one["key"] for one in told["elements"]] == list(ELEMENTS)
    known = {one["key"]: one for one in told["elements"]}
    steps, permit = known["steps"], known["permit_kind"]
    assert (steps["zh"], steps["type"], steps["layer"], steps["row_key"]) == ("办理环节", "table", "list", "name")
    assert {column["key"]: column["table"] for column in steps["columns"]}["stage"] == "step_stage"
    assert "jinchang14" in steps["profiles"]
    assert "G34" in steps["clauses"]
    assert permit["types"] == ["01"]
    assert (known["acceptance_days"]["unit"], known["name"]["layer"]) == ("working_day", "catalogue")
    assert known["internal_flow"]["publicity"] == "internal"
    words = {
        kind: {one["key"] for one in told[kind]} for kind in ("groups", "owners", "aspects", "sections", "profiles")
    }
    for one in known.values():
        named = {"groups": {one["group"]}, "owners": {one["owner"]}, "aspects": {one["aspect"]}}
        named |= {"sections": set(one["sections"]), "profiles": set(one["profiles"])}
        assert all(found <= words[kind] for kind, found in named.items()), one["key"]


async def test_one_element_is_told_as_in_the_list_and_one_that_is_none_is_not_found(platform: Platform) -> None:
    listed = {one["key"]: one for one in (await got(platform, ELEMENTS_AT))["elements"]}
    assert await got(platform, f"{ELEMENTS_AT}/materials") == listed["materials"]
    answer = await platform.ask("GET", f"{ELEMENTS_AT}/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "element")


def test_a_definition_leaves_out_nothing_of_an_element_but_how_our_own_sheets_are_laid_out() -> None:
    slots = {name for kind in type(ELEMENTS["name"]).__mro__ for name in getattr(kind, "__slots__", ())}
    assert slots - Definition.model_fields.keys() == {"sheets", "force"}
    assert Definition.model_fields.keys() - slots == {"valid_from", "valid_to"}


async def test_everyone_reads_the_code_tables_with_schemes_days_and_mappings(platform: Platform) -> None:
    told = await got(platform, TABLES_AT)
    assert [one["key"] for one in told["tables"]] == list(TABLES)
    one = await got(platform, f"{TABLES_AT}/handling_kind")
    assert one in told["tables"]
    schemes = {scheme["key"]: scheme for scheme in one["schemes"]}
    assert {code["code"]: code["zh"] for code in schemes["gb39046"]["codes"]}["2"] == "承诺件"
    assert schemes["xinzhou"]["codes"][0]["valid_from"] == "2012-04-17"
    mapped = {(m["source"], m["target"]): m["codes"] for m in one["mappings"]}
    assert mapped["local", "gb39046"] == {"1": "1", "2": "2", "3": "9", "4": "9"}
    answer = await platform.ask("GET", f"{TABLES_AT}/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "table")


async def test_the_schema_of_elements_is_served_and_a_record_is_held_against_it(platform: Platform) -> None:
    schema = await got(platform, SCHEMA)
    Draft202012Validator.check_schema(schema)
    held = Draft202012Validator(schema)
    held.validate(public_view(story().complete))
    assert not held.is_valid(public_view(story().complete) | {"visits": "多次"})
    assert not schema["properties"].keys() & {key for key, one in ELEMENTS.items() if not one.public}


@pytest.mark.parametrize("path", [ELEMENTS_AT, f"{ELEMENTS_AT}/name", SCHEMA, TABLES_AT, f"{TABLES_AT}/item_type"])
async def test_who_has_it_already_is_told_that_it_is_still_so(platform: Platform, path: str) -> None:
    first = await platform.ask("GET", path)
    assert "public" in first.headers["Cache-Control"]
    again = await platform.ask("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_who_audits_an_element_where_is_told_to_everyone(platform: Platform) -> None:
    matrices = {one["id"]: one for one in await got(platform, "/review/v1/matrices")}
    name = {part["id"] for part in matrices["jixi"]["parts"] if "name" in part["elements"]}
    aspect = (await got(platform, f"{ELEMENTS_AT}/name"))["aspect"]
    assert name == {part["id"] for part in matrices["jixi"]["parts"] if aspect in part["aspects"]} == {"staffing"}
