"""Search over HTTP, on both databases: words, codes, laws, initials; what is live, and what only the desk may find."""

import json
from typing import Any

import pytest

from services.catalog import store
from services.catalog.commands.searching import reindex
from services.catalog.jobs import work_and_index
from services.player import XLSX
from shared.world import story
from tests.catalog.inout.support import LINE, SETS, base_rows, sheet_of
from tests.platform import Platform

INFORMANT, CENTRE = "jidong-market-informant", "jidong-data-inspection"


async def found(platform: Platform, q: str, who: str = "", **more: Any) -> dict[str, Any]:
    path = "/catalog/v1/desk/search" if who else "/catalog/v1/search"
    answer = await platform.ask("GET", path, who, params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def codes(platform: Platform, q: str, who: str = "", **more: Any) -> list[str]:
    """The codes found, but those of the catalogue above."""
    return [hit["code"] for hit in (await found(platform, q, who, **more))["items"] if hit["layer"] != "base"]


WORDS = ("市场", "场设", "市", "市場設立登記", "行政确认", "季节性市场", "鸡东县", "成份")
LAWS = ("市场登记管理办法第三条", "登记 管理办法")
OTHERS = ("scsldj", "SLDJ", "２３０３２１", "3219900012200")
VARIANTS = ("02", "01", "05", "03")
ABSENT = ("场市", "市场登记管理办法第四条", "sldx", "不存在", "市场 不存在", "230321991")


async def test_an_online_item_is_found_by_its_words_codes_laws_and_initials_and_by_nothing_else(
    any_platform: Platform,
    online: dict[str, Any],
) -> None:
    for q in (*WORDS, *LAWS, *OTHERS):
        assert await codes(any_platform, q) == [online["code"]], q
    for q in ABSENT:
        assert (await found(any_platform, q))["total"] == 0, q


CITED = (
    "食品安全法第一百一十五条",
    "《中华人民共和国食品安全法》第一百一十五条第一款",
    "《食品安全法》第115条第1款第（二）项",
    "食品安全法第１１５条",
    "第115条",
    "115条",
    "食品安全法 第一百一十五条之一 第1款",
)
NOT_CITED = ("食品安全法第15条", "15条", "第115条第2款", "第116条", "第115条第1款第（三）项")


async def test_a_law_is_found_however_its_article_paragraph_and_item_are_written(any_platform: Platform) -> None:
    """Digits or numerals, with the nation's name or without it: both stand in texts, and both are asked."""
    where = {"article": 115, "insert": 0, "paragraph": 1, "item": 2}
    basis = {"kind": "establishing", "title": "中华人民共和国食品安全法", **where}
    bases = [basis, {"kind": "establishing", "title": "食品安全法", **where, "insert": 1}]
    path, line = f"/catalog/v1/catalogue/{story().base.basic_code}", "hlj-market-line"
    elements = story().base.elements | {"legal_bases": bases}
    answer = await any_platform.ask("PUT", path, line, json={"elements": elements})
    assert answer.status_code == 200, answer.text
    for q in CITED:
        assert (await found(any_platform, q, line))["total"] == 1, q
    for q in NOT_CITED:
        assert (await found(any_platform, q, line))["total"] == 0, q


async def test_the_public_finds_no_draft_and_nothing_suspended(any_platform: Platform, online: dict[str, Any]) -> None:
    edited = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "农贸大集备案"})
    assert await codes(any_platform, "农贸大集") == []
    assert await codes(any_platform, "集贸市场") == [online["code"]]
    assert await codes(any_platform, "农贸大集", INFORMANT) == [online["code"]]
    assert await codes(any_platform, "开集贸市场", INFORMANT) == [], "the desk finds the newest text, not the old one"
    assert edited["item"]["state"] == "compiling"


