"""Every route with a right, for every role: in exactly if the table of rights says so; and who is not signed in, never."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from shared.hosting.doors import PUBLIC, asks_for_token, declared_right
from shared.hosting.host import Host
from shared.rights import AUDITORS, HOLDERS, Right, Role
from tests.badinput.support import changed, dump, problem
from tests.platform import Platform
from tests.rights.support import enter, someone

NOWHERE = "00000000-0000-4000-8000-000000000000"
PLACES = {
    "code": "112303219900012200423073100199Y",
    "basic_code": "23073100199Y",
    "extension": "html",
    "event": "item.online.v1",
    "part": "legality",
    "gate": "consent",
    "sha256": "0" * 64,
    "name": "front.css",
}
KEPT_OUT = {(403, "role"), (401, "signature")}
"""By the role; the province's own doors ask for its countersignature before they ask for the role."""
ENDLESS = "/events"


def routes(host: Host) -> Iterator[tuple[str, str, str]]:
    """Method, path and right of every route of every service and of the root; PUBLIC and "signed" are told as such."""
    for app in [*host.apps.values(), host.root]:
        for context in iter_route_contexts(app.routes):
            if isinstance(context.original_route, APIRoute):
                declared = declared_right(context.dependant)
                assert len(declared) <= 1, f"{context.path} declares {declared}"
                signed = "signed" if asks_for_token(context.dependant) else ""
                for method in sorted(context.methods or ()):
                    yield method, str(context.path), next(iter(declared), signed)


def at(path: str) -> str:
    """The address with something plausible for each parameter."""
    return re.sub(r"\{(\w+)\}", lambda found: PLACES.get(found[1], NOWHERE), path)


async def test_every_route_of_every_service_and_of_the_root_declares_its_right(platform: Platform) -> None:
    found = list(routes(platform.host))
    assert len(found) > 80
    known = {right.value for right in Right} | {PUBLIC, "signed"}
    assert [f"{method} {path}" for method, path, right in found if right not in known] == []
    assert [path for _, path, right in found if right == "signed"] == ["/catalog/v1/me"]


async def test_a_route_without_a_right_would_be_named(platform: Platform) -> None:
    @platform.host.root.get("/open-door")
    async def open_door() -> str:
        return "in"

    assert ("GET", "/open-door", "") in list(routes(platform.host))


async def test_a_role_comes_in_exactly_where_the_table_says(platform: Platform, subtests: pytest.Subtests) -> None:
    people = {role: enter(platform, someone(role)) for role in [*Role, None]}
    walked = [(m, path, Right(right)) for m, path, right in routes(platform.host) if right not in (PUBLIC, "signed")]
    before = await dump(platform)
    kept_out = 0
    for method, path, right in walked:
        with subtests.test(f"out: {method} {path}"):
            problem(await platform.ask(method, at(path)), 401)
            for role in people.keys() - HOLDERS[right]:
                answer = await platform.ask(method, at(path), people[role])
                assert (answer.status_code, answer.json()["code"]) in KEPT_OUT, (role, answer.text[:200])
                kept_out += 1
    assert changed(before, await dump(platform)) == []
    assert kept_out > 400
    for method, path, right in walked:
        with subtests.test(f"in: {method} {path}"):
            for role in HOLDERS[right]:
                answer = await platform.ask(method, at(path), people[role])
                assert (answer.status_code, answer.json().get("code") if _is_problem(answer) else "") != (403, "role")
                assert answer.status_code < 500 or answer.json()["code"] == "no_province"


def _is_problem(answer: httpx.Response) -> bool:
    return bool(answer.headers.get("content-type") == "application/problem+json")


async def test_what_is_public_asks_nobody_who_he_is(platform: Platform, subtests: pytest.Subtests) -> None:
    for method, path, right in routes(platform.host):
        if right == PUBLIC and not path.endswith(ENDLESS) and path != "/catalog/v1/auth/token":
            with subtests.test(f"{method} {path}"):
                answer = await platform.ask(method, at(path))
                assert answer.status_code not in (401, 403)
                headers = {"Authorization": "Bearer expired.or.forged"}
                assert (await platform.ask(method, at(path), headers=headers)).status_code == answer.status_code


async def test_me_needs_a_token_and_no_role(platform: Platform) -> None:
    problem(await platform.ask("GET", "/catalog/v1/me"), 401)
    assert (await platform.ask("GET", "/catalog/v1/me", enter(platform, someone(None)))).json()["roles"] == []


MACHINE = {
    Right.CATALOGUE_READ,
    Right.ITEM_PULL,
    Right.OFFICE_READ,
    Right.EXCHANGE_TAKE,
    Right.SUBSCRIPTION_MANAGE,
}


def test_a_machine_client_reads_what_is_published_and_hands_over_and_nothing_else() -> None:
    held = {right for right, holders in HOLDERS.items() if Role.PROVINCIAL_PLATFORM in holders}
    assert held == MACHINE
    assert HOLDERS[Right.ITEM_PULL] == {Role.PROVINCIAL_PLATFORM}


def test_no_role_both_writes_and_signs() -> None:
    writers = HOLDERS[Right.ITEM_EDIT]
    signers = HOLDERS[Right.ITEM_SUBMIT] | HOLDERS[Right.AUDIT_DECIDE] | HOLDERS[Right.ITEM_STAGE]
    assert writers
    assert not writers & signers
    assert HOLDERS[Right.AUDIT_DECIDE] == AUDITORS
    assert not HOLDERS[Right.AUDIT_DECIDE] & (HOLDERS[Right.ITEM_SUBMIT] | HOLDERS[Right.ITEM_STAGE])
