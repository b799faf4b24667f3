"""What changed above: what waits, taking it over, and what a body says about it beforehand (U8, G25)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from services.catalog import commands, store
from services.catalog.api.desk import saved_view
from services.catalog.api.matching import IfMatch, based_on
from services.catalog.api.models import ItemId, ItemView, Reason, SavedView, Taken
from services.catalog.domain.labels import LEAST, LOOKED_BACK, Measure
from services.catalog.domain.policies import GROUPS, POLICIES_ZH, Policies, usual
from shared import elements
from shared.clock import stamp
from shared.hosting.doors import Here, Reading, Writing, requires
from shared.hosting.headers import Tag
from shared.rights import Principal, Right

router = APIRouter(tags=["上级变更 merges"])
Informant = Annotated[Principal, requires(Right.ITEM_EDIT)]
Checker = Annotated[Principal, requires(Right.ITEM_SUBMIT)]
Reader = Annotated[Principal, requires(Right.ITEM_READ)]
DataCentre = Annotated[Principal, requires(Right.ITEM_STAGE)]
Group = Annotated[str, Path(pattern=r"^[a-z_]{3,20}$")]
OwnBox = Annotated[Principal, requires(Right.INBOX_READ)]


Quiet = Annotated[bool, Query(description="已静默、未提醒的 those that a muted group kept silent")]


class MergeView(BaseModel):
    """What changed above: keys that are taken over, and conflicts with their three texts."""

    item_id: str
    code: str
    name: str
    base_edition: int
    from_edition: int
    taken: list[str]
    conflicts: list[dict[str, Any]]
    opened_at: str


class MergeTrial(BaseModel):
    """What a merge would change, typed by meaning for the applicant, and the conflicts still to be decided."""

    changes: list[dict[str, Any]]
    undecided: list[dict[str, Any]]


class Choices(Taken):
    """For each conflict: "own", "upper", or {"value": …}."""

    choices: dict[str, Any] = Field(default={}, max_length=300)


class PassedOver(Taken):
    """Why nothing has to change."""

    reason: Reason


class MeasureView(BaseModel):
    """How often a group needed a person where one was asked: since it was last muted, or what muted it."""

    group: str
    group_zh: str
    labels: int
    needed: int
    bodies: int
    precision: float | None
    mutes_below: float
    muted_until: str | None


class PolicyTaken(Taken):
    """What a body does with changes from above in a group of elements, and why."""

    policy: Literal["auto", "ask", "never"]
    reason: Reason


class PolicyView(BaseModel):
    """auto is taken without asking, ask waits for a person, never is left out; elements of the catalogue are never left out."""

    group: str
    group_zh: str
    policy: Literal["auto", "ask", "never"]
    policy_zh: str
    usual: bool
    elements: list[str]
    muted_until: str | None = None


@router.get("/desk/merges", summary="待合并的上级变更 What changed above and waits for me, or lies quiet")
async def merges(connection: Reading, who: Informant, quiet: Quiet = False) -> list[MergeView]:
    rows = await store.merges_of(connection, who.office, "muted" if quiet else "open")
    plain = [n for n in MergeView.model_fields if n not in ("taken", "conflicts")]
    return [
        MergeView(**{n: getattr(r, n) for n in plain}, taken=json.loads(r.taken), conflicts=json.loads(r.conflicts))
        for r in rows
    ]


@router.post("/desk/items/{item_id}/merge", summary="合并上级变更 Take over what changed above")
async def merge(
    unit: Writing, who: Informant, item_id: ItemId, given: Choices, tag: Tag, if_match: IfMatch = None
) -> SavedView:
    view = saved_view(await commands.merge_down(unit, who, item_id, based_on(if_match), given.choices), tag)
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/desk/items/{item_id}/merge/no-change", summary="无需修改 Say that nothing has to change; one label more")
async def pass_over(
    unit: Writing, who: Informant, item_id: ItemId, given: PassedOver, tag: Tag, if_match: IfMatch = None
) -> ItemView:
    item = await commands.pass_over(unit, who, item_id, based_on(if_match), given.reason)
    tag(f'"{item.head}"')
    view = ItemView.of(item)
    unit.answer(200, view.model_dump_json())
    return view


@router.post("/desk/items/{item_id}/merge/trial", summary="试合并 What a merge would change; changes nothing")
async def try_merge(connection: Reading, who: Informant, item_id: ItemId, given: Choices) -> MergeTrial:
    changes, left = await commands.try_merge(connection, who, item_id, given.choices)
    return MergeTrial(changes=changes, undecided=[asdict(conflict) for conflict in left])


def _policies(said: Policies, muted: Mapping[str, Any]) -> list[PolicyView]:
    of_group: dict[str, list[str]] = {group: [] for group in GROUPS}
    for key, element in elements.ELEMENTS.items():
        of_group[element.group].append(key)
    chosen = {group: said.get(group, usual(group)) for group in GROUPS}
    return [
        PolicyView(
            group=group,
            group_zh=GROUPS[group],
            policy=policy,
            policy_zh=POLICIES_ZH[policy],
            usual=policy == usual(group),
            elements=of_group[group],
            muted_until=None if group in said or group not in muted else muted[group].until,
        )
        for group, policy in chosen.items()
    ]


@router.get("/desk/merge-policies", summary="上级变更采用策略 What my body takes from above, by group of elements")
async def policies(connection: Reading, here: Here, who: OwnBox) -> list[PolicyView]:
    muted = await store.mutes(connection, who.region[:2], stamp(here.clock()))
    return _policies(await commands.policies_of(connection, who.office), muted)


@router.put("/desk/merge-policies/{group}", summary="设定采用策略 Say what is taken, asked or left out")
async def set_policy(unit: Writing, who: Checker, group: Group, given: PolicyTaken) -> list[PolicyView]:
    said = await commands.set_policy(unit, who, group, given.policy, given.reason)
    views = _policies(said, await store.mutes(unit.connection, who.region[:2], unit.stamp))
    unit.answer(200, json.dumps([view.model_dump() for view in views], ensure_ascii=False))
    return views


@router.get("/desk/merge-precision", summary="提醒的准确率，按要素组 How precise asking is, by group of elements")
async def precision(connection: Reading, here: Here, who: Reader) -> list[MeasureView]:
    now, province = here.clock(), who.region[:2]
    found = await commands.measures(connection, province, stamp(now - LOOKED_BACK))
    muted = await store.mutes(connection, province, stamp(now))
    found |= {key: Measure(key, row.labels, row.needed, row.bodies) for key, row in muted.items()}
    return [_measure(found.get(group, Measure(group, 0, 0, 0)), muted.get(group)) for group in GROUPS]


def _measure(one: Measure, mute: Any) -> MeasureView:
    until = mute.until if mute else None
    return MeasureView(
        group=one.group,
        group_zh=GROUPS[one.group],
        labels=one.labels,
        needed=one.needed,
        bodies=one.bodies,
        precision=one.precision,
        mutes_below=LEAST,
        muted_until=until,
    )


@router.delete("/desk/merge-mutes/{group}", status_code=204, summary="解除静默 Have a muted group asked about again")
async def lift_mute(
    unit: Writing, who: DataCentre, group: Group, reason: Annotated[str, Query(min_length=2, max_length=300)]
) -> None:
    await commands.lift_mute(unit, who, group, reason)
    unit.answer(204, "")
