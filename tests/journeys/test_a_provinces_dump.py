"""From nothing: a data centre loads a province's dump, sees what is wrong, has it mended, publishes it, proves the history.

No sample world is loaded: bodies come from a file and the first account from the command line, as on a first day.
"""

import contextlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services import firstday
from services.catalog.domain import attachments_in
from shared import elements, migrations, trail
from shared.rights import Role
from shared.settings import Settings
from shared.world import file_bytes, story, world
from shared.xlsx import read as read_sheet
from tests.catalog.inout.dumped import BASE, CIVIL, JIXI, MARKET, SOCIAL, code_of, row, sql
from tests.catalog.inout.support import SETS, work
from tests.platform import NAMES, Platform, opened, settings_for

PASSWORD = "Ein-langes-Wort-1"
REGISTERED = (
    *(f"hlj-{one}" for one in ("market", "civil", "data")),
    "jixi-market",
    *(f"jidong-{one}" for one in ("market", "civil", "social", "staffing", "legality", "government", "data")),
)
ACCOUNTS = {
    "jd-centre": ("jidong-data", "data_centre"),
    "jd-writer": ("jidong-market", "informant"),
    "jd-checker": ("jidong-market", "checker"),
    "jd-lawyer": ("jidong-market", "department_lawyer"),
    "jd-staffing": ("jidong-staffing", "staffing_auditor"),
    "jd-legality": ("jidong-legality", "legality_auditor"),
    "jd-government": ("jidong-government", "government_office_auditor"),
    "hlj-market": ("hlj-market", "line_department"),
}
AUDITORS = {
    "department": "jd-lawyer",
    "staffing": "jd-staffing",
    "legality": "jd-legality",
    "government_office": "jd-government",
}
OWN, NOBODY = code_of(MARKET, 4), "112303219900000097"


def province() -> bytes:
    """Twelve rows, some of them wrong, as a real province's are."""
    double = code_of(CIVIL, 4, "230732005000")
    last = row(code_of(CIVIL, 4, "230732006000"), "社团登记")
    return sql(
        row(OWN, accept_condition="第一版", task_version=1),
        row(OWN, accept_condition="属于下列市场之一及其他条件", task_version=2, link_way="12345"),
        row(code_of(JIXI, 3)),
        row(code_of(NOBODY, 4, "230731004000"), "无人登记"),
        row(code_of(SOCIAL, 4, "230734007000"), "无条线登记"),
        row(code_of(CIVIL, 4, "230732008000"), "已取消登记", cd_operation="D"),
        row(double, "一名"),
        row(double, "另一名"),
        last,
        last | {"rowguid": "again"},
        row(code_of(MARKET, 4, "230731009000")[:-1] + "A", "坏编码"),
        row(code_of(MARKET, 4, "230731010000"), "无依据登记", by_law=None),
    )


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Settings]:
    """Migrated databases with nothing in them."""
    server: Any = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    prefix = f"nothing_{os.getpid()}_"
    for name in NAMES if server else ():
        server.create_database(prefix + name)
    given = settings_for(tmp_path, server.database_url(prefix + "{service}") if server else "")
    await migrations.upgrade_each(NAMES, given)
    yield given
    for name in NAMES if server else ():
        server.drop_database(prefix + name)


def bodies(folder: Path) -> Path:
    """The file of bodies that the operator has."""
    offices = world().offices
    file = folder / "offices.jsonl"
    lines = []
    for key in REGISTERED:
        told = {n: getattr(offices[key], n) for n in ("name", "credit_code", "region", "level", "nature", "line")}
        lines.append(json.dumps(told | {"kinds": list(offices[key].kinds)}, ensure_ascii=False))
    file.write_text("\n".join(lines), "utf-8")
    return file


