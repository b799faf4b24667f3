"""The review of materials: six questions of each, on what every answer rests, and the note that the public reads (U15)."""

from itertools import product
from typing import Any

import pytest

from shared.elements import QUESTIONS
from shared.world import story
from tests.platform import Platform

INFORMANT, DATA = "jidong-market-informant", "jidong-data-inspection"
AUDITOR = "jidong-legality-auditor"
ARTICLE = "《中华人民共和国行政许可法》第二十九条"
NO = dict.fromkeys(QUESTIONS, False)
NOTE = "协议书确定联办各方的责任，没有其他凭证可以代替。"
CUT = {"no_legal_basis", "unverifiable"}


def rows(name: str, basis: str) -> list[dict[str, Any]]:
    """Materials of all 64 answers, each named by its own."""
    answers = enumerate(product((False, True), repeat=6))
    return [
        {"name": f"{name}{number}", "basis": basis} | dict(zip(QUESTIONS, six, strict=True)) for number, six in answers
    ]


async def review(platform: Platform, item_id: str, who: str = INFORMANT) -> Any:
    return await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/materials-review", who)


async def reviewed(platform: Platform, *materials: dict[str, Any]) -> Any:
    """The review of an item that asks for these; with it what a rule finds in the item, by rule."""
    item = await platform.claimed()
    await platform.save(item["item_id"], item["edition"], {"materials": list(materials)})
    found = (await review(platform, item["item_id"])).json()
    checked = (await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/check", INFORMANT)).json()
    for one in checked["findings"]:
        found.setdefault(one["rule"], []).append(one["path"])
    return found


def verdict_on(row: dict[str, Any]) -> str:
    yes = {question for question in QUESTIONS if row[question] or (question == "no_legal_basis" and not row["basis"])}
    return ("cut" if yes & CUT else "replace") if yes else "keep"


@pytest.mark.clause("G41")
@pytest.mark.clause("G47")
async def test_of_64_answers_one_keeps_a_material_and_without_an_article_none_does(any_platform: Platform) -> None:
    asked = rows("甲", ARTICLE) + rows("乙", "有关规定")
    found = await reviewed(any_platform, *asked)
    verdicts = {one["name"]: one["verdict"] for one in found["materials"]}
    wanted = {row["name"]: verdict_on(row | {"basis": row["basis"] == ARTICLE}) for row in asked}
    assert verdicts == wanted
    assert (verdicts["甲0"], verdicts["乙0"], found["counts"]) == (
        "keep",
        "cut",
        {"keep": 1, "replace": 15, "cut": 112},
    )
    assert {a["by"] for a in found["materials"][64]["answers"] if a["question"] == "no_legal_basis"} == {"article"}


@pytest.mark.clause("G47")
@pytest.mark.parametrize(
    ("question", "answer", "column"),
    [
        ("proved_by_licence", True, "licence"),
        ("undertaking_suffices", True, "undertaking"),
        ("checkable_online", True, "checked_through"),
        ("proved_by_approval", True, "approval"),
        ("unverifiable", False, "verified_by"),
    ],
)
@pytest.mark.clause("G42")
@pytest.mark.clause("G43")
@pytest.mark.clause("G44")
@pytest.mark.clause("G45")
@pytest.mark.clause("G46")
async def test_each_answer_names_on_what_it_rests_or_is_told_to(
    platform: Platform, question: str, *, answer: bool, column: str
) -> None:
    bare: dict[str, Any] = {"name": "资信证明", "basis": ARTICLE, "source": "30"} | NO | {"verified_by": "开户银行"}
    bare |= {question: answer, column: None}
    told = bare | {"name": "另一份", column: "某某，某部门"}
    found = await reviewed(platform, bare, told)
    lacking, named = ({a["question"]: a for a in one["answers"]} for one in found["materials"])
    assert (lacking[question]["evidence"], lacking[question]["lacks"][0]) == ("", column)
    assert (named[question]["evidence"], named[question]["lacks"]) == ("某某，某部门", [])
    assert named["no_legal_basis"]["evidence"] == ARTICLE
    assert found["answers_rest_on_something"] == [f"materials[0].{column}"]


@pytest.mark.clause("A20")
@pytest.mark.clause("G44")
async def test_the_catalogue_of_shared_data_answers_the_fourth_question_where_the_office_has_not(
    platform: Platform,
) -> None:
    card: dict[str, Any] = {"name": "居民身份证（原件及复印件）", "basis": ARTICLE, "source": "20"} | NO
    open_ = {key: value for key, value in card.items() if key != "checkable_online"} | {"name": "经办人身份证1份"}
    found = await reviewed(platform, open_, card, open_ | {"name": "联办协议书"})
    fourth = [next(a for a in one["answers"] if a["question"] == "checkable_online") for one in found["materials"]]
    assert [(a["answer"], a["by"], a["evidence"]) for a in fourth] == [
        (True, "catalogue", "居民身份证，公安部门"),
        (False, "office", ""),
        (None, "office", ""),
    ]
    assert [one["verdict"] for one in found["materials"]] == ["replace", "keep", "open"]
    assert found["shared_data_not_asked"] == ["materials[0]", "materials[1]"]
    assert "six_questions" not in found
    shared = (await platform.ask("GET", "/catalog/v1/desk/shared-data", INFORMANT)).json()
    assert {"name": "居民身份证", "holder": "公安部门"} in shared


@pytest.mark.clause("G47")
async def test_a_citizen_reads_at_the_material_why_it_is_kept_and_what_takes_the_place_of_a_cancelled_one(
    platform: Platform,
    filled: dict[str, Any],
) -> None:
    kept = [row | {"why_kept": NOTE, "verified_by": "内部核实处"} for row in story().complete["materials"]]
    gone = [{"name": "学历证明", "ground": "4", "instead": "经学历信息核验接口核验，教育部门"}]
    values = {"materials": kept, "cancelled_materials": gone}
    saved = (await platform.save(filled["item_id"], filled["edition"], values))["item"]
    item = await platform.approve(await platform.submit(saved))
    await platform.stage(item["item_id"], "inspection", "test", "publication", "online")
    guide = f"/guide/v1/guides/{item['code']}"
    public = [
        await platform.ask("GET", path)
        for path in (f"{guide}.html", f"{guide}.json", f"/catalog/v1/items/{item['code']}")
    ]
    for answer in public:
        assert answer.status_code == 200, answer.text
        assert NOTE in answer.text
        assert "经学历信息核验接口核验" in answer.text
        assert "内部核实处" not in answer.text
    lines = (await platform.ask("GET", "/catalog/v1/desk/exports/items.jsonl", INFORMANT)).text
    assert NOTE in lines
    assert "内部核实处" in lines


@pytest.mark.clause("G47")
async def test_a_kept_material_without_a_note_is_told_and_words_are_proposed(platform: Platform) -> None:
    row: dict[str, Any] = {"name": "资信证明", "basis": ARTICLE, "source": "30"} | NO | {"verified_by": "开户银行"}
    found = await reviewed(
        platform, row, row | {"name": "另一份", "why_kept": NOTE}, row | {"name": "无据", "basis": ""}
    )
    said = [(one["verdict"], one["why_kept"], one["proposed_note"]) for one in found["materials"]]
    words = f"依据{ARTICLE}收取，不能以本人证照、书面承诺、网络核验或部门批文代替，由开户银行核实。"
    assert said == [("keep", "", words), ("keep", NOTE, words), ("cut", "", "")]
    assert found["kept_material_says_why"] == ["materials[0].why_kept"]


@pytest.mark.clause("C51")
async def test_the_answers_are_for_the_body_and_the_data_centre_alone(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    assert (await review(platform, claimed["item_id"], DATA)).status_code == 200
    refused = await review(platform, claimed["item_id"], AUDITOR)
    assert (refused.status_code, refused.json()["code"]) == (403, "internal")
    assert (await review(platform, claimed["item_id"], "hulin-market-informant")).status_code == 404
