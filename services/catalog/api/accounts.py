"""Accounts and, on a development machine, the built-in issuer."""

from typing import Annotated, Any

from fastapi import APIRouter, Request

from services.catalog import commands
from services.catalog.api.models import AccountMade, AccountView, SignIn, Token
from shared.auth import BUILT_IN, LIFETIME, Issuer
from shared.hosting.answers import may_say
from shared.hosting.doors import Here, Public, Reading, SignedIn, Writing, requires
from shared.problems import NotFound
from shared.rights import Principal, Right

router = APIRouter(tags=["账号 accounts"])
DataCentre = Annotated[Principal, requires(Right.ACCOUNT_CREATE)]


def _view(who: Principal) -> AccountView:
    return AccountView(
        username=who.subject, name=who.name, office=who.office, region=who.region, roles=sorted(who.roles)
    )


@router.post(
    "/auth/token",
    dependencies=[Public],
    responses=may_say(401, 429),
    summary="登录（内置颁发，仅限开发环境） Sign in with the built-in issuer",
)
async def sign_in(request: Request, connection: Reading, here: Here, given: SignIn) -> Token:
    address = request.client.host if request.client else ""
    token, who = await commands.sign_in(connection, here, address, given.username, given.password, given.scope)
    return Token(access_token=token, expires_in=LIFETIME, account=_view(who))


@router.get("/auth/jwks", dependencies=[Public], summary="公钥集 JWKS of the built-in issuer")
async def jwks(here: Here) -> dict[str, Any]:
    if here.settings.auth_issuer:
        raise NotFound("本平台使用统一身份认证。", "An external provider issues the tokens.", "external_issuer")
    return Issuer.of(here.settings).jwks()


@router.get("/auth/.well-known/openid-configuration", dependencies=[Public], summary="OIDC 配置 Configuration")
async def discovery(here: Here) -> dict[str, Any]:
    if here.settings.auth_issuer:
        raise NotFound("本平台使用统一身份认证。", "An external provider issues the tokens.", "external_issuer")
    base = f"{here.settings.public_url}/catalog/v1/auth"
    return {"issuer": BUILT_IN, "jwks_uri": f"{base}/jwks", "token_endpoint": f"{base}/token"}


@router.get("/me", summary="我是谁 Who I am")
async def me(who: SignedIn) -> AccountView:
    return _view(who)


@router.post("/accounts", status_code=201, summary="分配账号 Give an account to a body")
async def create(unit: Writing, who: DataCentre, made: AccountMade) -> AccountView:
    view = _view(
        await commands.create_account(unit, who, made.username, made.name, made.office, made.roles, made.password)
    )
    unit.answer(201, view.model_dump_json())
    return view
