"""A machine's token names what it is good for; anyone may ask for a narrower one."""

from typing import Any

import pytest

from services.world import PASSWORD
from shared.auth import _scopes
from shared.rights import Right
from tests.platform import Platform


async def token(platform: Platform, username: str, *scope: str) -> Any:
    body = {"username": username, "password": PASSWORD, "scope": list(scope)}
    return await platform.http.post("/catalog/v1/auth/token", json=body)


async def status(platform: Platform, path: str, bearer: str) -> tuple[int, str]:
    answer = await platform.http.get(path, headers={"Authorization": f"Bearer {bearer}"})
    return answer.status_code, "" if answer.is_success else answer.json()["code"]


async def test_a_token_narrowed_to_one_right_opens_nothing_else(platform: Platform) -> None:
    narrow = (await token(platform, "hlj-data-platform", "office.read")).json()["access_token"]
    whole = (await token(platform, "hlj-data-platform")).json()["access_token"]
    assert await status(platform, "/catalog/v1/changes", whole) == (200, "")
    assert await status(platform, "/catalog/v1/offices", narrow) == (200, "")
    assert await status(platform, "/catalog/v1/changes", narrow) == (403, "scope")


async def test_a_scope_gives_no_right_that_the_role_does_not_hold(platform: Platform) -> None:
    person = (await token(platform, "jidong-market-informant", "item.pull", "inbox.read")).json()["access_token"]
    assert await status(platform, "/catalog/v1/changes", person) == (403, "role")
    assert await status(platform, "/catalog/v1/desk/inbox", person) == (200, "")


async def test_a_scope_that_is_none_of_ours_is_refused(platform: Platform) -> None:
    assert (await token(platform, "hlj-data-platform", "everything")).status_code == 422


@pytest.mark.parametrize(
    ("claim", "machine", "scopes"),
    [
        (None, True, None),
        ("openid profile", False, None),
        ("item.raed", True, frozenset()),
        ("", True, frozenset()),
        (["item.pull", 3], True, frozenset({Right.ITEM_PULL})),
        ("item.pull inbox.read", False, frozenset({Right.ITEM_PULL, Right.INBOX_READ})),
    ],
)
def test_a_scope_that_is_misspelt_opens_nothing_to_a_machine(claim: object, machine: bool, scopes: object) -> None:  # noqa: FBT001
    assert _scopes(claim, machine) == scopes
