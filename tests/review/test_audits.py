"""Audits over HTTP: each office on its elements, in order, in rounds; only what was touched opens again."""

import importlib.resources
import tomllib
from typing import Any

import pytest
from sqlalchemy import select

from services.review.domain import matrix_of, routing
from shared.ledger import trail
from shared.world import story
from tests.platform import AUDITORS, Platform

LEGALITY, STAFFING, LAWYER = "jidong-legality-auditor", "jidong-staffing-auditor", "jidong-market-lawyer"
GOVERNMENT, CHECKER = "jidong-government-auditor", "jidong-market-checker"
VERDICTS = {"audit.passed", "audit.returned"}
REMARK = {"element": "conditions", "text": "有兜底条款", "cites": "《市场登记管理办法》第四条"}


async def audit_of(platform: Platform, item_id: str, who: str = CHECKER) -> Any:
    return (await platform.ask("GET", f"/review/v1/items/{item_id}/audit", who)).json()


async def decide(platform: Platform, item_id: str, part: str, who: str, **other: Any) -> Any:
    audit = await audit_of(platform, item_id)
    seen = next(p["seen"] for p in audit["parts"] if p["part"] == part)
    body = {"verdict": "passed", "seen": seen} | other
    path = f"/review/v1/audits/{audit['audit_id']}/parts/{part}/verdict"
    answer = await platform.ask("POST", path, who, json=body)
    await platform.settle()
    return answer


async def verdicts(platform: Platform, item_id: str) -> dict[str, str]:
    return {p["part"]: p["verdict"] for p in (await audit_of(platform, item_id))["parts"]}


async def returned(platform: Platform) -> dict[str, Any]:
    """All pass but the legality office, which returns the conditions."""
    item = await platform.submitted()
    for part, who in AUDITORS.items():
        if part != "legality":
            await decide(platform, item["item_id"], part, who)
    await decide(platform, item["item_id"], "legality", LEGALITY, verdict="returned", remarks=[REMARK])
    return await platform.desk(item["item_id"])


@pytest.mark.clause("B24")
async def test_a_submission_opens_its_parts_the_joint_ones_at_once(
    any_platform: Platform, submitted: dict[str, Any]
) -> None:
    assert await verdicts(any_platform, submitted["item_id"]) == {
        "department": "open",
        "staffing": "open",
        "legality": "open",
        "government_office": "waiting",
    }


