"""Tokens that are expired, forged, or for someone else: 401 with the way back in, never a 500, and nothing done."""

import contextlib
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from shared.auth import Issuer
from shared.brake import NAMES, Brake
from shared.clock import now
from shared.problems import TooMany
from tests.badinput.support import changed, dump, problem
from tests.platform import Platform
from tests.rights.support import claims, part

HEADER = {"alg": "ES256", "kid": "built-in"}
ME = "/catalog/v1/me"
Make = Callable[[Issuer], str]


def own(**said: Any) -> Make:
    """A token that our own issuer's key signs, whatever it says."""
    return lambda issuer: jwt.encode(HEADER, claims(**said), issuer.key)


def unsigned(alg: str) -> Make:
    return lambda _: f"{part({'alg': alg, 'typ': 'JWT'})}.{part(claims())}."


def with_public_key_as_secret(issuer: Issuer) -> str:
    """HS256 with what everyone knows: the oldest trick."""
    pem = issuer.key.as_pem(private=False)
    signed = f"{part({'alg': 'HS256', 'kid': 'built-in'})}.{part(claims())}"
    return f"{signed}.{part(hmac.new(pem, signed.encode(), hashlib.sha256).digest())}"


def another_key(_: Issuer) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return jwt.encode(HEADER, claims(), ECKey.import_key(pem, {"kid": "built-in", "alg": "ES256"}))


def another_kind_of_key(_: Issuer) -> str:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return jwt.encode({"alg": "RS256", "kid": "other"}, claims(), RSAKey.import_key(pem, {"kid": "other"}))


def with_its_own_key(issuer: Issuer) -> str:
    """The header brings the key that it is signed with."""
    key = ECKey.generate_key("P-256")
    return jwt.encode({**HEADER, "jwk": key.as_dict(private=False)}, claims(), key)


def altered(issuer: Issuer) -> str:
    head, _, seal = own()(issuer).split(".")
    return f"{head}.{part(claims(roles=['data_centre']))}.{seal}"


FORGED: dict[str, Make] = {
    "no algorithm": unsigned("none"),
    "No algorithm, spelled otherwise": unsigned("nOnE"),
    "the public key as a secret": with_public_key_as_secret,
    "another key": another_key,
    "another kind of key": another_kind_of_key,
    "its own key in the header": with_its_own_key,
    "altered claims": altered,
    "expired": own(exp=int(time.time()) - 3600),
    "not yet": own(nbf=int(time.time()) + 3600),
    "no end": own(exp=None),
    "an end that is no time": own(exp="tomorrow"),
    "another audience": own(aud="another-platform"),
    "no audience": own(aud=None),
    "another issuer": own(iss="https://evil.invalid"),
    "no issuer": own(iss=None),
    "nobody": own(sub=None),
    "an empty name": own(sub=""),
    "a list for a name": own(sub=["a"]),
    "no office": own(office=None),
    "an office that is a number": own(office=7),
    "no region": own(region=None),
    "claims that are a list": lambda issuer: _signed(issuer, b"[1, 2]"),
    "claims that are no JSON": lambda issuer: _signed(issuer, b"\xff\xfe"),
    "claims too deep": lambda issuer: _signed(issuer, b"[" * 5000),
    "a header too deep": lambda _: f"{part(b'[' * 5000)}.{part(claims())}.x",
    "two parts": lambda _: "a.b",
    "five parts": lambda _: "a.b.c.d.e",
    "no token at all": lambda _: "x",
    "signs of another alphabet": lambda _: "é.é.é",
    "a header that is a list": lambda _: f"{part([1])}.{part(claims())}.x",
    "a key name that is a list": lambda _: f"{part({'alg': 'ES256', 'kid': [1]})}.{part(claims())}.{part(b'x' * 64)}",
    "a very long one": lambda _: "a" * 60_000,
}


def _signed(issuer: Issuer, payload: bytes) -> str:
    from joserfc import jws  # noqa: PLC0415

    return jws.serialize_compact(HEADER, payload, issuer.key)


async def test_a_token_that_does_not_hold_is_refused_with_the_way_back_in(
    platform: Platform, claimed: dict[str, Any], subtests: pytest.Subtests
) -> None:
    before = await dump(platform)
    issuer = Issuer.of(platform.host.settings)
    for name, make in FORGED.items():
        with subtests.test(name):
            headers = [(b"authorization", f"Bearer {make(issuer)}".encode())]
            answer = await platform.http.get(ME, headers=headers)
            problem(answer, 401)
            assert answer.headers["www-authenticate"].startswith("Bearer")
            path = f"/catalog/v1/desk/items/{claimed['item_id']}/elements"
            body = {"elements": {"own_hall": "x"}}
            problem(await platform.http.patch(path, headers=[*headers, (b"if-match", b'"1"')], json=body), 401)
    assert changed(before, await dump(platform)) == []


