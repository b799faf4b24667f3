"""The 情况说明 of a body: how many items, of which kinds, in and out of the platform; and whether it adds up (C07-C11, C20)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared import elements

KINDS = {code.code: code for code in elements.TABLES["item_type"].schemes["jixi"].codes.values()}
"""The eleven kinds, in the order of the form."""

_LOCAL = {elements.TABLES["item_type"].translate(code, "jixi", "gb39046"): code for code in KINDS}
"""The local kind of a national type; of several, the last: what is another power is 其他类行政权力."""


@dataclass(frozen=True)
class Statement:
    """The numbers of a 情况说明."""

    total: int
    kinds: Mapping[str, int]
    inside: int
    outside: int
    reason: str = ""


@dataclass(frozen=True)
class Mistake:
    """One place where the numbers do not agree."""

    field: str
    rule: str
    zh: str
    en: str


def kind_of(values: Mapping[str, Any]) -> str:
    """The local kind of an item; from the national type where none is given, 其他 where that has none."""
    said = values.get("local_kind")
    if isinstance(said, str) and said in KINDS:
        return said
    return _LOCAL.get(str(values.get("item_type") or ""), "10")


def counted(items: Iterable[Mapping[str, Any]]) -> Statement:
    """What the 情况说明 has to say of these items; an item is in the platform unless it says no (B08)."""
    kinds, inside, total, reasons = Counter[str](), 0, 0, dict[str, None]()
    for values in items:
        total += 1
        kinds[kind_of(values)] += 1
        out = values.get("on_platform") is False
        inside += not out
        if out and isinstance(why := values.get("exclusion_reason"), str):
            reasons[why] = None
    return Statement(total, {code: kinds[code] for code in KINDS}, inside, total - inside, "；".join(reasons))


def mistakes(said: Statement, table: Statement | None) -> Iterator[Mistake]:
    """Where a statement does not add up, and where it differs from the summary table."""
    if (sum_ := sum(said.kinds.values())) != said.total:
        yield Mistake("kinds", "C09", f"分类合计 {sum_}，总数 {said.total}", f"the kinds make {sum_}, not {said.total}")
    if said.inside + said.outside != said.total:
        yield Mistake(
            "inside",
            "C10",
            f"可纳入 {said.inside} 与不能纳入 {said.outside} 之和不等于总数 {said.total}",
            f"{said.inside} in and {said.outside} out do not make {said.total}",
        )
    if said.outside and not said.reason.strip():
        yield Mistake("reason", "C11", "有不能纳入的事项，未写原因", "items stay out, and no reason is given")
    if table:
        yield from _differing(said, table)


def _differing(said: Statement, table: Statement) -> Iterator[Mistake]:
    named = {"total": ("总数", "total"), "inside": ("可纳入", "in"), "outside": ("不能纳入", "out")}
    for field, (zh, en) in named.items():
        mine, theirs = getattr(said, field), getattr(table, field)
        if mine != theirs:
            yield Mistake(
                field, "C20", f"{zh}：说明写 {mine}，统计表为 {theirs}", f"{en}: {mine} here, {theirs} in the table"
            )
    for code, kind in KINDS.items():
        mine, theirs = said.kinds.get(code, 0), table.kinds.get(code, 0)
        if mine != theirs:
            yield Mistake(
                f"kinds.{code}",
                "C20",
                f"{kind.zh}：说明写 {mine}，统计表为 {theirs}",
                f"{kind.en}: {mine} here, {theirs} in the table",
            )