@pytest.mark.clause("B28")
async def test_the_government_office_waits_for_the_departments_lawyers(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    early = await decide(platform, submitted["item_id"], "government_office", GOVERNMENT)
    assert (early.status_code, early.json()["code"]) == (409, "not_open")
    await decide(platform, submitted["item_id"], "department", LAWYER)
    assert (await verdicts(platform, submitted["item_id"]))["government_office"] == "open"


@pytest.mark.clause("B24")
async def test_the_item_is_approved_when_the_last_office_passes_and_not_before(
    any_platform: Platform, submitted: dict[str, Any]
) -> None:
    states = []
    for part, who in AUDITORS.items():
        await decide(any_platform, submitted["item_id"], part, who)
        states.append((await any_platform.desk(submitted["item_id"]))["state"])
    assert states == ["in_audit", "in_audit", "in_audit", "approved"]


@pytest.mark.clause("B23")
async def test_one_return_sends_the_item_back_with_its_remark(any_platform: Platform) -> None:
    item = await returned(any_platform)
    assert item["state"] == "returned"
    path = f"/catalog/v1/desk/items/{item['item_id']}/remarks"
    (remark,) = (await any_platform.ask("GET", path, "jidong-market-informant")).json()
    assert {key: remark[key] for key in REMARK} == REMARK


@pytest.mark.clause("B22")
@pytest.mark.clause("B23")
async def test_in_the_next_round_only_the_touched_part_opens_again(any_platform: Platform) -> None:
    item = await returned(any_platform)
    saved = await any_platform.save(item["item_id"], item["edition"], {"conditions": "只有这一条。"})
    await any_platform.submit(saved["item"])
    audit = await audit_of(any_platform, item["item_id"])
    assert audit["round"] == 2
    assert {p["part"]: (p["verdict"], p["round"]) for p in audit["parts"]} == {
        "department": ("passed", 1),
        "staffing": ("passed", 1),
        "legality": ("open", 2),
        "government_office": ("passed", 1),
    }


@pytest.mark.clause("B29")
async def test_a_matrix_that_changes_while_an_audit_runs_asks_again_whoever_passed_on_less(
    platform: Platform, submitted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide(platform, submitted["item_id"], "legality", LEGALITY)
    await decide(platform, submitted["item_id"], "staffing", AUDITORS["staffing"])
    before = await audit_of(platform, submitted["item_id"])
    jixi = tomllib.loads((importlib.resources.files("services.review") / "matrices" / "jixi.toml").read_text("utf-8"))
    jixi["deviation"].append({"elements": ["places"], "parts": ["legality"], "clause": "B26", "why": "x"})
    monkeypatch.setattr(routing, "matrices", lambda: (matrix_of("jixi", jixi),))
    assert await verdicts(platform, submitted["item_id"]) == {
        "department": "open",
        "staffing": "passed",
        "legality": "open",
        "government_office": "waiting",
    }
    old = next(p["seen"] for p in before["parts"] if p["part"] == "legality")
    stale = await decide(platform, submitted["item_id"], "legality", LEGALITY, seen=old)
    assert (stale.status_code, stale.json()["code"]) == (409, "seen_other")
    for part in ("legality", "department", "government_office"):
        answer = await decide(platform, submitted["item_id"], part, AUDITORS[part])
        assert answer.status_code == 200, answer.text
    assert (await platform.desk(submitted["item_id"]))["state"] == "approved"


async def test_a_part_whose_elements_were_touched_too_opens_as_well(platform: Platform) -> None:
    item = await returned(platform)
    change = {"conditions": "只有这一条。", "promised_limit": {"number": 10, "unit": "working_day"}}
    saved = await platform.save(item["item_id"], item["edition"], change)
    await platform.submit(saved["item"])
    found = await verdicts(platform, item["item_id"])
    assert (found["government_office"], found["legality"], found["staffing"]) == ("open", "open", "passed")


async def test_submitted_again_untouched_the_returned_part_opens_again(platform: Platform) -> None:
    item = await returned(platform)
    await platform.submit(item)
    assert (await verdicts(platform, item["item_id"]))["legality"] == "open"


@pytest.mark.clause("B23")
async def test_a_remark_is_carried_until_its_part_passes(platform: Platform) -> None:
    item = await returned(platform)
    saved = await platform.save(item["item_id"], item["edition"], {"conditions": "只有这一条。"})
    await platform.submit(saved["item"])
    (open_remark,) = (await audit_of(platform, item["item_id"]))["remarks"]
    assert (open_remark["round"], open_remark["settled_round"]) == (1, None)
    await decide(platform, item["item_id"], "legality", LEGALITY)
    (settled,) = (await audit_of(platform, item["item_id"]))["remarks"]
    assert (settled["round"], settled["settled_round"]) == (1, 2)


@pytest.mark.clause("B22")
async def test_a_second_round_may_return_again(platform: Platform) -> None:
    item = await returned(platform)
    await platform.submit(item)
    await decide(platform, item["item_id"], "legality", LEGALITY, verdict="returned", remarks=[REMARK])
    audit = await audit_of(platform, item["item_id"])
    assert [r["round"] for r in audit["remarks"]] == [1, 2]
    assert (await platform.desk(item["item_id"]))["state"] == "returned"


@pytest.mark.parametrize(
    "remarks",
    [[], [REMARK | {"cites": ""}], [REMARK | {"text": " "}], [REMARK | {"element": "promised_limit"}], [{"element": "conditions"}]],
    ids=["none", "without a citation", "without words", "on another office's element", "without either"],
)  # fmt: skip
async def test_a_return_names_its_elements_and_cites(
    platform: Platform, submitted: dict[str, Any], remarks: list[dict[str, str]]
) -> None:
    answer = await decide(platform, submitted["item_id"], "legality", LEGALITY, verdict="returned", remarks=remarks)
    assert answer.status_code == 422
    assert (await verdicts(platform, submitted["item_id"]))["legality"] == "open"


async def test_a_pass_carries_no_remark(platform: Platform, submitted: dict[str, Any]) -> None:
    answer = await decide(platform, submitted["item_id"], "legality", LEGALITY, remarks=[REMARK])
    assert (answer.status_code, answer.json()["code"]) == (422, "remarks_on_pass")


async def test_a_verdict_binds_what_was_seen(platform: Platform, submitted: dict[str, Any]) -> None:
    answer = await decide(platform, submitted["item_id"], "legality", LEGALITY, seen="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (409, "seen_other")


async def test_what_was_seen_in_the_first_round_decides_nothing_in_the_second(platform: Platform) -> None:
    item = await returned(platform)
    audit = await audit_of(platform, item["item_id"])
    old = next(p["seen"] for p in audit["parts"] if p["part"] == "legality")
    saved = await platform.save(item["item_id"], item["edition"], {"conditions": "只有这一条。"})
    await platform.submit(saved["item"])
    answer = await decide(platform, item["item_id"], "legality", LEGALITY, seen=old)
    assert (answer.status_code, answer.json()["code"]) == (409, "seen_other")


async def test_a_part_is_decided_once(any_platform: Platform, submitted: dict[str, Any]) -> None:
    assert (await decide(any_platform, submitted["item_id"], "staffing", STAFFING)).status_code == 200
    again = await decide(any_platform, submitted["item_id"], "staffing", STAFFING)
    assert (again.status_code, again.json()["code"]) == (409, "not_open")


@pytest.mark.clause("B29")
@pytest.mark.parametrize(
    ("part", "who"),
    [
        ("legality", STAFFING),
        ("staffing", LEGALITY),
        ("government_office", LAWYER),
        ("department", GOVERNMENT),
        ("legality", "hulin-legality-auditor"),
        ("department", "jidong-coal-lawyer"),
    ],
    ids=["staffing", "legality", "lawyer", "government", "another county's office", "another department's lawyer"],
)
async def test_an_office_decides_only_on_its_own_part(
    platform: Platform, submitted: dict[str, Any], part: str, who: str
) -> None:
    assert (await decide(platform, submitted["item_id"], part, who)).status_code == 403


@pytest.mark.parametrize("who", ["jidong-market-informant", CHECKER, "jidong-data-inspection"])
async def test_who_is_no_auditor_decides_nothing(platform: Platform, submitted: dict[str, Any], who: str) -> None:
    assert (await decide(platform, submitted["item_id"], "legality", who)).status_code == 403


async def test_an_auditor_sees_the_internal_elements_of_his_part_only(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    flow = {
        who: "internal_flow" in (await audit_of(platform, submitted["item_id"], who))["elements"]
        for who in AUDITORS.values()
    }
    assert flow == {LAWYER: True, STAFFING: False, LEGALITY: False, GOVERNMENT: True}


@pytest.mark.parametrize("who", ["hulin-legality-auditor", "hulin-market-checker", "jidong-coal-checker"])
async def test_others_do_not_know_of_the_audit(platform: Platform, submitted: dict[str, Any], who: str) -> None:
    answer = await platform.ask("GET", f"/review/v1/items/{submitted['item_id']}/audit", who)
    assert answer.status_code == 404


@pytest.mark.clause("B29")
@pytest.mark.parametrize(
    ("who", "parts"),
    [
        (LEGALITY, ["legality"]),
        (STAFFING, ["staffing"]),
        (LAWYER, ["department"]),
        (GOVERNMENT, []),
        ("jixi-legality-auditor", []),
        ("hulin-legality-auditor", []),
        ("jidong-coal-lawyer", []),
        ("jixi-market-lawyer", []),
    ],
)
@pytest.mark.usefixtures("submitted")
async def test_the_work_list_holds_what_waits_for_one_by_role_and_territory(
    any_platform: Platform, who: str, parts: list[str]
) -> None:
    work = (await any_platform.ask("GET", "/review/v1/work", who)).json()
    assert [w["part"] for w in work] == parts


async def test_what_is_decided_leaves_the_work_list(platform: Platform, submitted: dict[str, Any]) -> None:
    await decide(platform, submitted["item_id"], "legality", LEGALITY)
    assert (await platform.ask("GET", "/review/v1/work", LEGALITY)).json() == []


async def test_a_change_of_what_is_online_shows_only_what_changed(platform: Platform, online: dict[str, Any]) -> None:
    saved = await platform.save(online["item_id"], online["edition"], {"plain_name": "新写法"})
    await platform.submit(saved["item"])
    audit = await audit_of(platform, online["item_id"])
    assert [c["path"] for c in audit["changes"]] == ["plain_name"]
    assert (audit["round"], audit["elements"]["name"]) == (1, story().complete["name"])


@pytest.mark.clause("A26")
async def test_an_office_above_may_look_and_cannot_sign(platform: Platform, submitted: dict[str, Any]) -> None:
    for above in ("jixi-legality-auditor", "hlj-legality-auditor"):
        audit = (await platform.ask("GET", f"/review/v1/items/{submitted['item_id']}/audit", above)).json()
        seen = next(p["seen"] for p in audit["parts"] if p["part"] == "legality")
        path = f"/review/v1/audits/{audit['audit_id']}/parts/legality/verdict"
        answer = await platform.ask("POST", path, above, json={"verdict": "passed", "seen": seen})
        assert (answer.status_code, answer.json()["code"]) == (403, "level")
        assert (await platform.ask("GET", "/review/v1/work", above)).json() == []


@pytest.mark.clause("G47")
async def test_who_answers_for_the_materials_sees_their_six_answers_and_what_was_cancelled(
    any_platform: Platform,
    filled: dict[str, Any],
) -> None:
    six = ("no_legal_basis", "proved_by_licence", "undertaking_suffices", "checkable_online")
    answers = dict.fromkeys((*six, "proved_by_approval", "unverifiable"), False)
    asked = [{**row, **answers} for row in story().complete["materials"]]
    asked[0] |= {"checkable_online": True, "checked_through": "企业信息接口，市场监督管理部门"}
    asked[1] |= {"why_kept": "据以确认场所"}
    gone = [{"name": "无违法证明", "ground": "6", "instead": "不再要求"}]
    saved = await any_platform.save(
        filled["item_id"], filled["edition"], {"materials": asked, "cancelled_materials": gone}
    )
    await any_platform.submit(saved["item"])
    shown = (await audit_of(any_platform, filled["item_id"], GOVERNMENT))["material_cuts"]
    assert [(cut["name"], cut["asked"], cut["grounds"]) for cut in shown] == [
        *[(row["name"], True, ["4"] if row is asked[0] else []) for row in asked],
        ("无违法证明", False, ["6"]),
    ]
    assert shown[0]["answers"] == answers | {"checkable_online": True}
    assert shown[0]["evidence"]["checkable_online"] == asked[0]["checked_through"]
    assert shown[0]["evidence"]["no_legal_basis"] == asked[0]["basis"]
    assert (shown[1]["why"], shown[-1]["why"]) == ("据以确认场所", "不再要求")
    assert shown[-1]["grounds_zh"] == ["开具单位无法调查核实"]
    assert (await audit_of(any_platform, filled["item_id"], STAFFING))["material_cuts"] == []
    assert (await audit_of(any_platform, filled["item_id"], CHECKER))["material_cuts"] == shown


@pytest.mark.clause("G35")
async def test_the_auditors_read_why_something_is_worse_and_see_the_four_cuts(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    change = {"promised_limit": {"number": 18, "unit": "working_day"}, "visits": 1, "visits_reason": "核验原件"}
    saved = (await any_platform.save(online["item_id"], online["edition"], change))["item"]
    path = f"/catalog/v1/desk/items/{online['item_id']}/submission"
    answer = await any_platform.ask(
        "POST",
        path,
        CHECKER,
        headers={"If-Match": f'"{saved["edition"]}"'},
        json={"reasons": {"promised_limit": "检验机构合并", "*": "总局要求"}},
    )
    assert answer.status_code == 202, answer.text
    await any_platform.settle()
    audit = await audit_of(any_platform, online["item_id"], LEGALITY)
    told = {one["path"]: one["reason"] for one in audit["reasons"]}
    assert told == {"promised_limit": "检验机构合并", "visits": "总局要求"}
    cuts = {cut["key"]: (cut["before"], cut["after"], cut["kind"]) for cut in audit["cuts"]}
    assert cuts["limit"] == (15, 18, "worse")
    assert cuts["visits"] == (0, 1, "worse")
    assert cuts["materials"][2] == "neutral"


@pytest.mark.clause("F14")
async def test_the_trail_holds_who_passed_what_on_which_clause_and_what_was_seen(
    any_platform: Platform, submitted: dict[str, Any]
) -> None:
    part = next(p for p in (await audit_of(any_platform, submitted["item_id"]))["parts"] if p["part"] == "legality")
    assert "conditions" in part["elements"]
    await decide(any_platform, submitted["item_id"], "legality", LEGALITY)
    said = select(trail.c.who, trail.c.why, trail.c.after).where(
        trail.c.subject == submitted["item_id"], trail.c.action == "audit.passed"
    )
    async with any_platform.host.runtimes["review"].db.reading() as connection:
        (row,) = (await connection.execute(said)).all()
    assert (row.who, row.after) == (LEGALITY, part["seen"])
    assert part["clause"] in row.why
    assert await any_platform.faults_of_trails() == []


async def _verdicts_in(platform: Platform, item_id: str) -> dict[str, list[tuple[str, str]]]:
    """Who audited, as the item's trail and the review's say it."""
    mine = (await platform.ask("GET", f"/catalog/v1/desk/items/{item_id}/trail", CHECKER)).json()
    theirs = (await platform.ask("GET", f"/review/v1/trail?subject={item_id}", CHECKER)).json()
    people = {STAFFING, LEGALITY, LAWYER, GOVERNMENT}
    return {
        name: sorted((e["who"], e["action"]) for e in found if e["who"] in people and e["action"] in VERDICTS)
        for name, found in (("catalog", mine), ("review", theirs))
    }


@pytest.mark.clause("B23")
async def test_a_verdict_that_still_holds_in_the_next_audit_is_nobodys_act_there(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    shown = await any_platform.desk(online["item_id"])
    saved = await any_platform.save(online["item_id"], shown["edition"], {"conditions": "只有这一条。"})
    await any_platform.submit(saved["item"])
    audit = await audit_of(any_platform, online["item_id"])
    assert {p["part"]: (p["verdict"], p["round"]) for p in audit["parts"]} == {
        "department": ("passed", 0),
        "staffing": ("passed", 0),
        "legality": ("open", 1),
        "government_office": ("passed", 0),
    }
    await decide(any_platform, online["item_id"], "legality", LEGALITY)
    given = await _verdicts_in(any_platform, online["item_id"])
    assert given["catalog"] == given["review"]
    assert given["catalog"] == sorted(
        (who, "audit.passed") for who in (LAWYER, STAFFING, GOVERNMENT, LEGALITY, LEGALITY)
    )
