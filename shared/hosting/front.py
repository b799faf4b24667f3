"""The front page: what runs here, whom to sign in as, the public guides, and the events as they happen."""

import hashlib
import importlib.resources
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from shared.clock import stamp
from shared.rights import ROLE_LABELS, Role
from shared.settings import Settings
from shared.world import Account, story, world

if TYPE_CHECKING:
    from jinja2 import Template

    from shared.hosting.host import Host

SAFETY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_BUSES = {"memory": ("进程内总线", "in-process"), "kafka": ("Apache Kafka", "Apache Kafka")}


@dataclass(frozen=True, slots=True)
class Guests:
    """The sample world was loaded here: all its accounts have one password; the operator stands outside its offices."""

    password: str
    operator: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A service of the platform."""

    name: str
    zh: str
    en: str
    database: str
    up: bool | None
    """None for one in another process: the page asks it."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A sample account."""

    username: str
    office: str
    machine: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The sample accounts of a place by role; `told` where the story is."""

    name: str
    told: bool
    roles: dict[Role, list[Guest]]

    @property
    def count(self) -> int:
        return sum(len(guests) for guests in self.roles.values())


async def front_page(host: "Host") -> str:
    """The page of this process as it is now."""
    state = (await host.readiness())[1]
    shown = [_shown(host, service.name, state) for service in host.services]
    if host.settings.distributed:
        here = {one.name: one for one in shown}
        elsewhere = {name: Shown(name, zh, en, "", None) for name, (zh, en) in host.family.items()}
        shown = list((elsewhere | here).values())
    moment = stamp(next(iter(host.runtimes.values())).clock())
    return page(shown, host.settings, guests_of(host), bus_up=state["bus"] == "up", moment=moment)


def page(  # noqa: PLR0913 - a page shows what it is given
    services: Sequence[Shown],
    settings: Settings,
    guests: Guests | None,
    *,
    bus_up: bool,
    moment: str,
    gateway: bool = False,
) -> str:
    """The page over services that are up or down; a gateway shows those of other processes."""
    return _template().render(
        services=services,
        bus=_BUSES[settings.bus_url.partition(":")[0]],
        bus_up=bus_up,
        settings=settings,
        gateway=gateway,
        now=moment,
        guests=guests,
        places=places(guests.operator) if guests else (),
        example=f"{story().office.key}-informant" if guests else "",
        roles=ROLE_LABELS,
        marks={name: _mark(name) for name in ("front.css", "front.js", "mark.svg")},
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("shared.hosting", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template("front.html.j2")


def guests_of(host: "Host") -> Guests | None:
    """The sample accounts if they can sign in here: the built-in issuer must know them."""
    own_issuer = host.settings.environment == "development" and not host.settings.auth_issuer
    return host.guests if own_issuer and "catalog" in host.runtimes else None


def _shown(host: "Host", name: str, state: dict[str, Any]) -> Shown:
    service, now = next(s for s in host.services if s.name == name), state["services"][name]
    database = "SQLite" if host.runtimes[name].db.sqlite else "PostgreSQL"
    return Shown(name, service.zh, service.en, database, now == {"database": "up", "hearing": "hearing"})


@cache
def places(operator: str) -> tuple[Place, ...]:
    """The sample accounts by place and role, the story's place first, the operator of all places last."""
    sample, told = world(), story().office.region
    names = {region.code: region.name for region in sample.regions}
    above = {region.code: region.parent for region in sample.regions}
    found = [_place(code, above, names, told=code == told) for code in names]
    everywhere = Place("各地", told=False, roles={Role.OPERATOR: [Guest(operator, "本平台", machine=False)]})
    return (*sorted((place for place in found if place.count), key=lambda place: not place.told), everywhere)


def _place(code: str, above: dict[str, str], names: dict[str, str], *, told: bool) -> Place:
    path, at = [names[code]], above[code]
    while at:
        path.insert(0, names[at])
        at = above[at]
    here = [account for account in world().accounts.values() if world().offices[account.office].region == code]
    return Place(" · ".join(path), told=told, roles=_by_role(here))


def _by_role(accounts: Iterable[Account]) -> dict[Role, list[Guest]]:
    found: dict[Role, list[Guest]] = {}
    for account in accounts:
        guest = Guest(account.username, world().offices[account.office].name, account.machine)
        for role in account.roles:
            found.setdefault(Role(role), []).append(guest)
    return {role: found[role] for role in Role if role in found}


@cache
def _mark(name: str) -> str:
    """The address of an asset, new when its content is, so that a browser never keeps an old one."""
    content = (importlib.resources.files("shared.hosting") / "assets" / name).read_bytes()
    return f"/assets/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
