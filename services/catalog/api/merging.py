"""What changed above: what waits, taking it over, and what a body says about it beforehand (U8, G25)."""

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from services.catalog import commands, store
from services.catalog.api.desk import saved_view
from services.catalog.api.matching import IfMatch, based_on
from services.catalog.api.models import ItemId, Reason, SavedView, Taken
from services.catalog.domain.policies import GROUPS, POLICIES_ZH, Policies, usual
from shared import elements
from shared.hosting.doors import Reading, Writing, requires
from shared.hosting.headers import Tag
from shared.rights import Principal, Right

router = APIRouter(tags=["上级变更 merges"])
Informant = Annotated[Principal, requires(Right.ITEM_EDIT)]
Checker = Annotated[Principal, requires(Right.ITEM_SUBMIT)]
OwnBox = Annotated[Principal, requires(Right.INBOX_READ)]


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


@router.get("/desk/merges", summary="待合并的上级变更 What changed above and waits for me")
async def merges(connection: Reading, who: Informant) -> list[MergeView]:
    rows = await store.merges_of(connection, who.office)
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


@router.post("/desk/items/{item_id}/merge/trial", summary="试合并 What a merge would change; changes nothing")
async def try_merge(connection: Reading, who: Informant, item_id: ItemId, given: Choices) -> MergeTrial:
    changes, left = await commands.try_merge(connection, who, item_id, given.choices)
    return MergeTrial(changes=changes, undecided=[asdict(conflict) for conflict in left])


def _policies(said: Policies) -> list[PolicyView]:
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
        )
        for group, policy in chosen.items()
    ]


@router.get("/desk/merge-policies", summary="上级变更采用策略 What my body takes from above, by group of elements")
async def policies(connection: Reading, who: OwnBox) -> list[PolicyView]:
    return _policies(await commands.policies_of(connection, who.office))


@router.put("/desk/merge-policies/{group}", summary="设定采用策略 Say what is taken, asked or left out")
async def set_policy(
    unit: Writing, who: Checker, group: Annotated[str, Path(pattern=r"^[a-z_]{3,20}$")], given: PolicyTaken
) -> list[PolicyView]:
    views = _policies(await commands.set_policy(unit, who, group, given.policy, given.reason))
    unit.answer(200, json.dumps([view.model_dump() for view in views], ensure_ascii=False))
    return views
