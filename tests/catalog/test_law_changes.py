"""When a law moves, exactly the items that stand on it are to be looked at again, once, and nothing changes by itself (U1)."""

from typing import Any

import pytest

from shared.world import story
from tests.platform import Platform

LAWYER, INFORMANT = "jidong-legality-auditor", "jidong-market-informant"
TITLE = story().catalogue["legal_bases"][0]["title"]


async def report(platform: Platform, title: str = TITLE, *, who: str = LAWYER, **other: Any) -> Any:
    body = {"title": title, "change": "amended", "effective_on": "2027-01-01", "evidence": "公报2026年第30号"}
    answer = await platform.ask("POST", "/review/v1/laws/changes", who, json=body | other)
    await platform.settle()
    return answer


async def tasks(platform: Platform, who: str = INFORMANT) -> Any:
    return (await platform.ask("GET", "/catalog/v1/desk/inbox", who)).json()["attentions"]


@pytest.mark.parametrize(
    ("change", "words"),
    [("amended", "修改"), pytest.param("repealed", "废止", marks=pytest.mark.clause("F34"))],
)
async def test_the_holder_of_a_citing_item_gets_a_task_with_the_evidence(
    platform: Platform, online: dict[str, Any], change: str, words: str
) -> None:
    assert (await report(platform, change=change)).status_code == 202
    (task,) = await tasks(platform)
    assert (task["item_id"], task["evidence"]) == (online["item_id"], "公报2026年第30号")
    assert TITLE in task["message_zh"]
    assert words in task["message_zh"]


@pytest.mark.clause("F34")
async def test_a_basis_whose_authority_has_another_name_now_is_flagged_and_does_not_block(
    platform: Platform, approved: dict[str, Any]
) -> None:
    staged = await platform.stage(approved["item_id"], "inspection")
    path = "/catalog/v1/desk/findings?rule=basis_authority_renamed"
    (finding,) = (await platform.ask("GET", path, INFORMANT)).json()["findings"]
    assert (finding["item_id"], finding["path"], finding["clause"]) == (
        approved["item_id"],
        "legal_bases[0].text",
        "F34",
    )
    assert "职责现由市场监督管理部门承担" in finding["message_zh"]
    assert staged["passed"]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        pytest.param(
            {"commencement": "本办法自发布之日起施行。", "issued_on": "1994-08-08"}, "1994-08-08", marks=pytest.mark.clause("F33")
        ),
        pytest.param(
            {"commencement": "本规定自2004年1月1日起施行。", "issued_on": "2003-11-30"}, "2004-01-01", marks=pytest.mark.clause("F15")
        ),
    ],
    ids=["the day of issue", "a day of its own"],
)  # fmt: skip
async def test_the_day_it_holds_from_is_read_from_its_last_article(
    platform: Platform, online: dict[str, Any], given: dict[str, str], day: str
) -> None:
    answer = await report(platform, change="in_force", effective_on=None, **given)
    assert (answer.status_code, answer.json()["effective_on"]) == (202, day)
    (task,) = await tasks(platform)
    assert f"自 {day} 起施行" in task["message_zh"]


@pytest.mark.parametrize(
    "given", [{}, {"commencement": "本办法自发布之日起施行。"}, {"commencement": "自2004年2月30日起施行"}]
)
async def test_a_day_that_cannot_be_read_is_asked_for(platform: Platform, given: dict[str, str]) -> None:
    answer = await report(platform, effective_on=None, **given)
    assert (answer.status_code, answer.json()["code"]) == (422, "effective_on")


async def test_the_same_change_reported_again_opens_nothing_more(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    await report(any_platform)
    await report(any_platform)
    assert len(await tasks(any_platform)) == 1


async def test_another_change_opens_another_task(platform: Platform, online: dict[str, Any]) -> None:
    await report(platform)
    await report(platform, change="repealed")
    assert len(await tasks(platform)) == 2


async def test_an_item_that_does_not_cite_the_law_is_left_alone(platform: Platform, online: dict[str, Any]) -> None:
    await report(platform, "中华人民共和国水法")
    assert await tasks(platform) == []


@pytest.mark.parametrize(("articles", "count"), [([3], 1), ([16, 99], 1), ([5], 0), ([], 1)])
async def test_only_the_articles_cited_count(
    platform: Platform, online: dict[str, Any], articles: list[int], count: int
) -> None:
    await report(platform, articles=articles)
    assert len(await tasks(platform)) == count


async def test_an_item_stands_on_what_its_fee_rests_on_too(platform: Platform, filled: dict[str, Any]) -> None:
    fee = {"name": "工本费", "amount": "5.00", "basis": "《某省收费管理条例》（2020年修正）第三条、第九条收取"}
    change = {"charges": True, "pay_online": True, "fees": [fee], "fee_basis": None}
    saved = (await platform.save(filled["item_id"], filled["edition"], change))["item"]
    await platform.approve(await platform.submit(saved))
    await platform.stage(filled["item_id"], "inspection", "test", "publication", "online")
    await report(platform, "某省收费管理条例", articles=[5])
    assert await tasks(platform) == []
    await report(platform, "中华人民共和国某省收费管理条例", articles=[9], change="repealed")
    (task,) = await tasks(platform)
    assert (task["item_id"], "废止" in task["message_zh"]) == (filled["item_id"], True)


async def test_nothing_changes_by_itself(platform: Platform, online: dict[str, Any]) -> None:
    before = (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).content
    await report(platform, change="repealed")
    assert (await platform.ask("GET", f"/catalog/v1/items/{online['code']}")).content == before
    assert (await platform.desk(online["item_id"]))["state"] == "online"


async def test_only_the_legality_office_reports(platform: Platform) -> None:
    assert (await report(platform, who="jidong-staffing-auditor")).status_code == 403
