"""Rows that tell of one item: the newest version counts, rows that contradict each other wait, ended ones are told."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from services.catalog.intake.miscounts import miscount
from services.catalog.intake.model import Note, Standing
from services.catalog.intake.slips import note
from services.catalog.intake.times import Moment, moment
from shared.codes.explain import recognise
from shared.codes.items import HANDLING, handling_of

LEVEL, IMPLEMENTATION, LONG = 18, 31, 80
"""Where an implementation code has its level, how long it is, and how long no code is."""
ROW_KEYS = ("rowguid", "row_guid", "task_guid")
_CODES = ("task_code", "task_handle_item")
_BOOKKEEPING = {*ROW_KEYS, *_CODES, "cd_time", "cd_batch", "cd_operation", "task_version", "order_num"}
_DELETED = {"d", "delete"}
_WORDS: Mapping[Standing, str] = {
    "live": "1 在用 启用 正常 有效 生效 已发布 发布 已生效",
    "suspended": "2 暂停(挂起) 暂停 挂起 停用 中止 冻结 已暂停 已停用",
    "cancelled": "3 取消 注销 撤销 废止 作废 终止 删除 失效 无效 已取消 已注销 已撤销 已废止 已失效",
}
_STATES: Mapping[str, Standing] = {word: state for state, said in _WORDS.items() for word in said.split()} | {
    "": "live"
}
"""What task_state says, by the codes of the item_state table, its labels, and the words that stand there instead."""
Raw = Mapping[str, Any]
MOST = 8
"""So many newest rows of one item are kept; two are enough for all of them to wait."""


class _Rank(NamedTuple):
    """By what a row is newer than another: its version, its time, and a deletion after what it deletes."""

    version: int
    said: str
    at: Moment | None
    deleted: bool


def _newer(one: _Rank, other: _Rank) -> bool | None:
    """Whether the first is newer than the second; None where that cannot be said."""
    if one.version != other.version:
        return one.version > other.version
    if one.said == other.said or (one.at and one.at == other.at):
        return one.deleted and not other.deleted
    if not one.at or not other.at:
        return None
    if one.at.day != other.at.day:
        return one.at.day > other.at.day
    return one.at.clock > other.at.clock if one.at.clock and other.at.clock else None


def newer(one: tuple[int, str], other: tuple[int, str]) -> bool | None:
    """Whether a version with its time, as text, is newer than another; None where that cannot be said."""
    first, second = (_Rank(version, said, moment(said), deleted=False) for version, said in (one, other))
    return _newer(first, second)


class _Newest(NamedTuple):
    """A row than which none of its item is newer."""

    rank: _Rank
    row: int
    content: bytes
    live: bool

    def outdone_by(self, other: "_Newest") -> bool:
        """Whether the other is newer for sure."""
        return bool(_newer(other.rank, self.rank))

    def agrees(self, other: "_Newest") -> bool:
        """Whether both say the same, whichever is newer."""
        return self.content == other.content and self.rank.deleted == other.rank.deleted


class Versions:
    """Which row of each item counts. Reads all rows once, and keeps a few words of each item."""

    def __init__(self, rows: Iterable[Raw]) -> None:
        self._newest: dict[str, list[_Newest]] = {}
        self._levels: defaultdict[str, set[str]] = defaultdict(set)
        self._unread: dict[str, int] = {}
        for row, raw in enumerate(rows, 1):
            with suppress(Exception):  # it is told where the row's record is made
                self._see(row, raw)

    def _see(self, row: int, raw: Raw) -> None:
        if miscount(raw):
            for key in _codes_in(raw):
                self._unread.setdefault(key, row)
            return
        basic, level = _above(raw)
        self._levels[basic].add(level)
        if key := identity(raw):
            self._hear(key, _told(row, raw))

    def _hear(self, key: str, told: _Newest) -> None:
        """Keep the row, unless an older one of the same time says the same; let go what it outdoes."""
        kept = [one for one in self._newest.get(key, ()) if not one.outdone_by(told)]
        if not any(told.outdone_by(one) or told.agrees(one) for one in kept):
            kept = [*kept[: MOST - 1], told]
        self._newest[key] = kept

    def named(self, raw: Raw) -> str:
        """The handling item or item by its code that a row of another table names, where a row tells of it; else nothing."""
        key = identity(raw)
        return key if key in self._newest else ""

    def mentioned(self, raw: Raw) -> str:
        """The item whose code stands anywhere in a row that does not fit its columns; else nothing."""
        known = (key for cell in raw.values() if isinstance(cell, str) and (key := plain_key(cell)) in self._newest)
        return max(known, key=len, default="")

    def row_of(self, key: str) -> int:
        """The row that tells of an item, of several the first that none is newer than; 0 where none does."""
        newest = self._newest.get(key)
        return newest[0].row if newest else 0

    def levels_of(self, raw: Raw) -> tuple[str, ...]:
        """The levels of all rows that stand on the same item of the catalogue."""
        basic, _ = _above(raw)
        return tuple(sorted(self._levels[basic] - {""})) if basic else ()

    def standing(self, row: int, raw: Raw) -> tuple[Standing, Note | None]:
        """How a row stands to the others of its item, and what is to be said of it."""
        key, told = identity(raw), _told(row, raw)
        newest = self._newest.get(key, [])
        if newer := next((one for one in newest if told.outdone_by(one)), None):
            words = {"value": raw.get("task_version") or "-", "other": newer.row, "newest": newer.rank.version or "-"}
            return "older", note("older_version", "", **words)
        if key in self._unread or len(newest) > 1:
            return "doubtful", self._doubt(key, told, newest)
        if newest and row != newest[0].row:
            return "same", note("same_row", "", other=newest[0].row)
        state = _state(raw)
        if state != "cancelled" and (level := self._other_level(key)):
            return "doubtful", note("two_levels", "", other=level.row, value=key)
        if state == "live":
            said = _said_state(raw)
            return state, None if said in _STATES else note("state_unknown", "", value=said)
        return state, note(f"row_{state}", "")

    def _doubt(self, key: str, told: _Newest, newest: list[_Newest]) -> Note:
        if key in self._unread:
            return note("beside_miscounted", "", other=self._unread[key])
        return _doubt(key, told, next((one for one in newest if not one.agrees(told)), newest[0]))

    def _other_level(self, key: str) -> _Newest | None:
        """The row by which the same body has the same item of the catalogue at another level: it holds it once."""
        if len(key) != IMPLEMENTATION:
            return None
        others = (key[:LEVEL] + one + key[LEVEL + 1 :] for one in self._levels[key[LEVEL + 1 :]] - {key[LEVEL]})
        return next((one for other in others for one in self._newest.get(other, ()) if one.live), None)


def _doubt(key: str, told: _Newest, other: _Newest) -> Note:
    """Why both wait: they contradict each other, and it cannot be said which is newer, or neither is."""
    one, two = told.rank, other.rank
    if one.version == two.version and _newer(one, two) is None:
        return note("times_unclear", "", other=other.row, value=one.said or "-", than=two.said or "-")
    return note("duplicate_row", "", other=other.row, value=key)


def plain_key(told: object) -> str:
    """A code or key as it is compared: one width, capitals, nothing blank or hidden."""
    said = str(told)
    if said.isascii() and said.isprintable() and " " not in said:
        return said.upper()
    text = unicodedata.normalize("NFKC", said)
    return "".join(c for c in text if c.isprintable() and not c.isspace()).upper()


def identity(raw: Raw) -> str:
    """What a row tells of: a handling item by its code, an item by its own, or else by the row's own key."""
    code, told = (plain_key(raw.get(name) or "") for name in _CODES)
    handling = handling_of(code, told)
    codes = handling if code and handling.startswith(code) else "/".join(one for one in (code, handling) if one)
    return codes or next((plain_key(raw[name]) for name in ROW_KEYS if raw.get(name)), "")


