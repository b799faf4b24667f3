"""横向比对: one item across places side by side, differences marked by what they mean (000 一（三）)."""

from typing import Any

import pytest

from services.catalog.api import places
from services.catalog.domain.comparing import NAMES, Place, compared
from shared import elements
from shared.world import story
from shared.xlsx import read
from tests.catalog.test_labels import PROVINCE, three
from tests.catalog.test_life import change_base
from tests.platform import Platform

BASIC = story().base.basic_code
LINE, INFORMANT, OTHER = "hlj-market-line", "jidong-market-informant", "hulin-market-informant"
CITY = "jixi-market-informant"
WORSE = {"promised_limit": {"number": 20, "unit": "working_day"}, "visits": 1}


async def another_place(platform: Platform, online: dict[str, Any]) -> dict[str, Any]:
    """A draft of the item that is online, in another county, that promises less and asks one material more."""
    path = f"/catalog/v1/desk/offers/{online['parent_id']}/claim"
    draft = (await platform.ask("POST", path, OTHER)).json()
    values = {k: v for k, v in story().complete.items() if elements.ELEMENTS[k].layer != "catalogue"}
    values |= WORSE | {"materials": [*values["materials"], {"name": "补充说明书"}]}
    await platform.save(draft["item_id"], draft["edition"], values, OTHER)
    return dict(draft)


async def side_by_side(platform: Platform, who: str = LINE, **given: str) -> dict[str, Any]:
    path = f"/catalog/v1/desk/compare/{BASIC}" if who else f"/catalog/v1/items/{BASIC}/compare"
    answer = await platform.ask("GET", path, who, params=given)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def kinds(shown: dict[str, Any], key: str) -> dict[str, str]:
    """How each place departs in an element, by its item's code."""
    line = next(line for line in shown["lines"] if line["key"] == key)
    return {cell["code"]: cell["kind"] for cell in line["cells"]}


