"""The cure for what offices can share: a change set that has them fetch it, tried before it is applied (A20)."""

import json
from collections.abc import AsyncIterator
from typing import Any

from services.catalog import store
from services.catalog.commands.opensets import File, open_change_set
from services.catalog.domain.inout import ChangeSet
from services.catalog.rules.shared_data_not_asked import cured
from services.catalog.sheets.lines import line
from shared.problems import Conflict
from shared.rights import Principal
from shared.unit import Unit

NAME = "能共享取得的材料改为免提交"
PAGE = 500


async def open_shared_data(unit: Unit, who: Principal) -> ChangeSet:
    """A dry run over the body's items that ask for what other offices hold; applied and undone as any change set."""
    lines = [line(code, {"materials": rows}) async for code, rows in _cured(unit, who.office)]
    if not lines:
        raise Conflict(
            "本单位没有可由数据共享取得而仍要求提交的材料。",
            "Your office asks for no material that could be had from shared data.",
            "nothing_shared",
        )
    return await open_change_set(unit, who, "elements", NAME, File.of(b"".join(lines)), apply=False, good_rows=False)


async def _cured(unit: Unit, office: str) -> AsyncIterator[tuple[str, list[Any]]]:
    """The items of a body that are not cancelled, with their materials as they ought to be, where that is otherwise."""
    after = ""
    while rows := await store.exported(unit.connection, office, "", "", after, PAGE, counted=False):
        for row in rows:
            held = json.loads(row.elements).get("materials")
            if row.state != "cancelled" and isinstance(held, list) and (mended := cured(held)) != held:
                yield row.code, mended
        after = rows[-1].code
