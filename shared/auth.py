"""Tokens: OIDC/JWT (RS256 or ES256) of any provider, or of the built-in issuer of a development machine."""

import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.errors import JoseError

from shared.http import client
from shared.keys import secret_file
from shared.logs import log
from shared.problems import Unauthenticated, Unavailable
from shared.rights import Principal, Right, Role
from shared.settings import CannotStartError, Settings

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, KeySet

BUILT_IN = "urn:shixiang:built-in-issuer"
LIFETIME = 8 * 3600
ALGORITHMS = ["RS256", "ES256"]
KEYS_KEPT = 600
KEYS_REFRESH = 10
BROKEN = (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _fresh_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@dataclass(frozen=True)
class Issuer:
    """The built-in issuer: signs tokens for the accounts of this machine; production refuses it."""

    pem: bytes
    audience: str

    @classmethod
    def of(cls, settings: Settings) -> "Issuer":
        """The issuer of a development machine."""
        if settings.environment == "production" or settings.auth_issuer:
            raise RuntimeError("the built-in issuer serves development only")
        pem = secret_file(settings, "issuer.pem", _fresh_key())
        try:
            serialization.load_pem_private_key(pem, None)
        except ValueError as error:
            raise CannotStartError(f"{settings.secrets_dir / 'issuer.pem'} holds no private key") from error
        return cls(pem, settings.auth_audience)

    @cached_property
    def key(self) -> "ECKey":
        """What tokens are signed with."""
        from joserfc.jwk import ECKey

        return ECKey.import_key(self.pem, {"use": "sig", "alg": "ES256", "kid": "built-in"})

    def token(self, principal: Principal, lifetime: int = LIFETIME) -> str:
        """A signed token for a principal."""
        from joserfc import jwt

        at = int(time.time())
        claims = {
            "iss": BUILT_IN,
            "aud": self.audience,
            "sub": principal.subject,
            "name": principal.name,
            "office": principal.office,
            "region": principal.region,
            "roles": sorted(principal.roles),
            **({} if principal.scopes is None else {"scope": " ".join(sorted(principal.scopes))}),
            "iat": at,
            "nbf": at,
            "exp": at + lifetime,
        }
        return jwt.encode({"alg": "ES256", "kid": "built-in"}, claims, self.key)

    def jwks(self) -> dict[str, Any]:
        """The public keys, as any OIDC provider publishes them."""
        return {"keys": [self.key.as_dict(private=False)]}


@dataclass
class Verifier:
    """Checks tokens; keys come from the issuer's JWKS, fetched when unknown and kept ten minutes."""

    issuer: str
    audience: str
    jwks_url: str = ""
    own: Issuer | None = None
    keys: "KeySet | None" = None
    fetched: float = 0.0
    tried: float = float("-inf")
    _known: dict[str, tuple[float, Principal]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> "Verifier":
        """The verifier that the settings ask for."""
        if settings.auth_issuer:
            return cls(settings.auth_issuer, settings.auth_audience, settings.auth_jwks_url)
        return cls(BUILT_IN, settings.auth_audience, own=Issuer.of(settings), fetched=float("inf"))

    async def principal(self, token: str) -> Principal:
        """Who the token stands for; raises Unauthenticated with the cause."""
        known = self._known.get(token)
        if known and known[0] > time.time():
            return known[1]
        claims = await self._claims(token)
        found = _principal(claims)
        if len(self._known) > 10_000:  # noqa: PLR2004
            self._known.clear()
        self._known[token] = (min(float(claims["exp"]), time.time() + KEYS_KEPT), found)
        return found

    async def _claims(self, token: str) -> dict[str, Any]:
        from joserfc import jwt

        try:
            decoded = jwt.decode(token, await self._keys(), algorithms=ALGORITHMS)
        except BROKEN as error:
            if not await self._refreshed():
                raise _refusal("令牌无效或被篡改。", f"the token does not hold: {type(error).__name__}") from error
            try:
                decoded = jwt.decode(token, await self._keys(), algorithms=ALGORITHMS)
            except BROKEN as again:
                raise _refusal("令牌无效或被篡改。", f"the token does not hold: {type(again).__name__}") from again
        registry = jwt.JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(decoded.claims)
        except JoseError as error:
            raise _refusal(
                "令牌已过期，或不是发给本平台的，请重新登录。",
                f"the token's claims do not hold: {error}; sign in again",
            ) from error
        return dict(decoded.claims)

    async def _keys(self) -> "KeySet":
        from joserfc.jwk import KeySet

        if self.own and self.keys is None:
            self.keys = KeySet.import_key_set(self.own.jwks())  # type: ignore[arg-type]
        if self.keys is None or (self.fetched + KEYS_KEPT < time.monotonic() and self._rested()):
            await self._fetch()
        if self.keys is None:
            raise Unavailable("身份认证服务暂不可用。", "The identity provider does not answer.", "issuer_unreachable")
        return self.keys

    def _rested(self) -> bool:
        """Whether the last try to fetch is long enough ago."""
        return self.tried + KEYS_REFRESH <= time.monotonic()

    async def _refreshed(self) -> bool:
        """Fetch the keys again for a token signed with one that is not known, at most every ten seconds."""
        if not self.jwks_url or not self._rested():
            return False
        await self._fetch()
        return True

    async def _fetch(self) -> None:
        import httpx
        from joserfc.jwk import KeySet

        self.tried = time.monotonic()
        try:
            async with client(5) as http:
                answer = await http.get(self.jwks_url)
                answer.raise_for_status()
                self.keys = KeySet.import_key_set(json.loads(answer.content))
                self.fetched = time.monotonic()
        except (httpx.HTTPError, *BROKEN) as error:
            log.warning("auth.jwks_unreachable", error=repr(error))


def _refusal(zh: str, en: str) -> Unauthenticated:
    return Unauthenticated(zh, en, "token", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _principal(claims: dict[str, Any]) -> Principal:
    given = claims.get("roles")
    names = given if isinstance(given, list) else []
    roles = frozenset(Role(name) for name in names if isinstance(name, str) and name in set(Role))
    values = [claims.get(name) for name in ("sub", "name", "office", "region")]
    if not all(isinstance(value, str) for value in values) or not values[0]:
        raise _refusal("令牌缺少 sub、name、office 或 region。", "the token lacks sub, name, office or region")
    subject, name, office, region = (str(value) for value in values)
    return Principal(
        subject, name, office, region, roles, _scopes(claims.get("scope"), Role.PROVINCIAL_PLATFORM in roles)
    )


def _scopes(claim: object, machine: bool) -> frozenset[Right] | None:  # noqa: FBT001 - two kinds of callers
    """The rights that a scope claim names, as text (RFC 8693) or as a list.

    A person's token may name OIDC's own scopes only: None, no limit. A machine's that names none of ours opens nothing.
    """
    if claim is None:
        return None
    words = claim.split() if isinstance(claim, str) else claim if isinstance(claim, list) else []
    named = frozenset(Right(word) for word in words if isinstance(word, str) and word in set(Right))
    return named if named or machine else None
