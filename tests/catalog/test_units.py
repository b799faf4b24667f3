"""What a unit hands in on paper and as a file; its sections, and the approval office that took them over."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.platform import Platform

INFORMANT, CENTRE = "jidong-market-informant", "jidong-data-inspection"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def forms(platform: Platform, who: str = INFORMANT, **params: Any) -> dict[str, dict[str, Any]]:
    answer = await platform.ask("GET", "/catalog/v1/desk/forms", who, params=params)
    assert answer.status_code == 200, answer.text
    return {one["form"]: one for one in answer.json() if one["office_name"] == "鸡东县市场监督管理局"}


async def scan(platform: Platform) -> str:
    headers, name = {"Content-Type": "application/pdf"}, {"name": "确认单.pdf"}
    answer = await platform.ask(
        "POST", "/catalog/v1/desk/attachments", INFORMANT, headers=headers, content=PDF, params=name
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sha256"])


@pytest.mark.clause("C49")
@pytest.mark.clause("C18")
@pytest.mark.clause("C52")
async def test_a_form_is_handed_in_on_paper_and_as_a_file_until_its_day(any_platform: Platform) -> None:
    any_platform.clock.at = datetime(2026, 8, 31, 1, tzinfo=UTC)
    told = await forms(any_platform)
    assert [told[form]["due_on"] for form in ("confirmation", "statistics")] == ["2026-08-31", "2026-08-31"]
    assert {form: one["overdue"] for form, one in told.items()} == {
        "contacts": True,
        "statement": False,
        "statistics": False,
        "confirmation": False,
    }
    path = "/catalog/v1/desk/forms/confirmation"
    paper = {"paper_on": "2026-08-30", "copies": 100}
    shown = (await any_platform.ask("PUT", path, INFORMANT, json=paper)).json()
    assert (shown["lacking"], shown["copies"]) == (["file"], 100)
    any_platform.clock.at = datetime(2026, 8, 31, 17, tzinfo=UTC)
    late = await forms(any_platform, CENTRE, lacking=True)
    assert late["confirmation"]["overdue"], "it is September in China"
    unknown = await any_platform.ask("PUT", path, INFORMANT, json=paper | {"sha256": "0" * 64})
    assert unknown.json()["code"] == "attachment"
    whole = paper | {"sha256": await scan(any_platform)}
    assert (await any_platform.ask("PUT", path, INFORMANT, json=whole)).json()["lacking"] == []
    assert "confirmation" not in await forms(any_platform, CENTRE, lacking=True)
    assert (await forms(any_platform, CENTRE))["confirmation"]["copies"] == 100
    assert await forms(any_platform, "hulin-data-inspection") == {}
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("C49")
async def test_a_file_without_its_sealed_paper_lacks_the_paper(platform: Platform) -> None:
    path, none = "/catalog/v1/desk/forms/confirmation", {"paper_on": "", "sha256": ""}
    bare = await platform.ask("PUT", path, INFORMANT, json=none)
    filed = await platform.ask("PUT", path, INFORMANT, json=none | {"sha256": await scan(platform)})
    assert (bare.json()["lacking"], filed.json()["lacking"]) == (["paper", "file"], ["paper"])
    platform.clock.at = datetime(2026, 9, 1, 1, tzinfo=UTC)
    assert (await forms(platform, CENTRE, lacking=True))["confirmation"]["overdue"]


@pytest.mark.clause("C21")
@pytest.mark.clause("C49")
async def test_each_item_hands_in_a_confirmation_form_of_its_own(any_platform: Platform) -> None:
    any_platform.clock.at = datetime(2026, 8, 31, 1, tzinfo=UTC)
    item = await any_platform.claimed()
    listed = "/catalog/v1/desk/forms/confirmation/items"
    (bare,) = (await any_platform.ask("GET", listed, INFORMANT)).json()
    assert (bare["code"], bare["lacking"], bare["overdue"]) == (item["code"], ["paper", "file"], False)
    path, paper = f"/catalog/v1/desk/items/{item['item_id']}/form/handed-in", {"paper_on": "2026-08-30", "copies": 2}
    assert (await any_platform.ask("PUT", path, INFORMANT, json=paper)).json()["lacking"] == ["file"]
    any_platform.clock.at = datetime(2026, 8, 31, 17, tzinfo=UTC)
    office = {"office": any_platform.world.offices["jidong-market"].credit_code, "lacking": True}
    (late,) = (await any_platform.ask("GET", listed, CENTRE, params=office)).json()
    assert (late["lacking"], late["copies"], late["overdue"]) == (["file"], 2, True)
    whole = paper | {"sha256": await scan(any_platform)}
    assert (await any_platform.ask("PUT", path, INFORMANT, json=whole)).json()["lacking"] == []
    assert (await any_platform.ask("GET", listed, CENTRE, params=office)).json() == []
    assert (await any_platform.ask("PUT", path, "jidong-coal-informant", json=whole)).status_code == 403
    assert (await any_platform.ask("GET", listed, "jidong-coal-informant", params=office)).status_code == 404
    assert (await any_platform.ask("GET", listed, "hulin-data-inspection", params=office)).status_code == 403
    assert await any_platform.faults_of_trails() == []


@pytest.mark.clause("E32")
async def test_a_step_of_a_section_that_was_merged_is_found(any_platform: Platform) -> None:
    code = any_platform.world.offices["jidong-market"].credit_code
    path = f"/catalog/v1/offices/{code}/sections"
    merged = {"approval_office": "行政审批服务办公室", "merges": ["许可一科", "许可二科"], "others": ["法规科"]}
    seen = {"headers": {"If-Match": (await any_platform.ask("GET", path, INFORMANT)).headers["ETag"]}, "json": merged}
    assert (await any_platform.ask("PUT", path, "hulin-data-inspection", **seen)).status_code == 403
    assert (await any_platform.ask("PUT", path, CENTRE, **seen)).status_code == 200
    assert (await any_platform.ask("PUT", path, CENTRE, **seen)).status_code == 412, "somebody wrote it since"
    held = {one["name"]: one["merged_into"] for one in (await any_platform.ask("GET", path, INFORMANT)).json()}
    assert held == {
        "行政审批服务办公室": "",
        "法规科": "",
        "许可一科": "行政审批服务办公室",
        "许可二科": "行政审批服务办公室",
    }
    item = await any_platform.filled()
    shown = await any_platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", INFORMANT)
    steps = shown.json()["elements"]["steps"]
    steps[0]["office"] = "许可一科"
    saved = (await any_platform.save(item["item_id"], item["edition"], {"steps": steps}))["item"]
    approved = await any_platform.approve(await any_platform.submit(saved))
    answer = await any_platform.ask("POST", f"/catalog/v1/desk/items/{approved['item_id']}/inspection", CENTRE)
    found = [(f["rule"], f["path"]) for f in answer.json()["findings"]]
    assert ("step_in_merged_section", "steps[0].office") in found


@pytest.mark.clause("E33")
async def test_the_centre_houses_review_mediation_arbitration_and_intermediaries(
    platform: Platform, filled: dict[str, Any]
) -> None:
    shown = await platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)
    places = shown.json()["elements"]["places"]
    housed = [{**places[0], "name": "行政复议窗口", "kind": "6"}, {**places[0], "name": "测绘中介窗口", "kind": "7"}]
    change = {"places": [*places, *housed], "intermediaries": [{"name": "测绘", "provider": "某测绘院"}]}
    saved = (await platform.save(filled["item_id"], filled["edition"], change))["item"]
    approved = await platform.approve(await platform.submit(saved))
    await platform.stage(approved["item_id"], "inspection", "test", "publication", "online")
    public = (await platform.ask("GET", f"/catalog/v1/items/{filled['code']}")).json()["elements"]
    assert [place["kind"] for place in public["places"]][-2:] == ["6", "7"]
    assert [one["name"] for one in public["intermediaries"]] == ["测绘"]