class Walk:
    """Those who take part, by their own accounts."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def sign_in(self, *names: str) -> None:
        for name in names:
            told = {"username": name, "password": PASSWORD}
            answer = await self.platform.ask("POST", "/catalog/v1/auth/token", json=told)
            self.platform.player.tokens[name] = answer.json()["access_token"]

    async def ask(self, method: str, path: str, who: str, **content: Any) -> Any:
        answer = await self.platform.ask(method, path, who, **content)
        assert answer.is_success, (path, answer.text)
        return answer.json() if answer.headers["content-type"].split(";")[0] == "application/json" else answer

    async def load(self, who: str, data: bytes, **query: Any) -> dict[str, Any]:
        headers = {"Content-Type": "application/octet-stream"}
        params = {"kind": "dump", "name": "省库.sql"} | query
        made = await self.ask("POST", SETS, who, headers=headers, content=data, params=params)
        return await self.worked(who, made)

    async def worked(self, who: str, made: dict[str, Any]) -> dict[str, Any]:
        await work(self.platform)
        return dict(await self.ask("GET", f"{SETS}/{made['set_id']}", who))

    async def rows(self, who: str, made: dict[str, Any]) -> dict[int, dict[str, Any]]:
        return {one["row"]: one for one in await self.ask("GET", f"{SETS}/{made['set_id']}/rows", who)}

    async def upload(self, values: dict[str, Any]) -> None:
        """The files that the elements point to."""
        files = {one["sha256"]: one for one in attachments_in(values)}
        for one in files.values():
            headers, body = {"Content-Type": one["media_type"]}, file_bytes()[one["sha256"]]
            path, params = "/catalog/v1/desk/attachments", {"name": one["name"]}
            await self.ask("POST", path, "jd-writer", headers=headers, content=body, params=params)

    async def audited(self, item_id: str) -> None:
        """Every open part passes."""
        for part, who in AUDITORS.items():
            audit = await self.ask("GET", f"/review/v1/items/{item_id}/audit", who)
            state = next(one for one in audit["parts"] if one["part"] == part)
            if state["verdict"] == "open":
                told = {"verdict": "passed", "seen": state["seen"], "remarks": []}
                await self.ask("POST", f"/review/v1/audits/{audit['audit_id']}/parts/{part}/verdict", who, json=told)
                await self.platform.settle()


@pytest.mark.clause("A30")
@pytest.mark.clause("G13")
async def test_a_provinces_dump_is_loaded_seen_mended_published_and_its_history_proved(
    nothing: Settings, tmp_path: Path
) -> None:
    assert await firstday.load_offices(bodies(tmp_path), nothing) == (len(REGISTERED), 0)
    centre = world().offices["hlj-data"].credit_code
    await firstday.add_account("hlj-centre", "省数据中心", centre, [Role.DATA_CENTRE], PASSWORD, nothing)
    await firstday.add_account("operator", "运维", centre, [Role.OPERATOR], PASSWORD, nothing)
    async with contextlib.asynccontextmanager(opened)(nothing) as platform:
        walk = Walk(platform)
        await walk.sign_in("hlj-centre", "operator")
        for name, (office, role) in ACCOUNTS.items():
            body = world().offices[office].credit_code
            told = {"username": name, "name": name, "office": body, "roles": [role], "password": PASSWORD}
            await walk.ask("POST", "/catalog/v1/accounts", "hlj-centre", json=told)
        await walk.sign_in(*ACCOUNTS)
        await loaded(walk)
        item = await mended(walk)
        await published(walk, item)
        await proved(walk, item)
        assert await platform.faults_of_trails() == []


async def loaded(walk: Walk) -> None:
    """The dry run says of each row what it would do, or who has to do what; the report what the rules find."""
    below = await walk.load("jd-centre", province())
    assert [f["code"] for f in (await walk.rows("jd-centre", below))[2]["faults"]] == ["no_base"]
    made = await walk.load("hlj-centre", province())
    rows = await walk.rows("hlj-centre", made)
    assert (made["state"], made["rows"], made["done"], made["faults"]) == ("ready", 12, 3, 6)
    assert {n: (one["action"], [f["code"] for f in one["faults"]]) for n, one in rows.items() if n} == {
        1: ("passed", ["older_version"]),
        2: ("new", ["main_unnamed"]),
        3: ("new", ["main_unnamed"]),
        4: ("fault", ["unknown_body"]),
        5: ("fault", ["no_owner"]),
        6: ("passed", ["row_cancelled"]),
        7: ("fault", ["duplicate_row"]),
        8: ("fault", ["duplicate_row"]),
        9: ("new", []),
        10: ("passed", ["same_row"]),
        11: ("fault", ["bad_code"]),
        12: ("fault", ["missing"]),
    }
    assert all("shixiang offices load" in rows[n]["faults"][0]["cure_zh"] for n in (4, 5))
    report = await walk.ask("GET", f"{SETS}/{made['set_id']}/report.xlsx", "hlj-centre")
    found = {(line.at(1), line.at(4)) for line in read_sheet(report.content).rows}
    assert {(2, "no_catch_all"), (2, "fourteen_elements"), (4, "unknown_body"), (12, "core_elements")} <= found
    assert not {one for one in found if one[0] in (1, 6, 10) and one[1] == "fourteen_elements"}
    await walk.ask("POST", f"{SETS}/{made['set_id']}/application", "hlj-centre", params={"good_rows": True})
    done = await walk.worked("hlj-centre", made)
    assert (done["state"], done["done"], done["faults"]) == ("applied", 3, 6)
    (seen,) = await walk.ask("GET", SETS, "jd-writer")
    assert [(one["row"], one["code"]) for one in (await walk.rows("jd-writer", seen)).values()] == [(2, OWN)]


async def mended(walk: Walk) -> dict[str, Any]:
    """The department completes the catalogue's item, the body its own; the checker submits, the offices audit."""
    (item,) = await walk.ask("GET", "/catalog/v1/desk/items", "jd-writer")
    assert (item["code"], item["state"], item["edition"]) == (OWN, "compiling", 1)
    desk = f"/catalog/v1/desk/items/{item['item_id']}"
    above = await walk.ask("GET", f"/catalog/v1/catalogue/{BASE}", "hlj-market")
    assert above["elements"]["exercise_levels"] == ["3", "4"]
    headers = {"If-Match": f'"{above["edition"]}"'}
    values = {"elements": above["elements"] | story().base.elements}
    await walk.ask("PUT", f"/catalog/v1/catalogue/{BASE}", "hlj-market", json=values, headers=headers)
    await walk.platform.settle()
    own = {k: v for k, v in story().complete.items() if elements.ELEMENTS[k].layer != "catalogue"}
    await walk.upload(own)
    for waiting in await walk.ask("GET", "/catalog/v1/desk/merges", "jd-writer"):
        edition = (await walk.ask("GET", desk, "jd-writer"))["item"]["edition"]
        choices = {one["path"]: "upper" for one in waiting["conflicts"]}
        headers = {"If-Match": f'"{edition}"'}
        await walk.ask("POST", f"{desk}/merge", "jd-writer", headers=headers, json={"choices": choices})
    edition = (await walk.ask("GET", desk, "jd-writer"))["item"]["edition"]
    told = {"elements": own, "reason": "按装载报告整改"}
    await walk.ask("PATCH", f"{desk}/elements", "jd-writer", headers={"If-Match": f'"{edition}"'}, json=told)
    edition = (await walk.ask("GET", desk, "jd-checker"))["item"]["edition"]
    await walk.ask("POST", f"{desk}/submission", "jd-checker", headers={"If-Match": f'"{edition}"'})
    await walk.platform.settle()
    await walk.audited(item["item_id"])
    return dict((await walk.ask("GET", desk, "jd-checker"))["item"])


