"""What a load makes of an item that its body went on with: both texts, and never an older version over a newer one.

The row is merged like a change from above: against what the last load said, or what the body began with. What both
changed stays as the body has it, and the body is told.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from services.catalog import store
from services.catalog.commands import dumps
from services.catalog.commands.dumps import Told
from services.catalog.domain import Edition, Item, Values
from services.catalog.domain.directory import stated
from services.catalog.domain.inout import ARISEN, EFFECTIVE, NO_ORDER, NO_VERSION, RowOutcome
from services.catalog.domain.loading import Loaded
from services.catalog.domain.merging import Merge, three_way
from services.catalog.intake import Above, moment, newer
from shared import elements
from shared.unit import Unit
from shared.xlsx import SheetFault

SETS = "/catalog/v1/desk/change-sets"


@dataclass
class Reloading:
    """The items of one transaction of a load, with what the loads before it said of them."""

    unit: Unit
    set_id: str
    last: Mapping[str, Loaded]
    bases: Mapping[str, Edition]
    said: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """What the province's rows said of the catalogue's items, the oldest first."""
    rows: dict[str, Values] = field(default_factory=dict)

    @classmethod
    async def of(cls, unit: Unit, set_id: str, items: Iterable[Item]) -> "Reloading":
        """The items with the editions that the last load left, or that they began with, and what the province said of them."""
        items = list(items)
        held = {item.item_id for item in items}
        last = await store.last_loads(unit.connection, held)
        began = await store.began(unit.connection, held - last.keys())
        places = {(one, last[one].edition if one in last else began.get(one, 1)) for one in held}
        said: dict[str, list[Any]] = {}
        for row in await store.said_of(unit.connection, [item.item_id for item in items if item.layer == "base"]):
            said.setdefault(row.item_id, []).append(row)
        return cls(unit, set_id, last, await store.editions_at(unit.connection, places), said)

    def older(self, told: Told, row: RowOutcome, item: Item | None) -> bool:
        """Whether a newer row was loaded already, by version and then time: this one is passed over, and says so."""
        last = self.last.get(item.item_id) if item else None
        if last is None or (last.version and not told.version) or not newer(_rank(last), _rank(told)):
            return False
        row.action = "passed"
        row.faults.append(_older(row.row, told, last))
        return True

    def unsaid(self, told: Told, row: RowOutcome, item: Item | None) -> None:
        """A row that may be older than what is loaded goes over it if whoever loads it says so; the row says it."""
        last = self.last.get(item.item_id) if item else None
        if last is None or row.action not in EFFECTIVE:
            return
        if last.version and not told.version:
            row.faults.append(_unsaid(row.row, last.version))
        elif newer(_rank(told), _rank(last)) is None:
            row.faults.append(_unclear(row.row, told.updated, last.updated))

    def base(self, item: Item, began: Values | None = None) -> Values:
        """Of each element what came last from outside: by the last load, or at the beginning, and by the province's rows since."""
        last = self.last.get(item.item_id, Loaded())
        base = dict(self.bases[item.item_id].elements if began is None or last.at else began) | last.upper
        for row in self.said.get(item.item_id, ()):
            base |= json.loads(row.said) if row.at > last.at else {}
        return base

    def merge(self, item: Item, held: Edition, told: Told) -> Merge:
        """The row over what is held: what only one side changed is taken, what both changed stays."""
        base = self.base(item)
        upper = dumps.over(base, dumps.named_part(told, str(held.elements.get("name", ""))))
        return three_way({key: base.get(key) for key in upper}, upper, held.elements)

    async def tell(self, row: RowOutcome, item: Item, held: Edition, merge: Merge, *, write: bool) -> None:
        """The row names what stays as the body has it; the body hears of a load over what it had changed."""
        kept = list(dict.fromkeys(conflict.path for conflict in merge.conflicts))
        if kept:
            row.faults.append(_kept_own(row.row, kept, loaded=item.item_id in self.last))
        if write and (kept or (merge.taken and self._went_on(item, held))):
            words = attention("大数据中心装载了", "A data centre loaded", self.set_id, merge.taken, kept)
            place = {"item_id": item.item_id, "ground": store.ground_of(self.set_id), "office": item.office}
            more = {"evidence": f"{SETS}/{self.set_id}", "opened_at": self.unit.stamp}
            await store.attend(self.unit.connection, place | more | words)

    def _went_on(self, item: Item, held: Edition) -> bool:
        """Whether the body has something of its own there since it began, or since what was loaded."""
        last = self.last.get(item.item_id, Loaded())
        return bool(last.upper) or _own(held) != _own(self.bases[item.item_id])

    def merge_above(self, item: Item, held: Edition, told: Told) -> Merge:
        """The same of a row of the catalogue's own table, which has fewer words for a basis than the catalogue."""
        base = self.base(item)
        both = {key: stated(key, base.get(key), held.elements.get(key), said) for key, said in told.above.items()}
        was, now = ({key: pair[n] for key, pair in both.items()} for n in (0, 1))
        return three_way(was, now, held.elements)

    def arose(self, arisen: Sequence[RowOutcome], told: Told) -> None:
        """Keep which row of its own table an item of the catalogue that arose with a row was as."""
        if arisen and arisen[-1].row == ARISEN + told.row and told.beside and told.beside.row:
            self.note(arisen[-1], told.beside, {}, {})

    def note(self, row: RowOutcome, told: Told | Above, values: Values, upper: Values) -> None:
        """Keep what the load left: the next one is merged against what this row said."""
        otherwise = {key: value for key, value in upper.items() if value != values.get(key)}
        version, updated = _newest(told, self.last.get(row.item_id, Loaded()))
        self.rows[row.item_id] = {
            "item_id": row.item_id,
            "set_id": self.set_id,
            "edition": row.after or row.before,
            "version": version,
            "upper": json.dumps(otherwise, ensure_ascii=False),
            "at": self.unit.stamp,
            "updated": updated,
        }

    async def keep(self) -> None:
        """Write what the rows left."""
        if self.rows:
            await store.keep_loads(self.unit.connection, self.set_id, list(self.rows.values()))