def _codes_in(raw: Raw) -> set[str]:
    """What a row that does not fit its columns may be of."""
    told = {plain_key(cell) for cell in raw.values() if isinstance(cell, str) and len(cell) <= LONG}
    return {key for key in told if len(key) in (IMPLEMENTATION, HANDLING)} | ({identity(raw)[:LONG]} - {""})


def basic_of(raw: Raw) -> str:
    """The basic code that a row stands on; empty where its code has none."""
    return _above(raw)[0]


def _above(raw: Raw) -> tuple[str, str]:
    """The basic code and the level that a row is of, by its code; an older one has the basic code beside it."""
    code = plain_key(raw.get("task_code") or "")
    if code and recognise(code) == "legacy":
        return plain_key(raw.get("catalog_code") or ""), ""
    return (code[LEVEL + 1 :], code[LEVEL]) if len(code) == IMPLEMENTATION else ("", "")


def version_of(raw: Raw) -> int:
    """Which version of its item a row is; 0 where it does not say."""
    version = re.search(r"\d{1,9}", str(raw.get("task_version") or ""))
    return int(version[0]) if version else 0


def updated_of(raw: Raw) -> str:
    """When a row was changed where it comes from, as it says it."""
    return str(raw.get("cd_time") or "").strip()


def _told(row: int, raw: Raw) -> _Newest:
    said = updated_of(raw)
    rank = _Rank(version_of(raw), said, moment(said), _deleted(raw))
    return _Newest(rank, row, _content(raw), _state(raw) != "cancelled")


def _deleted(raw: Raw) -> bool:
    return str(raw.get("cd_operation") or "").strip().lower() in _DELETED


def _said_state(raw: Raw) -> str:
    said = unicodedata.normalize("NFKC", str(raw.get("task_state") or "")).strip()
    said = "" if said.lower() == "null" else said
    return said.lstrip("0") if said.isdecimal() and said.strip("0") else said


def _state(raw: Raw) -> Standing:
    return "cancelled" if _deleted(raw) else _STATES.get(_said_state(raw), "live")


def _content(raw: Raw) -> bytes:
    told = sorted((name, str(value)) for name, value in raw.items() if value and name not in _BOOKKEEPING)
    return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=12).digest()
