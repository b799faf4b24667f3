"""An item's life beyond its editions: gates in order, cancelling from above, merges, requests, holdings."""

from datetime import timedelta
from typing import Any

import pytest

from shared.world import story
from tests.platform import Platform

INFORMANT, CHECKER, LINE = "jidong-market-informant", "jidong-market-checker", "hlj-market-line"
LEGALITY, STAFFING, CENTRE = "jidong-legality-auditor", "jidong-staffing-auditor", "jidong-data-inspection"
GATES = (
    ("basis_change", INFORMANT),
    ("province_consent", LINE),
    ("legality", LEGALITY),
    ("formal_document", CHECKER),
    ("reform_approval", STAFFING),
    ("platform", CENTRE),
)
PAPER = {"document_number": "黑市监函〔2026〕1号", "issuer": "黑龙江省市场监督管理局", "issued_on": "2026-11-20"}


async def open_case(platform: Platform, item_id: str, kind: str = "cancel_repealed", **more: Any) -> dict[str, Any]:
    body = {"kind": kind, "ground": "设定依据已废止", **more}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/cases", INFORMANT, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def gate(platform: Platform, case_id: str, name: str, who: str, **given: Any) -> Any:
    body = {"verdict": "passed", **PAPER, **given}
    return await platform.ask("POST", f"/catalog/v1/desk/cases/{case_id}/gates/{name}", who, json=body)


