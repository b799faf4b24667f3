"""Two line officers at one catalogue item: one wins, the other gets both texts and a merge, nothing is lost."""

import asyncio
from datetime import date
from typing import Any

import pytest

from services.catalog.commands.catalogue import demand_base
from services.catalog.sheets import catalogue
from services.player import XLSX
from shared.problems import Stale
from shared.world import story
from tests.catalog.test_catalogue import ROWS, send
from tests.platform import Platform

LINE = "hlj-market-line"
CODE = story().base.basic_code
PATH = f"/catalog/v1/catalogue/{CODE}"


def renamed(name: str, **more: Any) -> dict[str, Any]:
    return {**story().base.elements, "name": name, **more}


async def put(platform: Platform, values: dict[str, Any], edition: int | None = None, path: str = PATH) -> Any:
    headers = {} if edition is None else {"If-Match": f'"{edition}"'}
    return await platform.ask("PUT", path, LINE, headers=headers, json={"elements": values})


async def held(platform: Platform, who: str = LINE) -> Any:
    return await platform.ask("GET", PATH, who)


@pytest.mark.clause("D09")
async def test_a_new_catalogue_item_needs_no_edition_and_one_that_is_there_does(any_platform: Platform) -> None:
    first = await put(any_platform, renamed("甲"))
    assert (first.status_code, first.json()["action"], first.headers["ETag"]) == (200, "new", '"1"')
    blind = await put(any_platform, renamed("乙"))
    assert (blind.status_code, blind.json()["status"]) == (428, 428)
    second = await put(any_platform, renamed("乙"), 1)
    assert (second.status_code, second.json()["action"], second.headers["ETag"]) == (200, "changed", '"2"')
    same = await put(any_platform, renamed("乙"), 2)
    assert (same.json()["action"], same.headers["ETag"]) == ("same", '"2"')


@pytest.mark.clause("D09")
async def test_who_saves_over_a_colleague_gets_his_text_and_nothing_is_lost(any_platform: Platform) -> None:
    await put(any_platform, renamed("甲"))
    await put(any_platform, renamed("甲改的名称"), 1)
    mine = renamed("甲", legal_limit={"number": 7, "unit": "working_day"})
    late = await put(any_platform, mine, 1)
    told = late.json()
    assert (late.status_code, told["current"]["edition"], told["current"]["based_on"]) == (Stale.status, 2, 1)
    assert told["current"]["elements"]["name"] == "甲改的名称"
    merged = await any_platform.ask("POST", f"{PATH}/merge", LINE, json={"base_edition": 1, "elements": mine})
    assert (merged.status_code, merged.headers["ETag"]) == (200, '"3"')
    now = (await held(any_platform)).json()["elements"]
    assert (now["name"], now["legal_limit"]["number"]) == ("甲改的名称", 7)


@pytest.mark.clause("D09")
async def test_what_both_changed_is_asked_with_three_texts(platform: Platform) -> None:
    await put(platform, renamed("原名"))
    await put(platform, renamed("甲名"), 1)
    body: dict[str, Any] = {"base_edition": 1, "elements": renamed("乙名")}
    asked = await platform.ask("POST", f"{PATH}/merge", LINE, json=body)
    texts = asked.json()["conflicts"]["name"]
    assert (asked.status_code, texts) == (422, {"base": "原名", "theirs": "甲名", "own": "乙名"})
    done = await platform.ask("POST", f"{PATH}/merge", LINE, json=body | {"choices": {"name": "own"}})
    assert done.status_code == 200, done.text
    assert (await held(platform)).json()["item"]["name"] == "乙名"


@pytest.mark.clause("D09")
async def test_of_many_who_save_at_once_one_wins(any_platform: Platform) -> None:
    await put(any_platform, renamed("原名"))
    names = [f"第{n}人" for n in range(6)]
    answers = await asyncio.gather(*(put(any_platform, renamed(name), 1) for name in names))
    won = [name for name, answer in zip(names, answers, strict=True) if answer.status_code == 200]
    assert sorted(a.status_code for a in answers) == [200, *[Stale.status] * 5]
    shown = await held(any_platform)
    assert (shown.json()["item"]["name"], shown.headers["ETag"]) == (won[0], '"2"')


async def test_an_edition_of_what_is_not_there_is_out_of_date(platform: Platform) -> None:
    answer = await put(platform, renamed("甲"), 1)
    assert (answer.status_code, answer.json()["current"]["edition"]) == (Stale.status, 0)
    assert (await held(platform)).status_code == 404


async def test_another_department_gets_no_text_of_an_item_that_it_does_not_keep(platform: Platform) -> None:
    await put(platform, renamed("甲"))
    body = {"elements": renamed("乙")}
    for path, given in ((PATH, body), (f"{PATH}/merge", body | {"base_edition": 1})):
        method = "PUT" if path == PATH else "POST"
        answer = await platform.ask(method, path, "hlj-coal-line", json=given)
        assert (answer.status_code, answer.json()["code"]) == (403, "owner")


async def test_a_body_reads_the_catalogue_item_without_what_is_internal(platform: Platform) -> None:
    await put(platform, renamed("甲", own_hall="二楼大厅"))
    own = (await held(platform)).json()["elements"].keys()
    below = (await held(platform, "jidong-market-informant")).json()["elements"].keys()
    assert own - below == {"own_hall"}


@pytest.mark.clause("G28")
async def test_what_is_cancelled_is_changed_by_no_way(any_platform: Platform) -> None:
    for code, values in ROWS[:2]:
        await any_platform.put_base(code, values)
    code, values = ROWS[1]
    path = f"/catalog/v1/catalogue/{code}"
    body = {"kind": "cancel", "reason": "废止"}
    assert (await any_platform.ask("POST", f"{path}/cancellation", LINE, json=body)).status_code == 200
    changed = values | {"name": "已取消又改"}
    answer = await put(any_platform, changed, 1, path)
    assert (answer.status_code, answer.json()["code"]) == (409, "cancelled")
    merge = {"base_edition": 1, "elements": changed}
    assert (await any_platform.ask("POST", f"{path}/merge", LINE, json=merge)).json()["code"] == "cancelled"
    data = catalogue.write([(code, changed), (ROWS[0][0], ROWS[0][1] | {"name": "第二行照改"})])
    tried = await send(any_platform, data)
    headers = {"Content-Type": XLSX, "If-Match": tried.headers["ETag"]}
    params = {"apply": True, "good_rows": True}
    sheet = "/catalog/v1/catalogue/imports"
    report = (await any_platform.ask("POST", sheet, LINE, headers=headers, content=data, params=params)).json()
    assert [(f["code"], f["row"]) for f in report["faults"]] == [("cancelled", 2)]
    assert [(row["basic_code"], row["action"]) for row in report["rows"]] == [(ROWS[0][0], "changed")]
    shown = (await any_platform.ask("GET", path, LINE)).json()
    assert (shown["item"]["name"], shown["item"]["state"], shown["edition"]) == (values["name"], "cancelled", 1)


async def test_a_planned_day_is_of_a_bodys_edition_and_not_of_the_catalogue(platform: Platform) -> None:
    await put(platform, renamed("甲"))
    for key in ("planned_cancel_on", "planned_effective_on"):
        planned = renamed("甲", **{key: "2027-01-01"})
        refused = await put(platform, planned, 1)
        (fault,) = refused.json()["faults"]
        assert (refused.status_code, fault["path"], "到日" in fault["cure_zh"]) == (422, key, True)
        demand_base(planned, CODE, date(2026, 12, 1), planned)