async def published(walk: Walk, item: dict[str, Any]) -> None:
    """The county's data centre inspects, tests, publishes and goes online; the public reads it, and its guide."""
    assert item["state"] == "approved"
    for stage in ("inspection", "test", "publication", "online"):
        shown = await walk.ask("POST", f"/catalog/v1/desk/items/{item['item_id']}/{stage}", "jd-centre")
        assert shown.get("passed", True), shown
        await walk.platform.settle()
    record = await walk.ask("GET", f"/catalog/v1/items/{OWN}", "")
    assert (record["name"], record["elements"]["conditions"]) == ("市场设立登记", story().complete["conditions"])
    assert (await walk.ask("GET", f"/guide/v1/guides/{OWN}", "")).get("code", OWN) == OWN


async def proved(walk: Walk, item: dict[str, Any]) -> None:
    """The data centre's proof of the item holds under the public key alone, as the operator's export of all does."""
    key = trail.public_key(json.dumps(await walk.ask("GET", "/catalog/v1/public-key", "")))
    whole = (await walk.ask("GET", "/catalog/v1/trail/export", "operator")).text
    assert trail.verify(trail.lines_of(whole), key, []) == []
    proof = (await walk.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}/trail/proof", "hlj-centre")).text
    assert trail.verify(trail.lines_of(proof), key, []) == []
    told = [json.loads(line) for line in proof.splitlines()]
    acts = [(one["action"], one["who"]) for one in told if "action" in one]
    assert acts[0] == ("item.claim", "hlj-centre")
    assert ("item.save", "jd-writer") in acts
    assert acts[-1] == ("item.online", "jd-centre")
    forged = proof.replace('"hlj-centre"', '"hlj-nobody"', 1)
    assert forged != proof
    assert trail.verify(trail.lines_of(forged), key, []) != []
