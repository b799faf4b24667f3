"""Territory, element, state and the second pair of eyes: who may touch which item, and what he is shown of it."""

from typing import Any

import pytest

from services.review.domain import OWN, matrices
from shared.rights import AUDITORS, HOLDERS, OFFICES, Right, Role
from tests.badinput.support import changed, dump, problem
from tests.platform import AUDITORS as PARTS
from tests.platform import Platform
from tests.rights.support import code_of, enter, someone
from tests.rights.test_matrix import at, routes

COUNTY, NEIGHBOUR, CITY, ELSEWHERE, PROVINCE = "230321", "230381", "230300", "620321", "230000"
SECRET, DRAFT = "仅本县知道的情形", "仅本县知道的草稿"
BODIES: dict[str, Any] = {
    "elements": {"elements": {"own_hall": "x"}},
    "handling-items": {"name": "情形", "variant": "02"},
    "rejection": {"reason": "看一看"},
    "withdrawal": {"does": "suspend", "reason": "看一看"},
    "verdict": {"verdict": "passed", "seen": "0" * 64},
}
OUTSIDE = [(role, region) for region in (NEIGHBOUR, ELSEWHERE) for role in Role if role is not Role.PROVINCIAL_PLATFORM]


async def drafted(platform: Platform) -> dict[str, Any]:
    """A handling item with a name of its own and a draft, not yet submitted."""
    item = await platform.claimed()
    path = f"/catalog/v1/desk/items/{item['item_id']}/handling-items"
    body = {"name": SECRET, "variant": VARIANT}
    made = await platform.ask("POST", path, "jidong-market-informant", json=body)
    assert made.status_code == 201, made.text
    await platform.save(made.json()["item_id"], 1, {"own_hall": DRAFT, "conditions": DRAFT})
    return dict(made.json())


VARIANT = "02"


@pytest.mark.clause("G18")
async def test_nobody_from_outside_sees_or_touches_a_countys_item(
    platform: Platform, subtests: pytest.Subtests
) -> None:
    item = await drafted(platform)
    people = {}
    for role, region in OUTSIDE:
        office = code_of("hulin-market" if region == NEIGHBOUR else "yongchang-market")
        people[role, region] = enter(platform, someone(role, region, office))
    before = await dump(platform)
    asked = 0
    for method, path, right in routes(platform.host):
        if "{item_id}" not in path or right in ("public", "signed"):
            continue
        where = at(path.replace("{item_id}", item["item_id"]))
        body = BODIES.get(path.rpartition("/")[2])
        for (role, region), name in people.items():
            with subtests.test(f"{method} {path} {role} {region}"):
                content = {"json": body} if body else {}
                answer = await platform.ask(method, where, name, headers={"If-Match": '"2"'}, **content)
                assert answer.status_code in (403, 404, 415, 422), answer.text
                assert answer.status_code in (403, 404) or role in HOLDERS[Right(right)]
                assert SECRET not in answer.text
                assert DRAFT not in answer.text
                assert method != "GET" or answer.status_code in (403, 404)
                asked += 1
    assert asked > 200
    assert changed(before, await dump(platform)) == []


async def test_lists_and_inboxes_show_nothing_of_a_neighbour(platform: Platform) -> None:
    item = await drafted(platform)
    lists = ("/catalog/v1/desk/items", "/review/v1/work", "/notify/v1/duties", "/notify/v1/inbox")
    await platform.settle()
    for role, region in OUTSIDE:
        office = code_of("hulin-market" if region == NEIGHBOUR else "yongchang-market")
        name = enter(platform, someone(role, region, office))
        for path in lists:
            answer = await platform.ask("GET", path, name)
            assert answer.status_code in (200, 403)
            assert item["item_id"] not in answer.text
            assert SECRET not in answer.text


SEES = {Role.DATA_CENTRE, Role.INSPECTOR, Role.SERVICE_CENTRE, Role.LINE_DEPARTMENT, Role.OPERATOR, *AUDITORS}
NARROW = {Role.INFORMANT, Role.CHECKER, Role.DEPARTMENT_LAWYER}


async def test_a_city_and_a_province_see_their_counties_but_other_bodies_desks_stay_their_own(
    platform: Platform,
) -> None:
    item = await drafted(platform)
    path = f"/catalog/v1/desk/items/{item['item_id']}"
    for region in (COUNTY, CITY, PROVINCE):
        for role in SEES - NARROW:
            answer = await platform.ask("GET", path, enter(platform, someone(role, region)))
            assert answer.status_code == 200, (role, region, answer.text)
            internal = "own_hall" in answer.json()["elements"]
            assert internal == (role is Role.DATA_CENTRE)
        for role in NARROW:
            problem(await platform.ask("GET", path, enter(platform, someone(role, region))), 404, "item")


