"""Production signs in elsewhere: the built-in issuer is refused, tokens come from an OIDC issuer, here one made by hand."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from shared.auth import KEYS_REFRESH, Issuer, Verifier
from shared.settings import Settings
from tests.badinput.support import problem
from tests.platform import Platform, copy_of, opened
from tests.rights.support import claims

ISSUER = "https://login.example.org/realms/gov"
ME = "/catalog/v1/me"


@dataclass
class Provider:
    """An OIDC provider: keys that can be exchanged, published at an address, and how often they were asked for."""

    address: str = ""
    keys: list[RSAKey] = field(default_factory=list)
    asked: int = 0
    answer: bytes | None = None

    def new_key(self, name: str) -> None:
        """Put a key in the place of all before."""
        self.keys = [RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})]

    def token(self, key: RSAKey | None = None, **said: Any) -> str:
        """A token as the provider gives it."""
        signer = key or self.keys[0]
        return jwt.encode({"alg": "RS256", "kid": signer.kid}, claims(**({"iss": ISSUER} | said)), signer)

    def published(self) -> bytes:
        if self.answer is not None:
            return self.answer
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    made.new_key("first")

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(made.published())

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Page)
    made.address = f"http://127.0.0.1:{server.server_port}/jwks"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join(5)


def production(**more: Any) -> dict[str, Any]:
    return {"environment": "production", "auth_issuer": ISSUER, **more}


@contextlib.asynccontextmanager
async def platform_of(template: Path, folder: Path, jwks_url: str) -> AsyncIterator[Platform]:
    async for platform in opened(copy_of(template, folder, **production(auth_jwks_url=jwks_url))):
        yield platform


def rested(platform: Platform) -> None:
    """Let the pause between two looks at the provider's keys be over."""
    for runtime in platform.host.runtimes.values():
        runtime.verifier.tried -= KEYS_REFRESH


async def me(platform: Platform, token: str) -> Any:
    return await platform.http.get(ME, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("given", [{}, {"auth_issuer": ISSUER}, {"auth_jwks_url": "https://login.example.org/jwks"}])
def test_production_refuses_the_built_in_issuer(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="SHIXIANG_AUTH_ISSUER and SHIXIANG_AUTH_JWKS_URL"):
        Settings(environment="production", **given)  # type: ignore[arg-type]


def test_the_built_in_issuer_itself_refuses_production(tmp_path: Path) -> None:
    given = Settings(**production(auth_jwks_url="https://login.example.org/jwks", secrets_dir=tmp_path))
    with pytest.raises(RuntimeError, match="development only"):
        Issuer.of(given)
    assert Verifier.of(given).keys is None, "no key of ours is trusted"


async def test_tokens_of_the_provider_are_taken_and_nobody_signs_in_here(
    sqlite_template: Path, tmp_path: Path, provider: Provider
) -> None:
    async with platform_of(sqlite_template, tmp_path, provider.address) as platform:
        for _ in range(3):
            assert (await me(platform, provider.token())).json()["username"] == "jidong-market-informant"
        assert provider.asked == 1, "the keys are kept"
        for path in ("jwks", ".well-known/openid-configuration"):
            problem(await platform.ask("GET", f"/catalog/v1/auth/{path}"), 404, "external_issuer")
        body = {"username": "jidong-market-informant", "password": "Shixiang-2026"}
        problem(await platform.ask("POST", "/catalog/v1/auth/token", json=body), 404, "external_issuer")
        for wrong in (
            provider.token(iss="urn:shixiang:built-in-issuer"),
            provider.token(aud="another"),
            provider.token(exp=int(time.time()) - 60),
            provider.token(RSAKey.generate_key(2048, {"kid": "first"})),
        ):
            problem(await me(platform, wrong), 401)


async def test_a_key_that_is_exchanged_is_learned_and_the_old_one_forgotten(
    sqlite_template: Path, tmp_path: Path, provider: Provider
) -> None:
    async with platform_of(sqlite_template, tmp_path, provider.address) as platform:
        old = provider.keys[0]
        assert (await me(platform, provider.token())).status_code == 200
        provider.new_key("second")
        problem(await me(platform, provider.token()), 401)
        assert provider.asked == 1, "the provider is not asked at each unknown key"
        rested(platform)
        assert (await me(platform, provider.token())).status_code == 200
        assert provider.asked == 2
        problem(await me(platform, provider.token(old, sub="someone-else")), 401)


async def test_a_provider_that_does_not_answer_is_told_as_such(sqlite_template: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/jwks"
    key = RSAKey.generate_key(2048, {"kid": "first"})
    token = jwt.encode({"alg": "RS256", "kid": "first"}, claims(iss=ISSUER), key)
    async with platform_of(sqlite_template, tmp_path, nobody) as platform:
        problem(await me(platform, token), 503, "issuer_unreachable")
        problem(await me(platform, "no token"), 503, "issuer_unreachable")
        assert (await platform.ask("GET", "/catalog/v1/items")).status_code == 200, "the public reads on"


@pytest.mark.parametrize("page", [b"", b"<html>", b"[]", b"null", b'{"keys": 7}', b'{"keys": [{"kty": "x"}]}', b"\xff"])
async def test_a_page_that_holds_no_keys_is_told_as_such(
    sqlite_template: Path, tmp_path: Path, provider: Provider, page: bytes
) -> None:
    async with platform_of(sqlite_template, tmp_path, provider.address) as platform:
        provider.answer = page
        problem(await me(platform, provider.token()), 503, "issuer_unreachable")


async def test_keys_once_learned_hold_while_the_provider_is_away(
    sqlite_template: Path, tmp_path: Path, provider: Provider
) -> None:
    async with platform_of(sqlite_template, tmp_path, provider.address) as platform:
        assert (await me(platform, provider.token())).status_code == 200
        provider.answer = b"away"
        rested(platform)
        platform.host.runtimes["catalog"].verifier.fetched -= 3600
        assert (await me(platform, provider.token(sub="jidong-market-checker"))).status_code == 200
        assert provider.asked == 2
