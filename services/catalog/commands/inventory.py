"""What the province says that it holds, read in pages by code, and held against what is online here.

A row that is not as agreed is told with the reason, and stops no other.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared import countersign
from shared.hosting.runtime import Runtime
from shared.http import client
from shared.logs import log
from shared.problems import Unavailable

if TYPE_CHECKING:
    import httpx

PAGE, TRIES, ANSWER = 500, 3, 20_000_000
SHOWN = 200
CODE, DIGEST = re.compile("[0-9A-Z]{1,40}"), re.compile("[0-9A-Fa-f]{64}")
GUID = re.compile(r"[\x21-\x7e]{1,36}")
UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
SHAPES = (
    ("code", CODE, "须为 1 至 40 位数字和大写字母", "takes 1 to 40 digits and capital letters"),
    ("row_guid", GUID, "须为 1 至 36 个字符", "takes 1 to 36 characters"),
    ("digest", DIGEST, "须为 64 位十六进制数", "takes 64 hexadecimal digits"),
)
DOUBLE = "同一编码下有多行，不是本级上报的一行 (several rows under one code; not the one that was reported)"
Drift = dict[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """One row that a side holds; `odd` says why it cannot be compared."""

    code: str
    row_guid: str
    digest: str
    odd: str = ""


@dataclass
class Side:
    """One side of the comparison, read forward: `now` are all its rows of one code."""

    rows: AsyncIterator[Held]
    now: list[Held] = field(default_factory=list)
    count: int = 0
    strange: list[Held] = field(default_factory=list)
    """Rows whose code is none: they stand nowhere in the order."""
    _ahead: Held | None = None

    @property
    def code(self) -> str:
        """The code that it has come to; empty at the end."""
        return self.now[0].code if self.now else ""

    async def step(self) -> None:
        self.now, self._ahead = [self._ahead] if self._ahead else [], None
        async for row in self.rows:
            self.count += 1
            if not CODE.fullmatch(row.code):
                self.strange.append(row)
            elif self.now and row.code < self.code:
                raise _unreadable(
                    f"编码 {row.code} 在 {self.code} 之后，不是按编码的顺序", "not in the order of its codes"
                )
            elif self.now and row.code > self.code:
                self._ahead = row
                return
            else:
                self.now.append(row)


async def compared(ours: Side, theirs: Side) -> list[Drift]:
    """What is missing there, different, only there (extra), or cannot be compared (odd)."""
    found: list[Drift] = []
    await ours.step()
    await theirs.step()
    while ours.now or theirs.now:
        code = min(one.code for one in (ours, theirs) if one.now)
        here = ours.now[0] if ours.code == code else None
        there = theirs.now if theirs.code == code else []
        found += _of_code(here, there)
        if here:
            await ours.step()
        if there:
            await theirs.step()
    return found + [_drift("odd", None, one, one.odd) for one in (*ours.strange, *theirs.strange)]


def _of_code(here: Held | None, there: Sequence[Held]) -> Iterator[Drift]:
    """Our row is compared with the one that has its key, or with the first that can be compared."""
    sound = sorted((one for one in there if not one.odd), key=lambda one: not here or one.row_guid != here.row_guid)
    same = sound[0] if here and sound else None
    if here and not there:
        yield _drift("missing", here, None)
    elif here and same and here.digest != same.digest.lower():
        yield _drift("different", here, same)
    for one in there:
        if one.odd:
            yield _drift("odd", here, one, one.odd)
        elif one is not same:
            yield _drift("extra", here, one, DOUBLE if len(there) > 1 else "")


def _drift(kind: str, here: Held | None, there: Held | None, reason: str = "") -> Drift:
    told = there or here
    digests = {"ours": here.digest if here else "", "theirs": there.digest if there else ""}
    place = {"code": told.code if told else "", "row_guid": told.row_guid if told else ""}
    return {"kind": kind, "reason": reason} | place | digests


async def inventory(here: Runtime, key: bytes) -> AsyncIterator[Held]:
    """Every row, to an empty page; the last code of a page is asked for again, for more rows of it may follow."""
    after, asked = "", set[str]()
    async with client(here.settings.province_timeout) as http:
        while page := await _page(here, key, http, after):
            asked.add(after)
            codes = [_code(raw) for raw in page]
            last = next(filter(None, reversed(codes)), "")
            end = next((n for n in reversed(range(len(page))) if codes[n] not in ("", last)), len(page) - 1)
            for raw in page[: end + 1]:
                yield held(raw)
            after = codes[end] or last
            if not last:
                return
            if after in asked:
                raise _unreadable(f"清单停在编码 {_shown(after)}，不再往后", "it does not go on")


def held(raw: Any) -> Held:
    """A row as it was told, and what of it is not as agreed."""
    told = raw if isinstance(raw, dict) else {}
    texts = {name: one if isinstance(one := told.get(name), str) else "" for name, *_ in SHAPES}
    wrong = [(name, texts[name], zh, en) for name, shape, zh, en in SHAPES if not shape.fullmatch(texts[name])]
    zh = "；".join(f"{name} 有 {len(text)} 个字符，{zh}" for name, text, zh, _ in wrong)
    en = "; ".join(f"{name} has {len(text)} characters, {en}" for name, text, _, en in wrong)
    code, row_guid, digest = (_shown(one) for one in texts.values())
    return Held(code, row_guid, digest, f"{zh} ({en})" if wrong else "")


def _code(raw: Any) -> str:
    """The code of a row, where a page can be asked for after it."""
    code = raw.get("code") if isinstance(raw, dict) else ""
    return code if isinstance(code, str) and not UNFIT.search(code) else ""


def _shown(text: str) -> str:
    """As it can be kept."""
    text = UNFIT.sub("�", text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


async def _page(here: Runtime, key: bytes, http: "httpx.AsyncClient", after: str) -> list[Any]:
    """One page; a province that stumbles is asked three times, and what it does then is told as it is."""
    import httpx

    url = f"{here.settings.province_url.rstrip('/')}/inventory"
    for tries in range(TRIES):
        try:
            signed = countersign.headers(key, here.clock(), after.encode())
            answer = await http.get(url, params={"after": after, "limit": PAGE}, headers=signed)
            answer.raise_for_status()
            return _rows(answer.content)
        except (httpx.HTTPError, OSError, Unavailable) as error:
            log.warning("province.not_reconciled", error=repr(error)[:200])
            if tries == TRIES - 1:
                raise _told(error) from error
    return []


def _rows(content: bytes) -> list[Any]:
    try:
        told = json.loads(content) if len(content) <= ANSWER else None
    except (ValueError, RecursionError):
        told = None
    rows = told.get("items") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise _unreadable("没有 items 清单", "there is no list of items")
    return rows


def _told(error: Exception) -> Unavailable:
    import httpx

    if isinstance(error, Unavailable):
        return error
    if isinstance(error, httpx.HTTPStatusError):
        status = error.response.status_code
        zh, en = (
            f"省级平台答复 HTTP {status}，对账未完成。",
            f"The province answers HTTP {status}; nothing was compared.",
        )
        return Unavailable(zh, en, "province_refuses")
    return Unavailable("省级平台没有应答，对账未完成。", "The province does not answer.", "province_away")


def _unreadable(zh: str, en: str) -> Unavailable:
    return Unavailable(
        f"省级平台的清单读不出（{zh}），对账未完成。",
        f"The province's inventory cannot be read: {en}.",
        "province_unreadable",
    )