async def test_another_body_of_the_same_county_can_read_nor_write(platform: Platform) -> None:
    item = await drafted(platform)
    before = await dump(platform)
    path = f"/catalog/v1/desk/items/{item['item_id']}"
    answer = await platform.ask("GET", path, "jidong-civil-informant")
    problem(answer, 404, "item")
    assert SECRET not in answer.text
    body = {"elements": {"own_hall": "x"}}
    headers = {"If-Match": '"2"'}
    answer = await platform.ask("PATCH", f"{path}/elements", "jidong-civil-informant", headers=headers, json=body)
    problem(answer, 403, "other_office")
    assert SECRET not in answer.text
    assert DRAFT not in answer.text
    problem(
        await platform.ask("POST", f"{path}/submission", "jidong-civil-checker", headers=headers), 403, "other_office"
    )
    assert changed(before, await dump(platform)) == []


# ── audits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def verdict(platform: Platform, who: str, part: str, item_id: str, **more: Any) -> Any:
    audit = (await platform.ask("GET", f"/review/v1/items/{item_id}/audit", "jidong-market-checker")).json()
    seen = next(p["seen"] for p in audit["parts"] if p["part"] == part)
    body = {"verdict": "passed", "seen": seen} | more
    return await platform.ask("POST", f"/review/v1/audits/{audit['audit_id']}/parts/{part}/verdict", who, json=body)