@pytest.mark.clause("A09")
async def test_one_item_stands_side_by_side_and_each_difference_says_what_it_means(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    one, other = online, await another_place(any_platform, online)
    shown = await side_by_side(any_platform, against=one["code"])
    assert {place["code"] for place in shown["places"]} == {one["code"], other["code"]}
    assert [line["key"] for line in shown["lines"]] == list(NAMES), "name, basis, type, limits, flow, materials"
    assert kinds(shown, "promised_limit") == {one["code"]: "same", other["code"]: "worse"}
    assert kinds(shown, "materials") == {one["code"]: "same", other["code"]: "worse"}
    materials = next(line for line in shown["lines"] if line["key"] == "materials")
    added = next(cell for cell in materials["cells"] if cell["code"] == other["code"])["changes"]
    assert [(change["new"]["name"], change["kind"]) for change in added] == [("补充说明书", "worse")]
    assert {line["key"] for line in shown["lines"] if line["differs"]} == {"promised_limit", "materials"}
    turned = await side_by_side(any_platform, against=other["code"])
    assert kinds(turned, "promised_limit") == {one["code"]: "better", other["code"]: "same"}


@pytest.mark.clause("A09")
async def test_what_the_catalogue_says_is_what_places_are_held_against(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    await change_base(platform, legal_limit={"number": 5, "unit": "working_day"})
    shown = await side_by_side(platform)
    line = next(line for line in shown["lines"] if line["key"] == "legal_limit")
    assert (line["of"], line["reference"]["number"]) == ("catalogue", 5)
    assert kinds(shown, "legal_limit") == {claimed["code"]: "worse"}
    assert kinds(shown, "name") == {claimed["code"]: "same"}


def test_where_the_catalogue_says_nothing_most_places_are_what_one_is_held_against() -> None:
    said = {"a": "先审后批", "b": "当场办理", "c": "当场办理", "d": None}
    places = [Place(code, "", "", "", "", 1, "online", {"procedure": text}) for code, text in said.items()]
    (line,) = compared(None, places, ["procedure", "conditions"])
    assert (line.of, line.reference) == ("most", "当场办理")
    assert {cell.code: cell.kind for cell in line.cells} == {"a": "neutral", "b": "same", "c": "same", "d": "absent"}


@pytest.mark.clause("A09")
async def test_the_public_compares_what_is_online_and_reads_nothing_internal(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await another_place(any_platform, online)
    shown = await side_by_side(any_platform, "", elements="all")
    assert [place["code"] for place in shown["places"]] == [online["code"]], "a draft is nobody's"
    assert not [line["key"] for line in shown["lines"] if not elements.ELEMENTS[line["key"]].public]
    assert (await any_platform.ask("GET", "/catalog/v1/items/000133999000/compare")).status_code == 404


async def test_a_body_sees_its_own_draft_beside_what_others_show_and_no_other_draft(
    platform: Platform, online: dict[str, Any]
) -> None:
    one, other = online, await another_place(platform, online)
    await platform.save(one["item_id"], one["edition"], {"visits": 1})
    mine = await side_by_side(platform, OTHER, elements="all")
    assert {place["code"]: place["state"] for place in mine["places"]} == {
        one["code"]: "online",
        other["code"]: "compiling",
    }
    visits = next(line for line in mine["lines"] if line["key"] == "visits")
    assert {cell["code"]: cell["value"] for cell in visits["cells"]} == {one["code"]: 0, other["code"]: 1}
    internal = [line for line in mine["lines"] if not elements.ELEMENTS[line["key"]].public]
    assert internal
    assert all(cell["value"] is None for line in internal for cell in line["cells"] if cell["code"] == one["code"])
    theirs = await side_by_side(platform, CITY)
    assert [place["code"] for place in theirs["places"]] == [one["code"]]


@pytest.mark.clause("A09")
async def test_the_comparison_is_a_sheet_too_with_its_differences_marked(
    platform: Platform, online: dict[str, Any]
) -> None:
    one, other = online, await another_place(platform, online)
    path = f"/catalog/v1/desk/compare/{BASIC}/sheet.xlsx?against={one['code']}"
    answer = await platform.ask("GET", path, LINE)
    assert answer.status_code == 200, answer.text
    rows = {str(row.values[0]): row.values for row in read(answer.content).rows}
    heads = [str(head).split("\n")[-1] for head in rows["要素"][3:]]
    assert sorted(heads) == sorted([one["code"], other["code"]])
    promised = dict(zip(heads, rows[elements.ELEMENTS["promised_limit"].zh][3:], strict=True))
    assert str(promised[other["code"]]).startswith("【加重】20")
    assert not str(promised[one["code"]]).startswith("【")


@pytest.mark.clause("A11")
async def test_powers_and_public_services_alike_are_compared_item_by_item(platform: Platform) -> None:
    codes = {"powers": f"{BASIC[:2]}07{BASIC[4:]}", "services": f"{BASIC[:2]}20{BASIC[4:]}"}
    held: dict[str, list[str]] = {}
    for group, code in codes.items():
        await platform.put_base(code, {**story().base.elements, "item_type": code[2:4]})
        await platform.ask("POST", f"/catalog/v1/catalogue/{code}/hand-down", LINE, json={"offices": []})
        for office, days in (("jidong", 10), ("hulin", 12)):
            who = f"{office}-market-informant"
            offers = (await platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()["offers"]
            base_id = next(offer["base_id"] for offer in offers if offer["code"] == code)
            item = (await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", who)).json()
            values = {"promised_limit": {"number": days, "unit": "working_day"}}
            await platform.save(item["item_id"], item["edition"], values, who)
            held.setdefault(group, []).append(item["code"])
    path = "/catalog/v1/desk/comparisons"
    both = (await platform.ask("GET", path, LINE)).json()
    assert {one["basic_code"]: one["group"] for one in both} == {code: group for group, code in codes.items()}
    for group, code in codes.items():
        (row,) = (await platform.ask("GET", path, LINE, params={"group": group})).json()
        assert (row["basic_code"], row["places"], row["departs"]) == (code, 2, ["办结时限"])
        shown = (await platform.ask("GET", f"/catalog/v1/desk/compare/{code}", LINE)).json()
        assert (shown["group"], sorted(place["code"] for place in shown["places"])) == (group, sorted(held[group]))
        assert set(kinds(shown, "promised_limit").values()) == {"same", "worse"}


async def three_limits(platform: Platform) -> list[str]:
    """The item held by three bodies, of which all but the last promise the same: their codes in order."""
    codes = []
    for who, item_id in (await three(platform)).items():
        held = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}", who)).json()
        codes.append((held["item"]["code"], who, item_id, held["edition"]))
    for n, (_, who, item_id, edition) in enumerate(sorted(codes)):
        limit = {"number": 20 if n < 2 else 10, "unit": "working_day"}
        await platform.save(item_id, edition, {"promised_limit": limit}, who)
    return [code for code, *_ in sorted(codes)]


def promised(shown: dict[str, Any]) -> tuple[str, int, list[str]]:
    line = next(line for line in shown["lines"] if line["key"] == "promised_limit")
    return line["of"], line["reference"]["number"], [cell["kind"] for cell in line["cells"]]


@pytest.mark.clause("A09")
async def test_what_most_say_and_whom_all_are_held_against_are_the_same_on_every_page(any_platform: Platform) -> None:
    codes = await three_limits(any_platform)
    whole = await side_by_side(any_platform, PROVINCE)
    assert promised(whole) == ("most", 20, ["same", "same", "better"])
    for after, kind in zip(("", *codes[:2]), ("same", "same", "better"), strict=True):
        page = await side_by_side(any_platform, PROVINCE, limit="1", after=after)
        assert promised(page) == ("most", 20, [kind])
    last = whole["places"][-1]["region"]
    assert promised(await side_by_side(any_platform, PROVINCE, region=last)) == ("most", 20, ["better"])
    page = await side_by_side(any_platform, PROVINCE, limit="1", against=codes[2])
    assert promised(page) == ("place", 10, ["worse"])


@pytest.mark.clause("A09")
@pytest.mark.parametrize("path", ["items/{}/compare", "desk/compare/{}", "desk/compare/{}/sheet.xlsx"])
async def test_nobody_is_held_against_a_place_that_is_not_compared(
    any_platform: Platform, online: dict[str, Any], path: str
) -> None:
    one, draft = online, await another_place(any_platform, online)
    url, who = f"/catalog/v1/{path.format(BASIC)}", PROVINCE if path.startswith("desk") else ""
    assert (await any_platform.ask("GET", url, who, params={"against": one["code"]})).status_code == 200
    for unknown in ("999999", *([] if who else [draft["code"]])):
        answer = await any_platform.ask("GET", url, who, params={"against": unknown})
        assert (answer.status_code, answer.json()["code"]) == (404, "against"), answer.text


@pytest.mark.clause("A11")
async def test_the_sheet_and_the_list_of_items_leave_no_place_out(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = await three_limits(any_platform)
    monkeypatch.setattr(places, "AT_ONCE", 1)
    answer = await any_platform.ask("GET", f"/catalog/v1/desk/compare/{BASIC}/sheet.xlsx", PROVINCE)
    heads = next(row.values for row in read(answer.content).rows if row.values[0] == "要素")
    assert [str(head).split("\n")[-1] for head in heads[3:]] == codes
    (row,) = (await any_platform.ask("GET", "/catalog/v1/desk/comparisons", PROVINCE)).json()
    assert (row["places"], row["departs"]) == (3, ["办结时限"])
