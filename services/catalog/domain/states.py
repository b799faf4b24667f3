"""The life of an item as data: which step leads from where to where, for the work on it and for what the public has."""

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NoReturn

from services.catalog.domain.items import Item, Values
from shared.problems import Conflict


@dataclass(frozen=True)
class Transition:
    """One allowed step of an item's life: of the state, and of what the public has."""

    does: str
    zh: str
    sources: tuple[str, ...]
    to: str
    by: str
    clause: str
    keeps: tuple[str, ...] = ()
    public_from: tuple[str, ...] = ()
    public_to: str | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every state in which the step can be taken."""
        return self.sources + self.keeps


@cache
def transitions() -> Mapping[str, Transition]:
    """The state machine, from states.toml."""
    text = (importlib.resources.files("services.catalog") / "states.toml").read_text("utf-8")
    return {row["does"]: _transition(row) for row in tomllib.loads(text)["transition"]}


def _transition(row: Values) -> Transition:
    public = row.get("public", {})
    return Transition(
        **{name: row[name] for name in ("does", "zh", "to", "by", "clause")},
        sources=tuple(row["from"]),
        keeps=tuple(row.get("keeps", ())),
        public_from=tuple(public.get("from", ())),
        public_to=public.get("to"),
    )


STATES_ZH = {
    "catalogued": "已入目录",
    "compiling": "编制中",
    "in_audit": "审核中",
    "returned": "已退回",
    "approved": "审核通过",
    "inspected": "质检通过",
    "tested": "测试通过",
    "published": "已发布",
    "online": "已上线",
    "suspended": "已暂停",
    "cancelled": "已取消",
}
AVAILABILITY_ZH = {"none": "未公开", "online": "公开", "suspended": "暂停"}
"""What the public has of an item, whatever is being done to its next edition."""


def moved(item: Item, does: str, at: str, **pointers: Any) -> Item:
    """The item after a step of its life; Conflict when its state, or what the public has of it, does not allow it."""
    step = transitions()[does]
    if item.state not in step.allowed:
        _refuse(step, "state", item.state, step.allowed, STATES_ZH)
    if step.public_from and item.availability not in step.public_from:
        _refuse(step, "availability", item.availability, step.public_from, AVAILABILITY_ZH)
    state = item.state if item.state in step.keeps else step.to
    public = step.public_to or item.availability
    return replace(item, state=state, availability=public, turn=item.turn + 1, updated_at=at, **pointers)


def _refuse(step: Transition, side: str, now: str, needs: tuple[str, ...], words: Mapping[str, str]) -> NoReturn:
    of_zh, of = ("事项", "The item") if side == "state" else ("已公布的版本", "What the public has of the item")
    raise Conflict(
        f"{of_zh}现为“{words[now]}”，只有“{'、'.join(words[one] for one in needs)}”状态可以{step.zh}。",
        f"{of} is {now}; {step.does} needs one of: {', '.join(needs)}.",
        "wrong_state",
        extra={side: now, "needs": list(needs)},
    )