@pytest.mark.clause("B25")
async def test_an_office_decides_its_own_part_only_and_only_in_its_territory(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    before = await dump(platform)
    roles = {"department": Role.DEPARTMENT_LAWYER, "staffing": Role.STAFFING_AUDITOR}
    roles |= {"legality": Role.LEGALITY_AUDITOR, "government_office": Role.GOVERNMENT_OFFICE_AUDITOR}
    for part, role in roles.items():
        for other in AUDITORS:
            if other is not role:
                name = enter(platform, someone(other, office=code_of("jidong-market")))
                problem(await verdict(platform, name, part, submitted["item_id"]), 403, "remit")
        for region in (NEIGHBOUR, ELSEWHERE):
            name = enter(platform, someone(role, region, code_of("hulin-market")))
            answer = await verdict(platform, name, part, submitted["item_id"])
            problem(answer, 403, "remit" if part == "department" else "territory")
            assert submitted["name"] not in answer.text
    stranger = enter(platform, someone(Role.DEPARTMENT_LAWYER, office=code_of("jidong-civil")))
    problem(await verdict(platform, stranger, "department", submitted["item_id"]), 403, "remit")
    assert changed(before, await dump(platform)) == []


async def test_an_auditor_cannot_remark_on_another_offices_element(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    before = await dump(platform)
    foreign = [{"element": "name", "text": "名称不妥", "cites": "三（二）"}]
    answer = await verdict(
        platform, PARTS["legality"], "legality", submitted["item_id"], verdict="returned", remarks=foreign
    )
    shown = problem(answer, 422, "foreign_element")
    assert [fault["path"] for fault in shown["faults"]] == ["name"]
    assert changed(before, await dump(platform)) == []


@pytest.mark.clause("B27")
async def test_an_auditor_sees_the_internal_elements_of_his_parts_and_of_no_other(
    platform: Platform, submitted: dict[str, Any]
) -> None:
    path = f"/review/v1/items/{submitted['item_id']}/audit"
    for role, sees in (
        (Role.GOVERNMENT_OFFICE_AUDITOR, True),
        (Role.LEGALITY_AUDITOR, False),
        (Role.INSPECTOR, False),
    ):
        shown = (await platform.ask("GET", path, enter(platform, someone(role)))).json()["elements"]
        assert ("internal_flow" in shown) == sees, role
    lawyer = (await platform.ask("GET", path, PARTS["department"])).json()["elements"]
    assert "internal_flow" in lawyer


async def test_who_wrote_or_submitted_cannot_sign(platform: Platform, submitted: dict[str, Any]) -> None:
    before = await dump(platform)
    market = code_of("jidong-market")
    for name in ("jidong-market-informant", "jidong-market-checker"):
        both = enter(platform, someone(Role.DEPARTMENT_LAWYER, office=market, name=name))
        problem(await verdict(platform, both, "department", submitted["item_id"]), 403, "own_work")
    assert changed(before, await dump(platform)) == []


async def test_who_wrote_the_last_edition_cannot_submit_it(platform: Platform, filled: dict[str, Any]) -> None:
    before = await dump(platform)
    name = enter(platform, someone(Role.CHECKER, office=code_of("jidong-market"), name="jidong-market-informant"))
    path = f"/catalog/v1/desk/items/{filled['item_id']}/submission"
    answer = await platform.ask("POST", path, name, headers={"If-Match": f'"{filled["edition"]}"'})
    problem(answer, 422, "same_person")
    assert changed(before, await dump(platform)) == []


def test_no_matrix_gives_a_part_to_a_role_that_writes_and_own_parts_only_to_the_bodys_lawyers() -> None:
    assert matrices()
    for matrix in matrices():
        for part in matrix.parts:
            assert part.role in HOLDERS[Right.AUDIT_DECIDE], (matrix.id, part.id)
            assert part.role not in HOLDERS[Right.ITEM_EDIT] | HOLDERS[Right.ITEM_SUBMIT]
            assert (part.office == OWN) == (part.role is Role.DEPARTMENT_LAWYER)


# ── states ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("G13")
async def test_a_step_out_of_its_turn_is_refused_and_says_what_it_needs(
    platform: Platform, submitted: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    path, centre = f"/catalog/v1/desk/items/{submitted['item_id']}", "jidong-data-inspection"
    match = {"If-Match": f'"{submitted["edition"]}"'}
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("POST", step, centre, {}) for step in ("inspection", "test", "publication", "online")
    ]
    steps += [("POST", "rejection", centre, {"json": {"reason": "不对"}})]
    for does in ("suspend", "resume"):
        steps.append(("POST", "withdrawal", centre, {"json": {"does": does, "reason": "不对"}}))
    steps.append(("PATCH", "elements", "jidong-market-informant", {"json": {"elements": {"own_hall": "迟到"}}}))
    steps.append(("POST", "submission", "jidong-market-checker", {}))
    for method, step, who, content in steps:
        with subtests.test(f"{step} {content}"):
            answer = await platform.ask(method, f"{path}/{step}", who, headers=match, **content)
            shown = problem(answer, 422 if answer.json()["code"] == "not_online" else 409)
            assert shown["code"] in ("wrong_state", "not_online")
            assert shown["code"] == "not_online" or shown["needs"]
    assert changed(before, await dump(platform)) == []


# ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def account(office: str, *roles: Role) -> dict[str, Any]:
    body = {"username": "new-one", "name": "新账号", "office": code_of(office), "password": "long enough 1"}
    return body | {"roles": list(roles)}


@pytest.mark.clause("G12")
async def test_a_data_centre_gives_accounts_that_fit_the_body_in_its_territory(platform: Platform) -> None:
    before = await dump(platform)
    path, centre = "/catalog/v1/accounts", "jidong-data-inspection"
    refused = [
        (account("hulin-market", Role.INFORMANT), 403, "territory"),
        (account("jixi-market", Role.INFORMANT), 403, "territory"),
        (account("jidong-market", Role.LINE_DEPARTMENT), 422, "role_of_office"),
        (account("jidong-market", Role.OPERATOR), 422, "role_of_office"),
        (account("jidong-data", Role.PROVINCIAL_PLATFORM), 422, "role_of_office"),
        (account("jidong-market", Role.STAFFING_AUDITOR), 422, "role_of_office"),
        (account("jidong-market", Role.INFORMANT, Role.CHECKER), 422, "writes_and_signs"),
        (account("jidong-market", Role.INFORMANT, Role.DEPARTMENT_LAWYER), 422, "writes_and_signs"),
    ]
    for body, status, code in refused:
        problem(await platform.ask("POST", path, centre, json=body), status, code)
    assert changed(before, await dump(platform)) == []
    made = await platform.ask("POST", path, centre, json=account("jidong-market", Role.INFORMANT))
    assert made.status_code == 201
    assert "password" not in made.json()


def test_every_role_but_the_operator_belongs_to_a_kind_of_body() -> None:
    assert set(OFFICES) == set(Role) - {Role.OPERATOR}


@pytest.mark.clause("G22")
async def test_no_one_below_the_province_writes_in_the_catalogue(platform: Platform) -> None:
    await platform.hand_down()
    before = await dump(platform)
    base = (await platform.ask("GET", "/catalog/v1/catalogue", "hlj-market-line")).json()
    code = (base if isinstance(base, list) else base["items"])[0]["code"]
    body = {"elements": {"name": "自设事项", "item_type": "01", "exercise_levels": ["4"], "legal_bases": []}}
    for region in (COUNTY, CITY):
        name = enter(platform, someone(Role.LINE_DEPARTMENT, region, code_of("jidong-market")))
        answer = await platform.ask("PUT", f"/catalog/v1/catalogue/{code}", name, json=body)
        assert answer.status_code in (403, 422)
        assert answer.status_code == 422 or answer.json()["code"] == "owner"
    assert changed(before, await dump(platform)) == []
