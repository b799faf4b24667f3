"""What the tests of change sets have in common: uploads, the job, and rows of the sheets."""

import json
from typing import Any

from services.catalog.commands.changesets import work_on_change_sets
from services.catalog.service import SERVICE
from services.catalog.sheets import catalogue
from services.player import XLSX
from shared.world import story
from shared.xlsx import write
from tests.platform import Platform

LINE, INFORMANT = "hlj-market-line", "jidong-market-informant"
LINES = "application/jsonl"
SETS = "/catalog/v1/desk/change-sets"
BASE = story().base
HEADS = list(catalogue.COLUMNS)


def base_rows(count: int, mark: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Catalogue rows with codes of their own."""
    rows = []
    for n in range(count):
        code = f"2307{31 + n // 900:02d}{100 + n % 900:03d}000"
        rows.append((code, sheet_values() | {"name": f"市场设立登记{n}{mark}"}))
    return rows


def sheet_values() -> dict[str, Any]:
    """The elements of the story's catalogue item that the sheet has a column for."""
    known = {key for key in catalogue.COLUMNS.values() if key} | {"legal_limit"}
    return {k: v for k, v in BASE.elements.items() if k in known and k != "main_item_name"}


def sheet_of(rows: list[tuple[str, dict[str, Any]]], **cells: dict[str, Any]) -> bytes:
    """A catalogue sheet; cells by row number, as r2={"事项类型": "…"}, replace what stands there."""
    lines = [list(catalogue._line(code, values)) for code, values in rows]
    for row, changed in cells.items():
        for head, value in changed.items():
            lines[int(row[1:]) - 2][HEADS.index(head)] = value
    return write(HEADS, lines, sheet="基本目录")


def lines_of(*rows: tuple[str, dict[str, Any]]) -> bytes:
    """JSON Lines of elements by code."""
    return b"".join(json.dumps({"code": c, "elements": e}, ensure_ascii=False).encode() + b"\n" for c, e in rows)


async def work(platform: Platform) -> None:
    """Let the job work until nothing is left to do."""
    here, clock = platform.host.runtimes["catalog"], {job.name: job.run for job in SERVICE.jobs}
    while await work_on_change_sets(here):
        pass
    await clock["change-set-reports"](here)


async def upload(platform: Platform, kind: str, body: bytes, who: str = LINE, **query: Any) -> dict[str, Any]:
    """A change set, worked through."""
    headers = {"Content-Type": {"elements": LINES, "dump": "application/octet-stream"}.get(kind, XLSX)}
    answer = await platform.ask("POST", SETS, who, headers=headers, content=body, params={"kind": kind, **query})
    assert answer.status_code == 202, answer.text
    await work(platform)
    return await progress(platform, answer.json()["set_id"], who)


async def progress(platform: Platform, set_id: str, who: str = LINE) -> dict[str, Any]:
    """How far a change set is."""
    answer = await platform.ask("GET", f"{SETS}/{set_id}", who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def rows_of(platform: Platform, set_id: str, who: str = LINE, **query: Any) -> list[dict[str, Any]]:
    """The rows of a change set."""
    return list((await platform.ask("GET", f"{SETS}/{set_id}/rows", who, params=query)).json())


async def then(platform: Platform, made: dict[str, Any], does: str, who: str = LINE, **query: Any) -> dict[str, Any]:
    """Apply or undo; the set that was worked through."""
    answer = await platform.ask("POST", f"{SETS}/{made['set_id']}/{does}", who, params=query)
    assert answer.status_code == 202, answer.text
    await work(platform)
    return await progress(platform, answer.json()["set_id"], who)


async def listed(platform: Platform) -> list[str]:
    """The codes of the catalogue that are in force."""
    found = (await platform.ask("GET", "/catalog/v1/catalogue", LINE, params={"limit": 200})).json()
    return [i["code"] for i in found if i["state"] != "cancelled"]
