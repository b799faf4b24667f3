"""Loads the sample world: bodies and accounts directly, then every item through the API, as its people would."""

import os
from collections.abc import Sequence
from typing import Any

import httpx
import typer

from services.catalog import commands, store
from services.catalog.commands.accounts import hashed
from services.catalog.domain import Office as Body
from services.catalog.domain.duties import Duty
from services.player import Audit, Player
from services.registry import SERVICES
from shared import elements
from shared.clock import stamp
from shared.db import Database
from shared.hosting.host import Host
from shared.rights import Principal, Role
from shared.settings import Settings
from shared.unit import Actor, Unit
from shared.world import Account, Item, World, file_bytes, world

PASSWORD = "Shixiang-2026"  # noqa: S105 - the sample accounts' password, printed by `make run`; refused in production
PARTS = {
    "staffing": "staffing_auditor",
    "legality": "legality_auditor",
    "government_office": "government_office_auditor",
    "department": "department_lawyer",
}


async def loaded(given: Settings) -> bool:
    """Whether the world is there, whole."""
    db = Database(given.database_of("catalog"), 1)
    try:
        async with db.reading() as connection:
            return await store.account(connection, MARK) is not None
    finally:
        await db.close()


async def load(given: Settings) -> None:
    """Load the world into empty databases; where it is already, change nothing."""
    if given.environment == "production":
        raise typer.BadParameter("the sample world is for development: SHIXIANG_ENVIRONMENT says production")
    if await loaded(given):
        return
    host = Host(SERVICES, given)
    catalog = host.runtimes["catalog"]
    typer.echo("装入样例数据 loading the sample world …")
    async with host.running():
        async with catalog.unit(Actor("sample-world")) as unit:
            await register(unit, world())
        transport = httpx.ASGITransport(app=host, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://world", timeout=60) as http:
            await Loader(Player(http), world(), host).run()
        async with catalog.unit(Actor("sample-world")) as unit:
            await _finish(unit, world())


MARK = "sample-operator"


async def register(unit: Unit, sample: World) -> None:
    """Bodies and accounts; one hash serves all, since all share one password."""
    bodies = [
        Body(
            o.credit_code,
            o.name,
            o.region,
            o.kinds,
            o.nature,
            o.level,
            o.line,
            sample.offices[o.parent].credit_code if o.parent else None,
            duties=tuple(map(Duty, o.duties)),
        )
        for o in sample.offices.values()
    ]
    await store.keep_offices(unit.connection, bodies)
    known = {row.username for row in await store.accounts(unit.connection)}
    secret = await hashed(PASSWORD)
    for account in sample.accounts.values():
        if account.username not in known:
            who = principal_of(account, sample)
            await store.add_account(unit.connection, _row(who, secret, stamp(unit.at)))
    for sha256, body in file_bytes().items():
        row = {"sha256": sha256, "media_type": "application/octet-stream", "size": len(body), "body": body}
        await store.keep_attachment(unit.connection, row | {"kept_by": MARK, "kept_at": unit.stamp})
    unit.note("world.register", "sample-world", why=f"{len(bodies)} 个机构，{len(sample.accounts)} 个账号")


async def _finish(unit: Unit, sample: World) -> None:
    """The operator's account comes last: where it is, the world is whole."""
    centre = sample.offices["hlj-data"]
    operator = Principal(MARK, "运维人员", centre.credit_code, "000000", frozenset({Role.OPERATOR}))
    await store.add_account(unit.connection, _row(operator, await hashed(PASSWORD), stamp(unit.at)))
    unit.note("world.loaded", "sample-world")


def _row(who: Principal, secret: str, at: str) -> dict[str, str]:
    roles = ",".join(sorted(who.roles))
    row = {"username": who.subject, "name": who.name, "office": who.office, "region": who.region, "roles": roles}
    return row | {"password": secret, "created_at": at}


def principal_of(account: Account, sample: World) -> Principal:
    """Who an account of the sample world is."""
    office = sample.offices[account.office]
    roles = frozenset(Role(r) for r in account.roles)
    return Principal(account.username, account.display_name, office.credit_code, office.region, roles)


class Loader:
    """Takes every item of the world through its life."""

    def __init__(self, player: Player, sample: World, host: Host) -> None:
        self.player, self.world = player, sample
        catalog = host.runtimes["catalog"]
        for account in sample.accounts.values():
            player.tokens[account.username] = commands.token_for(catalog, principal_of(account, sample))
        self.ids: dict[str, str] = {}

    def _of(self, office: str, role: str) -> str:
        """An account of a body with a role."""
        return next(a.username for a in self.world.accounts.values() if a.office == office and role in a.roles)

    def _in(self, region: str, role: str) -> str:
        """An account of a region with a role."""
        places = self.world.offices
        return next(
            a.username for a in self.world.accounts.values() if places[a.office].region == region and role in a.roles
        )

    async def run(self) -> None:
        """The catalogue, the hand-downs, then item by item."""
        for base in self.world.base_items.values():
            line = self._of(base.owner, "line_department")
            await self.player.put(f"/catalog/v1/catalogue/{base.basic_code}", line, {"elements": base.elements})
        items = list(self.world.items.values())
        await self._hand_down([i for i in items if i.layer == "implementation"])
        online = [i for i in items if i.state == "online"]
        for number, item in enumerate(online, 1):
            await self._bring_online(item)
            if os.isatty(1):
                typer.echo(f"\r  {number}/{len(online)} {item.elements['name'][:24]:<30}", nl=number == len(online))

    async def _hand_down(self, items: Sequence[Item]) -> None:
        for base in self.world.base_items.values():
            offices = [self.world.offices[i.office].credit_code for i in items if i.base == base.key]
            if offices:
                line = self._of(base.owner, "line_department")
                await self.player.post(f"/catalog/v1/catalogue/{base.basic_code}/hand-down", line, {"offices": offices})

    async def _bring_online(self, item: Item) -> None:
        """Go on from wherever the item stands: a load that was interrupted is simply started again."""
        informant, checker = self._of(item.office, "informant"), self._of(item.office, "checker")
        mine = await self.player.get("/catalog/v1/desk/items", informant, limit=200)
        held = next((i for i in mine if i["code"] == item.code), None) or await self._born(item)
        item_id = self.ids[item.key] = held["item_id"]
        path, state = f"/catalog/v1/desk/items/{item_id}", held["state"]
        if state == "compiling":
            own = {k: v for k, v in item.elements.items() if elements.ELEMENTS[k].layer != "catalogue"}
            body = {"elements": own, "reason": "样例数据"}
            match = {"If-Match": f'"{held["edition"]}"'}
            saved = (await self.player.ask("PATCH", f"{path}/elements", informant, match, json=body)).json()
            await self.player.post(f"{path}/submission", checker, if_match=f'"{saved["edition"]}"')
        if state in ("compiling", "in_audit"):
            await self._audit(item, item_id, checker)
        await self._stages(item, path)

    async def _stages(self, item: Item, path: str) -> None:
        centre = self._in(self.world.offices[item.office].region, "data_centre")
        order = ["approved", "inspected", "tested", "published", "online"]
        state = await self.player.until(path, centre, lambda d: s if (s := d["item"]["state"]) in order else None)
        for stage in ("inspection", "test", "publication", "online")[order.index(state) :]:
            done = await self.player.post(f"{path}/{stage}", centre)
            if not done.get("passed", True):
                raise RuntimeError(f"{item.key}: {stage}: {done['findings']}")

    async def _born(self, item: Item) -> Any:
        informant = self._of(item.office, "informant")
        if item.layer == "handling":
            body = {"name": item.elements["handling_item_name"], "variant": item.elements["handling_variant"]}
            made = await self.player.post(
                f"/catalog/v1/desk/items/{self.ids[str(item.parent)]}/handling-items", informant, body
            )
        else:
            inbox = await self.player.get("/catalog/v1/desk/inbox", informant)
            code = self.world.base_items[item.base].basic_code
            base = next(o["base_id"] for o in inbox["offers"] if o["code"] == code)
            made = await self.player.post(f"/catalog/v1/desk/offers/{base}/claim", informant)
        if made["code"] != item.code:
            raise RuntimeError(f"{item.key}: the code should be {item.code}, it is {made['code']}")
        return made

    async def _audit(self, item: Item, item_id: str, reader: str) -> None:
        """Every part passes, in the order in which the place's matrix opens them."""
        region = self.world.offices[item.office].region
        audit = Audit(self.player, item_id, reader)
        state = await audit.seen(reader, lambda a: a["state"] == "open")
        while state["state"] == "open":
            part = next(p["part"] for p in state["parts"] if p["verdict"] == "open")
            role = PARTS[part]
            who = self._of(item.office, role) if part == "department" else self._in(region, role)
            state = await audit.decide(who, part, "passed")
