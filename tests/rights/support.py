"""Principals of every role at places that matter, and tokens made by hand."""

import base64
import json
import time
from typing import Any

from services.catalog import commands
from shared.rights import Principal, Role
from shared.world import world
from tests.platform import Platform


def someone(role: Role | None, region: str = "230321", office: str = "", name: str = "") -> Principal:
    """Someone with one role, at an office of their own unless it is said which."""
    roles = frozenset({role}) if role else frozenset[Role]()
    return Principal(name or f"{role or 'nobody'}-{region}", "某人", office or "12230000000000000X", region, roles)


def code_of(office: str) -> str:
    """The credit code of a body of the sample world."""
    return world().offices[office].credit_code


def enter(platform: Platform, who: Principal) -> str:
    """Sign someone in; the name to ask with."""
    platform.player.tokens[who.subject] = commands.token_for(platform.host.runtimes["catalog"], who)
    return who.subject


def part(value: Any) -> str:
    """One part of a token."""
    return (
        base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode().rstrip("=")
    )


def claims(**changed: Any) -> dict[str, Any]:
    """Claims of an informant that would hold; a None takes one out."""
    at = int(time.time())
    made = {
        "iss": "urn:shixiang:built-in-issuer",
        "aud": "shixiang",
        "sub": "jidong-market-informant",
        "name": "信息员",
        "office": code_of("jidong-market"),
        "region": "230321",
        "roles": ["informant"],
        "iat": at,
        "nbf": at,
        "exp": at + 600,
    } | changed
    return {name: value for name, value in made.items() if value is not None}