@pytest.mark.clause("G26")
async def test_cancelling_goes_through_six_gates_and_then_the_public_is_told(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    case = await open_case(any_platform, online["item_id"])
    for name, who in GATES:
        assert case["due"] == name
        answer = await gate(any_platform, case["case_id"], name, who)
        assert answer.status_code == 200, answer.text
        case = answer.json()
    await any_platform.settle()
    assert case["state"] == "done"
    assert [g["gate"] for g in case["gates"]] == [name for name, _ in GATES]
    assert (await any_platform.desk(online["item_id"]))["state"] == "cancelled"
    gone = await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")
    assert (gone.status_code, gone.json()["successors"]) == (410, [])
    assert (await any_platform.ask("GET", f"/guide/v1/guides/{online['code']}.html")).status_code == 410


@pytest.mark.clause("G26")
@pytest.mark.parametrize("skipped", range(5))
async def test_no_gate_can_be_skipped(platform: Platform, claimed: dict[str, Any], skipped: int) -> None:
    case = await open_case(platform, claimed["item_id"])
    for name, who in GATES[:skipped]:
        await gate(platform, case["case_id"], name, who)
    for name, who in GATES[skipped + 1 :]:
        answer = await gate(platform, case["case_id"], name, who)
        assert (answer.status_code, answer.json()["code"], answer.json()["due"]) == (
            409,
            "gate_order",
            GATES[skipped][0],
        )
    assert (await platform.desk(claimed["item_id"]))["state"] == "compiling"


@pytest.mark.clause("G26")
async def test_a_gate_is_passed_by_its_own_office_only(platform: Platform, claimed: dict[str, Any]) -> None:
    case = await open_case(platform, claimed["item_id"])
    await gate(platform, case["case_id"], "basis_change", INFORMANT)
    for stranger in (CHECKER, STAFFING, "hlj-coal-line", "gansu-market-line"):
        assert (await gate(platform, case["case_id"], "province_consent", stranger)).status_code == 403
    await gate(platform, case["case_id"], "province_consent", LINE)
    assert (await gate(platform, case["case_id"], "legality", "hulin-legality-auditor")).status_code == 403


@pytest.mark.clause("G24")
async def test_consent_without_its_document_is_no_consent(platform: Platform, claimed: dict[str, Any]) -> None:
    case = await open_case(platform, claimed["item_id"], "adjust", elements=["exercise_levels"])
    answer = await gate(platform, case["case_id"], "province_consent", LINE, document_number="", issuer="")
    assert (answer.status_code, answer.json()["code"]) == (422, "document")


@pytest.mark.clause("G24")
async def test_a_catalogue_element_opens_only_after_consent_and_audit(
    platform: Platform, claimed: dict[str, Any]
) -> None:
    path, change = f"/catalog/v1/desk/items/{claimed['item_id']}/elements", {"elements": {"name": "市场登记（调整）"}}
    match = {"If-Match": '"1"'}
    assert (await platform.ask("PATCH", path, INFORMANT, headers=match, json=change)).json()["code"] == "locked"
    case = await open_case(platform, claimed["item_id"], "adjust", elements=["name"])
    await gate(platform, case["case_id"], "province_consent", LINE)
    assert (await platform.ask("PATCH", path, INFORMANT, headers=match, json=change)).status_code == 422
    await gate(platform, case["case_id"], "reform_approval", STAFFING)
    assert (await platform.ask("PATCH", path, INFORMANT, headers=match, json=change)).status_code == 200


async def test_a_refused_gate_ends_the_case_with_its_reason(platform: Platform, claimed: dict[str, Any]) -> None:
    case = await open_case(platform, claimed["item_id"])
    await gate(platform, case["case_id"], "basis_change", INFORMANT)
    assert (await gate(platform, case["case_id"], "province_consent", LINE, verdict="refused")).status_code == 422
    answer = await gate(platform, case["case_id"], "province_consent", LINE, verdict="refused", note="依据仍然有效")
    assert answer.json()["state"] == "refused"
    assert (await gate(platform, case["case_id"], "legality", LEGALITY)).status_code == 409


@pytest.mark.clause("G28")
async def test_what_the_province_cancels_goes_the_shorter_path_and_leads_on(
    any_platform: Platform, online: dict[str, Any]
) -> None:
    base, other = story().base, story().base_items[2]
    await any_platform.put_base(other.basic_code, other.elements)
    body = {"kind": "merge", "reason": "并入变更登记", "successors": [other.basic_code]}
    answer = await any_platform.ask("POST", f"/catalog/v1/catalogue/{base.basic_code}/cancellation", LINE, json=body)
    assert answer.json() == {"items": [online["item_id"]]}
    (case,) = (await any_platform.ask("GET", "/catalog/v1/desk/cases", STAFFING)).json()
    assert (case["kind"], case["due"]) == ("cancel_pushed", "reform_approval")
    await gate(any_platform, case["case_id"], "reform_approval", STAFFING)
    early = await gate(any_platform, case["case_id"], "platform", CENTRE)
    assert (early.status_code, early.json()["code"]) == (409, "heirs_not_online")
    way = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}/successors")).json()
    assert (way["public"], way["successors"]) == (True, [])
    (coming,) = way["coming"]
    assert (coming["basic_code"], coming["office"]) == (other.basic_code, online["office"])
    offers = (await any_platform.ask("GET", "/catalog/v1/desk/inbox", INFORMANT)).json()["offers"]
    (base_id,) = [one["base_id"] for one in offers if one["code"] == other.basic_code]
    until = (any_platform.clock.at.date() + timedelta(days=30)).isoformat()
    no = {"reason": "无此职权", "evidence": "三定方案", "expires_on": until}
    assert (await any_platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/refusal", INFORMANT, json=no)).is_success
    await gate(any_platform, case["case_id"], "platform", CENTRE)
    gone = (await any_platform.ask("GET", f"/catalog/v1/items/{online['code']}")).json()
    assert (gone["status"], gone["successors"]) == (410, [])


@pytest.mark.clause("G27")
async def test_nothing_cancels_past_the_gates(platform: Platform, online: dict[str, Any]) -> None:
    body = {"does": "cancel", "reason": "不要了"}
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{online['item_id']}/withdrawal", CENTRE, json=body)
    assert answer.status_code == 422
    assert (await platform.desk(online["item_id"]))["state"] == "online"


async def change_base(platform: Platform, **elements: Any) -> None:
    base = story().base
    await platform.put_base(base.basic_code, {**base.elements, **elements})


@pytest.mark.clause("G25")
async def test_what_changes_above_reaches_the_holder_and_loses_nothing_of_its_own(
    any_platform: Platform, filled: dict[str, Any]
) -> None:
    own = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)).json()["elements"]
    await change_base(any_platform, legal_limit={"number": 20, "unit": "working_day"})
    (waiting,) = (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json()
    assert (waiting["taken"], waiting["conflicts"]) == (["legal_limit"], [])
    path = f"/catalog/v1/desk/items/{filled['item_id']}/merge"
    answer = await any_platform.ask("POST", path, INFORMANT, headers={"If-Match": f'"{filled["edition"]}"'}, json={})
    assert answer.json()["changed"] == ["legal_limit"], answer.text
    merged = (await any_platform.ask("GET", f"/catalog/v1/desk/items/{filled['item_id']}", INFORMANT)).json()[
        "elements"
    ]
    assert merged == own | {"legal_limit": {"number": 20, "unit": "working_day"}}
    assert (await any_platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json() == []


@pytest.mark.clause("G25")
async def test_a_conflict_shows_three_texts_and_waits_for_a_person(platform: Platform, claimed: dict[str, Any]) -> None:
    mine = (await platform.save(claimed["item_id"], 1, {"scope": "乙"}))["item"]
    await change_base(platform, scope="丙")
    path, match = f"/catalog/v1/desk/items/{claimed['item_id']}/merge", {"If-Match": f'"{mine["edition"]}"'}
    answer = (await platform.ask("POST", path, INFORMANT, headers=match, json={})).json()
    assert answer["conflicts"] == {"scope": {"path": "scope", "base": None, "upper": "丙", "own": "乙"}}
    done = await platform.ask("POST", path, INFORMANT, headers=match, json={"choices": {"scope": {"value": "丁"}}})
    assert done.status_code == 200, done.text
    held = (await platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}", INFORMANT)).json()["elements"]
    assert held["scope"] == "丁"


async def test_a_change_of_wording_alone_asks_nobody(platform: Platform, claimed: dict[str, Any]) -> None:
    await change_base(platform, name=story().base.elements["name"] + " ")
    assert (await platform.ask("GET", "/catalog/v1/desk/merges", INFORMANT)).json() == []
    editions = (await platform.ask("GET", f"/catalog/v1/desk/items/{claimed['item_id']}/editions", INFORMANT)).json()
    assert [e["reason"] for e in editions] == ["上级仅改动文字", "认领"]


@pytest.mark.clause("G05")
async def test_a_body_sees_what_it_ought_to_hold_beside_what_it_holds(platform: Platform) -> None:
    base_id = await platform.hand_down()

    async def state(who: str = INFORMANT, **params: str) -> Any:
        rows = (await platform.ask("GET", "/catalog/v1/desk/holdings", who, params=params)).json()
        return [r["state"] for r in rows["items"] if r["basic_code"] == story().base.basic_code], rows["rate"]

    assert await state() == (["offered"], 0.0)
    until = (platform.clock.at.date() + timedelta(days=300)).isoformat()
    no = {"reason": "本县无此类市场", "evidence": "三定方案", "expires_on": until}
    await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/refusal", INFORMANT, json=no)
    assert await state() == (["refused"], 0.0)
    platform.clock.pass_(days=800)
    assert await state() == (["refusal_ended"], 0.0)
    await platform.run_jobs()
    await platform.ask("POST", f"/catalog/v1/desk/offers/{base_id}/claim", INFORMANT)
    assert await state() == (["held"], 1.0)
    office = platform.world.offices["jidong-market"].credit_code
    assert await state("jixi-supervision-inspector", office=office) == (["held"], 1.0)
    answer = await platform.ask("GET", f"/catalog/v1/desk/holdings?office={office}", "hulin-market-informant")
    assert answer.status_code == 404


@pytest.mark.clause("G05")
async def test_what_a_body_is_offered_beyond_its_line_counts_till_it_answers_and_stands_besides_then(
    any_platform: Platform,
) -> None:
    platform, code = any_platform, story().base.basic_code
    await change_base(platform)
    office = platform.world.offices["jidong-coal"].credit_code

    async def shown() -> Any:
        return (await platform.ask("GET", "/catalog/v1/desk/holdings", "jidong-coal-informant")).json()

    before = await shown()
    assert code not in [row["basic_code"] for row in before["items"]]
    hand = f"/catalog/v1/catalogue/{code}/hand-down"
    assert (await platform.ask("POST", hand, LINE, json={"offices": [office]})).status_code == 200
    waiting = await shown()
    assert [row["state"] for row in waiting["items"] if row["basic_code"] == code] == ["offered"]
    assert (waiting["counts"], waiting["rate"]) == ({"offered": 1}, 0.0)
    (offer,) = (await platform.ask("GET", "/catalog/v1/desk/inbox", "jidong-coal-informant")).json()["offers"]

    claim = f"/catalog/v1/desk/offers/{offer['base_id']}/claim"
    assert (await platform.ask("POST", claim, "jidong-coal-informant")).status_code == 201
    after = await shown()
    assert [row["state"] for row in after["items"] if row["basic_code"] == code] == ["besides"]
    assert after["counts"] == before["counts"] | {"besides": 1}
    assert after["rate"] == before["rate"]


@pytest.mark.clause("G26")
async def test_an_item_in_audit_can_be_cancelled_too_and_its_audit_ends(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    case = await open_case(platform, submitted["item_id"])
    for name, who in GATES:
        assert (await gate(platform, case["case_id"], name, who)).status_code == 200
    await platform.settle()
    platform.sign_in(CHECKER)
    audit = (await platform.ask("GET", f"/review/v1/items/{submitted['item_id']}/audit", CHECKER)).json()
    assert audit["state"] == "withdrawn"


@pytest.mark.clause("A06")
async def test_what_is_cancelled_takes_its_handling_items_along(platform: Platform, claimed: dict[str, Any]) -> None:
    path = f"/catalog/v1/desk/items/{claimed['item_id']}/handling-items"
    part = (await platform.ask("POST", path, INFORMANT, json={"name": "变更登记", "variant": "02"})).json()
    case = await open_case(platform, claimed["item_id"])
    for name, who in GATES:
        assert (await gate(platform, case["case_id"], name, who)).status_code == 200
    assert (await platform.desk(part["item_id"]))["state"] == "cancelled"
