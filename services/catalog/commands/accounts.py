"""Accounts: the data centre gives them (004 第六条); the built-in issuer signs them in on a development machine."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.catalog import store
from services.catalog.domain import Office
from shared.auth import Issuer
from shared.hosting.runtime import Runtime
from shared.problems import Conflict, Fault, NotFound, Refused, Unauthenticated
from shared.rights import OFFICES, ROLE_LABELS, SIGNERS, Principal, Right, Role
from shared.unit import Unit

_HASHER = PasswordHasher()
EVERYWHERE = "000000"
_AT_ONCE = asyncio.Semaphore(2)


async def hashed(password: str) -> str:
    """An argon2 hash, made off the loop."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_HASHER.hash, password)


@cache
def _nobody() -> str:
    """What a wrong name is compared with; made when it is first needed, not at each start."""
    return _HASHER.hash("nobody has this password")


async def _fits(stored: str, password: str) -> bool:
    async with _AT_ONCE:
        try:
            return await asyncio.to_thread(_HASHER.verify, stored, password)
        except VerificationError:
            return False


def _issuer(here: Runtime) -> Issuer:
    if here.settings.auth_issuer or here.settings.environment == "production":
        raise NotFound(
            "本平台使用统一身份认证，请到认证服务登录。",
            "Sign in at the configured identity provider.",
            "external_issuer",
        )
    return Issuer.of(here.settings)


def principal_of(row: object) -> Principal:
    """The principal that an account stands for."""
    roles = frozenset(Role(name) for name in str(row.roles).split(",") if name)  # type: ignore[attr-defined]
    return Principal(row.username, row.name, row.office, row.region, roles)  # type: ignore[attr-defined]


async def sign_in(
    connection: AsyncConnection,
    here: Runtime,
    address: str,
    username: str,
    password: str,
    scope: Collection[Right] = (),
) -> tuple[str, Principal]:
    """A token for the right password; takes as long for a wrong name, and as few tries from an address.

    A machine's token always names its scopes; anyone may ask for a narrower one.
    """
    issuer = _issuer(here)
    here.brake.take(f"{address} {username}", here.clock())
    here.brake_of_names.take(username, here.clock())
    row = await store.account(connection, username)
    stored = row.password if row else await asyncio.to_thread(_nobody)
    if not await _fits(stored, password) or row is None:
        raise Unauthenticated("用户名或密码不对。", "Wrong user name or password.", "credentials")
    here.brake.forget(f"{address} {username}")
    who = principal_of(row)
    held = frozenset(right for right in Right if who.may(right))
    if scope or Role.PROVINCIAL_PLATFORM in who.roles:
        who = replace(who, scopes=held & frozenset(scope) if scope else held)
    return issuer.token(who), who


def token_for(here: Runtime, who: Principal) -> str:
    """A token of the built-in issuer for a known principal (the loader of the sample world)."""
    return _issuer(here).token(who)


def _demand_fitting(roles: list[Role], body: Office) -> None:
    """Refused when a role is not for this kind of body, or one account would both write and sign."""
    strange = [role for role in roles if OFFICES.get(role) not in body.kinds]
    if strange:
        names = "、".join(ROLE_LABELS[role][0] for role in strange)
        raise Refused(
            f"{body.name}不是{names}所属的机构，不能分配该角色。",
            f"{', '.join(strange)}: not a role of this kind of body.",
            "role_of_office",
            [Fault("roles", "role_of_office", "角色与机构不符", "not for this body", "换角色", "another role")],
        )
    if Role.INFORMANT in roles and SIGNERS & set(roles):
        raise Refused(
            "一个账号不能既编制又审核，请分成两个账号。",
            "One account cannot both write and sign; give two.",
            "writes_and_signs",
            [Fault("roles", "writes_and_signs", "既编制又审核", "writes and signs", "分成两个", "give two accounts")],
        )


async def create_account(
    unit: Unit, maker: Principal, username: str, name: str, office: str, roles: list[Role], password: str
) -> Principal:
    """A new account for a body within the maker's territory."""
    body = await store.office(unit.connection, office)
    maker.demand_territory(body.region)
    _demand_fitting(roles, body)
    who = Principal(username, name, office, body.region, frozenset(roles))
    await _keep(unit, who, password, "004 第六条")
    return who


async def add_account(unit: Unit, username: str, name: str, office: str, roles: list[Role], password: str) -> Principal:
    """An account from the machine's own command line: the first of all, and the operators', who stand above territories."""
    body = await store.office(unit.connection, office)
    _demand_fitting([role for role in roles if role is not Role.OPERATOR], body)
    region = EVERYWHERE if Role.OPERATOR in roles else body.region
    who = Principal(username, name, office, region, frozenset(roles))
    await _keep(unit, who, password, "command line")
    return who


async def _keep(unit: Unit, who: Principal, password: str, why: str) -> None:
    if await store.account(unit.connection, who.subject):
        cure = Fault("username", "taken", "用户名已被使用", "the name is taken", "换一个用户名", "take another name")
        raise Conflict("用户名已被使用。", f"There is an account {who.subject} already.", "username", [cure])
    row = {
        "username": who.subject,
        "name": who.name,
        "office": who.office,
        "region": who.region,
        "roles": ",".join(sorted(who.roles)),
    }
    await store.add_account(unit.connection, row | {"password": await hashed(password), "created_at": unit.stamp})
    unit.note("account.create", who.subject, why=why)