async def test_the_same_claims_signed_rightly_are_let_in(platform: Platform) -> None:
    token = own()(Issuer.of(platform.host.settings))
    answer = await platform.http.get(ME, headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["username"] == "jidong-market-informant"


ROLES: list[Any] = [None, [], "informant", {"informant": True}, [["informant"]], [{}], ["root"], ["INFORMANT"], 7]


async def test_roles_that_are_none_of_ours_give_no_right(
    platform: Platform, claimed: dict[str, Any], subtests: pytest.Subtests
) -> None:
    issuer = Issuer.of(platform.host.settings)
    for roles in ROLES:
        with subtests.test(repr(roles)):
            headers = {"Authorization": f"Bearer {own(roles=roles)(issuer)}"}
            assert (await platform.http.get(ME, headers=headers)).json()["roles"] == []
            problem(
                await platform.http.get(f"/catalog/v1/desk/items/{claimed['item_id']}", headers=headers), 403, "role"
            )


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token abc", "bearer"])
async def test_without_a_bearer_token_nobody_is_signed_in(platform: Platform, header: str) -> None:
    answer = await platform.http.get(ME, headers={"Authorization": header})
    problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


# ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────────────


HERE = "127.0.0.1"


async def sign_in(platform: Platform, username: str, password: str) -> Any:
    return await platform.http.post("/catalog/v1/auth/token", json={"username": username, "password": password})


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(platform: Platform) -> None:
    wrong = problem(await sign_in(platform, "jidong-market-informant", "wrong"), 401, "credentials")
    unknown = problem(await sign_in(platform, "no-such-person", "wrong"), 401, "credentials")
    assert {**wrong, "instance": ""} == {**unknown, "instance": ""}


async def test_an_unknown_name_is_checked_against_a_hash_too(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same work is done for a name that is not there, so that the time taken does not tell."""
    from services.catalog.commands import accounts  # noqa: PLC0415

    checked: list[str] = []

    async def counted(stored: str, password: str) -> bool:
        checked.append(stored)
        return False

    monkeypatch.setattr(accounts, "_fits", counted)
    await sign_in(platform, "no-such-person", "wrong")
    await sign_in(platform, "jidong-market-informant", "wrong")
    first, second = checked
    assert first.split("$")[1:4] == second.split("$")[1:4], "of the same cost"
    assert first != second


async def test_after_ten_tries_within_a_minute_a_name_waits_whether_it_exists_or_not(platform: Platform) -> None:
    from services.world import PASSWORD  # noqa: PLC0415

    brake, name = platform.host.runtimes["catalog"].brake, "jidong-market-informant"
    for tried in ("no-such-person", name):
        for _ in range(9):
            brake.take(f"{HERE} {tried}", platform.clock.at)
        problem(await sign_in(platform, tried, "wrong"), 401, "credentials")
        answer = await sign_in(platform, tried, PASSWORD)
        problem(answer, 429, "too_many_tries")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert (await sign_in(platform, "jidong-market-checker", PASSWORD)).status_code == 200, "others go on"
    platform.clock.pass_(seconds=61)
    assert (await sign_in(platform, name, PASSWORD)).status_code == 200
    for _ in range(9):
        brake.take(f"{HERE} {name}", platform.clock.at)
    assert (await sign_in(platform, name, PASSWORD)).status_code == 200, "who got in starts anew"


async def test_a_stranger_who_guesses_all_day_from_one_address_locks_nobody_out(platform: Platform) -> None:
    from services.world import PASSWORD  # noqa: PLC0415

    here, name = platform.host.runtimes["catalog"], "jidong-market-informant"
    for _ in range(3 * 60):
        with contextlib.suppress(TooMany):
            while True:
                here.brake.take(f"203.0.113.9 {name}", platform.clock.at)
                here.brake_of_names.take(name, platform.clock.at)
        platform.clock.pass_(seconds=60)
    assert (await sign_in(platform, name, PASSWORD)).status_code == 200


async def test_a_name_that_is_guessed_from_everywhere_waits_too(platform: Platform) -> None:
    from services.world import PASSWORD  # noqa: PLC0415

    here, name = platform.host.runtimes["catalog"], "jidong-market-informant"
    for _ in range(here.brake_of_names.tries - 1):
        here.brake_of_names.take(name, platform.clock.at)
    problem(await sign_in(platform, name, "wrong"), 401, "credentials")
    problem(await sign_in(platform, name, PASSWORD), 429, "too_many_tries")
    assert (await sign_in(platform, "jidong-market-checker", PASSWORD)).status_code == 200, "others go on"


async def test_an_address_that_the_caller_merely_claims_gives_no_new_tries(platform: Platform) -> None:
    for number in range(10):
        platform.host.runtimes["catalog"].brake.take(f"{HERE} no-such-person", platform.clock.at)
        platform.http.headers["X-Forwarded-For"] = f"203.0.113.{number}"
    problem(await sign_in(platform, "no-such-person", "wrong"), 429, "too_many_tries")


def test_the_brake_does_not_grow_with_the_names_that_are_tried() -> None:
    brake, at = Brake(), now()
    for number in range(NAMES + 50):
        brake.take(f"name-{number}", at)
    assert len(brake._made) == NAMES
