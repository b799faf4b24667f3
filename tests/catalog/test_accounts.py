"""The data centre gives accounts to the bodies of its territory (004 第六条)."""

from typing import Any

import pytest

from tests.platform import Platform

CENTRE = "jidong-data-inspection"


async def create(platform: Platform, office: str, who: str = CENTRE, **other: Any) -> Any:
    body = {"username": "new-informant", "name": "新信息员", "office": platform.world.offices[office].credit_code}
    body |= {"roles": ["informant"], "password": "a-good-password"} | other
    return await platform.ask("POST", "/catalog/v1/accounts", who, json=body)


async def sign_in(platform: Platform, password: str, username: str = "new-informant") -> Any:
    body = {"username": username, "password": password}
    return await platform.ask("POST", "/catalog/v1/auth/token", json=body)


@pytest.mark.clause("G12")
@pytest.mark.parametrize("role", ["informant", "checker"])
async def test_a_body_gets_an_account_and_its_holder_signs_in(platform: Platform, role: str) -> None:
    assert (await create(platform, "jidong-coal", roles=[role])).status_code == 201
    token = (await sign_in(platform, "a-good-password")).json()["access_token"]
    me = (await platform.ask("GET", "/catalog/v1/me", headers={"Authorization": f"Bearer {token}"})).json()
    assert (me["username"], me["office"], me["region"], me["roles"]) == (
        "new-informant",
        platform.world.offices["jidong-coal"].credit_code,
        "230321",
        [role],
    )


@pytest.mark.clause("G12")
@pytest.mark.parametrize("office", ["hulin-coal", "jixi-coal", "yongchang-civil"])
async def test_outside_the_territory_nobody_gets_an_account(platform: Platform, office: str) -> None:
    assert (await create(platform, office)).status_code == 403
    assert (await sign_in(platform, "a-good-password")).status_code == 401


@pytest.mark.clause("G12")
@pytest.mark.parametrize("who", ["jidong-market-checker", "jidong-service-clerk", "hlj-market-line"])
async def test_nobody_else_gives_accounts(platform: Platform, who: str) -> None:
    assert (await create(platform, "jidong-coal", who)).status_code == 403


async def test_a_name_is_given_once(any_platform: Platform) -> None:
    assert (await create(any_platform, "jidong-coal")).status_code == 201
    assert (await create(any_platform, "jidong-civil")).status_code == 409


async def test_a_wrong_password_and_a_wrong_name_are_answered_alike(platform: Platform) -> None:
    await create(platform, "jidong-coal")
    wrong, nobody = await sign_in(platform, "another-password"), await sign_in(platform, "a-good-password", "nobody")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json()["detail"] == nobody.json()["detail"]


async def test_a_short_password_is_refused(platform: Platform) -> None:
    assert (await create(platform, "jidong-coal", password="short")).status_code == 422


async def test_an_account_for_a_body_that_is_not_registered_is_refused(platform: Platform) -> None:
    body = {"username": "new-informant", "name": "新", "office": "91110000000000000X", "roles": ["informant"]}
    answer = await platform.ask("POST", "/catalog/v1/accounts", CENTRE, json=body | {"password": "a-good-password"})
    assert answer.status_code == 404


async def test_a_name_that_is_taken_is_refused_by_name_with_its_cure(any_platform: Platform) -> None:
    assert (await create(any_platform, "jidong-coal")).status_code == 201
    answer = await create(any_platform, "jidong-market", name="又一个")
    assert answer.status_code == 409
    (fault,) = answer.json()["faults"]
    assert (fault["path"], fault["code"]) == ("username", "taken")
    assert fault["cure"]
    assert fault["cure_zh"]
    assert (await sign_in(any_platform, "a-good-password")).json()["account"]["name"] == "新信息员"