async def test_a_suspended_item_is_for_the_desk_only_until_it_is_resumed(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    for does, public in (("suspend", []), ("resume", [online["code"]])):
        body = {"does": does, "reason": "设备检修"}
        path = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal"
        assert (await any_platform.ask("POST", path, CENTRE, json=body)).status_code == 200
        assert await codes(any_platform, "市场设立") == public
        assert await codes(any_platform, "市场设立", INFORMANT) == [online["code"]]
        gone = (await found(any_platform, online["code"].lower()))["gone"]
        assert (gone and gone["detail_zh"]) == (None if public else "该事项已暂停。")


async def test_internal_elements_are_found_by_nobody(platform: Platform, claimed: dict[str, Any]) -> None:
    steps = [{"name": "受理", "handler": "司马某某"}]
    await platform.save(claimed["item_id"], 1, {"own_hall": "内部厅堂代号甲乙", "steps": steps})
    for who in (INFORMANT, CENTRE):
        assert await codes(platform, "受理", who) == [claimed["code"]]
        assert await codes(platform, "厅堂代号", who) == []
        assert await codes(platform, "司马", who) == []


async def test_a_desk_finds_its_own_office_only_and_another_territory_nothing(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    assert await codes(platform, "市场", INFORMANT) == [claimed["code"]]
    assert await codes(platform, "市场", CENTRE) == [claimed["code"]]
    others = [name for name, one in platform.world.accounts.items() if one.office.startswith("jinchang")]
    for other in others:
        answer = await platform.ask("GET", "/catalog/v1/desk/search", other, params={"q": "市场"})
        assert answer.status_code == 403 or answer.json()["total"] == 0, other


async def test_hits_in_the_name_come_first_in_pages_with_exact_totals_and_facets(
    any_platform: Platform, claimed: dict[str, Any]
) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    names = ["卫生许可变更", "集市开办", "卫生许可注销", "摊位登记"]
    for name, variant in zip(names, VARIANTS, strict=True):
        answer = await any_platform.ask("POST", path, INFORMANT, json={"name": name, "variant": variant})
        assert answer.status_code == 201, answer.text
    await any_platform.save(claimed["item_id"], 1, {"note": "涉及卫生许可的，另行办理。"})
    first = await found(any_platform, "卫生许可", INFORMANT, limit=2)
    assert [(hit["name"], hit["in_name"]) for hit in first["items"]] == [("卫生许可变更", True), ("卫生许可注销", True)]
    rest = await found(any_platform, "卫生许可", INFORMANT, limit=2, after=first["next"])
    assert [(hit["code"], hit["in_name"]) for hit in rest["items"]] == [(claimed["code"], False)]
    assert (first["total"], rest["total"], rest["next"]) == (3, 3, None)
    assert [(v["value"], v["count"]) for v in first["facets"]["region"]] == [("230321", 3)]
    assert first["facets"]["office"][0]["name"] == "鸡东县市场监督管理局"
    assert first["facets"]["item_type"] == [{"value": "07", "name": "行政确认", "count": 3}]
    assert (await found(any_platform, "卫生许可", INFORMANT, type="01"))["total"] == 0
    assert (await found(any_platform, "卫生许可", INFORMANT, region="230300"))["total"] == 3


async def test_a_question_without_letters_is_told_so(platform: Platform) -> None:
    answer = await platform.ask("GET", "/catalog/v1/search", params={"q": "（）！"})
    assert (answer.status_code, answer.json()["code"]) == (422, "q")


@pytest.mark.parametrize("q", ['" OR "', "a* NOT b", "%%_", "NEAR(a b)", "~xs", "'; drop", "tokens:x"])
async def test_no_question_reaches_the_database_as_its_own_language(any_platform: Platform, q: str) -> None:
    answer = await any_platform.ask("GET", "/catalog/v1/search", params={"q": q})
    assert answer.status_code in (200, 422)


async def test_the_index_mends_itself(any_platform: Platform, online: dict[str, Any]) -> None:
    edited = await any_platform.save(online["item_id"], online["edition"], {"plain_name": "农贸大集备案"})
    here = any_platform.host.runtimes["catalog"]
    async with here.db.writing() as connection:
        await connection.exec_driver_sql("DELETE FROM search_texts")
        await connection.exec_driver_sql("DELETE FROM search_words")
    any_platform.host.runtimes["catalog"].shelf.clear()
    assert await codes(any_platform, "市场") == []
    assert await reindex(here) == 3, "what is online, the newest edition, and the item of the catalogue above it"
    assert await codes(any_platform, "开集贸市场") == [online["code"]]
    assert await codes(any_platform, "农贸大集", INFORMANT) == [online["code"]]
    assert await reindex(here) == 0
    assert json.dumps(edited)


async def test_what_is_suspended_while_the_index_mends_itself_is_not_shown(
    platform: Platform, online: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, looked = platform.host.runtimes["catalog"], store.unindexed

    async def then_suspended(connection: Any, *place: Any, **more: Any) -> list[str]:
        lacking = await looked(connection, *place, **more)
        if lacking and "of" not in more:
            monkeypatch.setattr(store, "unindexed", looked)
            path, body = f"/catalog/v1/desk/items/{online['item_id']}/withdrawal", {"does": "suspend", "reason": "检修"}
            assert (await platform.ask("POST", path, CENTRE, json=body)).status_code == 200
        return lacking

    async with here.db.writing() as connection:
        await connection.exec_driver_sql("DELETE FROM search_texts")
        await connection.exec_driver_sql("DELETE FROM search_words")
    here.shelf.clear()
    monkeypatch.setattr(store, "unindexed", then_suspended)
    await reindex(here)
    assert (await codes(platform, "市场设立"), await codes(platform, "市场设立", INFORMANT)) == ([], [online["code"]])


@pytest.mark.parametrize("who", ["jidong-market-informant", "jidong-data-inspection", "hlj-market-line"])
async def test_the_desk_finds_the_catalogue_too_and_the_public_does_not(any_platform: Platform, who: str) -> None:
    await any_platform.hand_down()
    item = await any_platform.claimed() if who == "jidong-market-informant" else {"code": ""}
    words = story().base.elements["name"]
    found = (await any_platform.ask("GET", "/catalog/v1/desk/search", who, params={"q": words})).json()
    layers = {hit["code"]: hit["layer"] for hit in found["items"]}
    assert layers[story().base.basic_code] == "base"
    assert layers.get(item["code"], "implementation") == "implementation"
    other = {"q": words, "region": "620000"}
    assert (await any_platform.ask("GET", "/catalog/v1/desk/search", who, params=other)).json()["total"] == 0
    assert (await any_platform.ask("GET", "/catalog/v1/search", params={"q": words})).json()["total"] == 0
    stranger = await any_platform.ask(
        "GET", "/catalog/v1/desk/search", "yongchang-market-informant", params={"q": words}
    )
    assert stranger.json()["total"] == 0


async def test_what_a_file_brought_into_the_catalogue_is_found_when_the_job_has_run(platform: Platform) -> None:
    rows = base_rows(3)
    headers = {"Content-Type": XLSX}
    await platform.ask("POST", SETS, LINE, headers=headers, content=sheet_of(rows), params={"kind": "catalogue", "apply": True})  # fmt: skip
    for _ in range(4):
        await work_and_index(platform.host.runtimes["catalog"])
    found = (await platform.ask("GET", "/catalog/v1/desk/search", LINE, params={"q": "市场设立登记2"})).json()
    assert [hit["code"] for hit in found["items"]] == [rows[2][0]]