def _rank(one: Told | Above | Loaded) -> tuple[int, str]:
    return one.version, one.updated


def _newest(told: Told | Above, last: Loaded) -> tuple[int, str]:
    """The version that is loaded now with its time: what a row leaves unsaid stays as the row before it said it."""
    if told.version != last.version:
        return max(_rank(told), _rank(last))
    return told.version, told.updated if moment(told.updated) or not last.updated else last.updated


def said(merge: Merge) -> Values:
    """What the row says of every element that the body has: nothing of those that it lacks, so that they stay the body's."""
    return dict.fromkeys(_own_of(merge.values).keys() - merge.texts[1].keys()) | dict(merge.texts[1])


def _own(edition: Edition) -> Values:
    return _own_of(edition.elements)


def _own_of(values: Values) -> Values:
    """The elements that are the body's own."""
    known = elements.ELEMENTS
    return {key: value for key, value in values.items() if key in known and known[key].layer == "list"}


def attention(done_zh: str, done: str, set_id: str, taken: Sequence[str], kept: Sequence[str]) -> dict[str, str]:
    """What is said to who had changed what a load, or the province, came over: what was done, and with what."""
    parts = [("已更新", "taken", taken), ("双方都改过、保留本单位内容", "yours is kept", kept)]
    zh = "；".join(f"{words}：{elements.named(paths)}" for words, _, paths in parts if paths)
    en = "; ".join(f"{words}: {', '.join(paths)}" for _, words, paths in parts if paths)
    return {
        "message_zh": f"{done_zh}本单位改过的事项（变更集 {set_id}）。{zh}。请核对。",
        "message": f"{done} an item that you had changed (change set {set_id}); {en}. Look at it.",
    }


def _older(row: int, told: Told, last: Loaded) -> dict[str, object]:
    one, newest = str(told.version), str(last.version)
    if one == newest:
        one, newest = f"{one}，{told.updated[:40]}", f"{newest}，{last.updated[:40]}"
    words = (
        f"是旧版本（{one}）；已装载版本 {newest}",
        f"an older version ({one}); version {newest} is loaded already",
        "无需处理；确须退回的，撤销后来的装载",
        "nothing to do; to go back, undo the later load",
    )
    return asdict(SheetFault("load", row, None, None, "older_version", "note", *words))


def _unsaid(row: int, newest: int) -> dict[str, object]:
    words = (
        f"没有写明版本（task_version），将改动已装载的版本 {newest}",
        f"says no version (task_version) and would go over version {newest}, which is loaded",
        "核对是否更新；确认后应用该变更集",
        "see whether it is newer; apply the change set if it is",
    )
    return asdict(SheetFault("load", row, None, None, NO_VERSION, "note", *words))


def _unclear(row: int, at: str, loaded: str) -> dict[str, object]:
    one, other = (text[:40] or "未写" for text in (at, loaded))
    words = (
        f"与已装载的版本号相同，内容不同，更新时间（cd_time）“{one}”与已装载的“{other}”分不出先后",
        f"the version that is loaded with another content, and of the times {one} and {other} none can be said later",
        "核对是否更新；确认后应用该变更集",
        "see whether it is newer; apply the change set if it is",
    )
    return asdict(SheetFault("load", row, None, None, NO_ORDER, "note", *words))


def _kept_own(row: int, paths: list[str], *, loaded: bool) -> dict[str, object]:
    zh, en = "上次装载后双方都改过", "changed on both sides since the last load"
    if not loaded:
        zh, en = "本事项此前未经装载，实施机构已自行填写", "never loaded before; the body has written there itself"
    words = (
        f"{zh}，保留实施机构的内容：{elements.named(paths)}",
        f"{en}; the body's text stays: {', '.join(paths)}",
        "由实施机构核对；以来源库为准的，由其修改",
        "the body looks at it, and changes it if the dump is right",
    )
    return asdict(SheetFault("load", row, None, None, "kept_own", "note", *words)) | {"path": paths[0]}
