"""The data centre's stages, one route each."""

from typing import Annotated, Literal

from fastapi import APIRouter

from services.catalog import commands
from services.catalog.api.models import FindingView, ItemId, ItemView, Reason, Rejection, StageView, Taken
from services.catalog.commands.stages import Staged
from shared.hosting.doors import Here, Writing, requires
from shared.rights import Principal, Right

router = APIRouter(prefix="/desk/items/{item_id}", tags=["质检发布 stages"])
DataCentre = Annotated[Principal, requires(Right.ITEM_STAGE)]
Withdraws = Annotated[Principal, requires(Right.ITEM_WITHDRAW)]
KeepsDown = Annotated[Principal, requires(Right.ITEM_KEEP_DOWN)]


class Withdrawal(Taken):
    """Suspend or resume, and why. Cancelling goes through its gates: POST /desk/items/{item_id}/cases."""

    does: Literal["suspend", "resume"]
    reason: Reason


class StayingDown(Taken):
    """Why a handling item stays suspended when its implementation item is resumed."""

    reason: Reason


def _view(staged: Staged) -> StageView:
    found = [
        FindingView(rule=f.rule, severity=f.severity, path=f.path, message_zh=f.zh, message=f.en, cure_zh=f.cure_zh)
        for f in staged.findings
    ]
    return StageView(item=ItemView.of(staged.item), passed=staged.passed, findings=found)


@router.post("/inspection", summary="数据质检 Run the quality rules")
async def inspect(unit: Writing, who: DataCentre, item_id: ItemId) -> StageView:
    return _view(await commands.inspect(unit, who, item_id))


@router.post("/test", summary="测试 Try what publishing will do")
async def test(unit: Writing, who: DataCentre, item_id: ItemId) -> StageView:
    return _view(await commands.test(unit, who, item_id))


@router.post("/publication", summary="发布 Freeze the public record")
async def publish(unit: Writing, who: DataCentre, item_id: ItemId) -> ItemView:
    return ItemView.of(await commands.publish(unit, who, item_id))


@router.post("/online", summary="上线 Show it to the public")
async def go_online(unit: Writing, who: DataCentre, item_id: ItemId, here: Here) -> ItemView:
    return ItemView.of(await commands.go_online(unit, who, item_id, here))


@router.post("/rejection", summary="退回整改 Send back for rectification")
async def reject(unit: Writing, who: DataCentre, item_id: ItemId, why: Rejection) -> ItemView:
    return ItemView.of(await commands.reject(unit, who, item_id, why.reason))


@router.post("/withdrawal", summary="暂停、恢复 Suspend or resume")
async def withdraw(unit: Writing, who: Withdraws, item_id: ItemId, what: Withdrawal, here: Here) -> ItemView:
    return ItemView.of(await commands.withdraw(unit, who, item_id, what.does, what.reason, here))


@router.post(
    "/staying-down",
    summary="业务办理项单独暂停，不随实施事项恢复 Keep a handling item suspended when its implementation item is resumed",
)
async def keep_down(unit: Writing, who: KeepsDown, item_id: ItemId, why: StayingDown) -> ItemView:
    return ItemView.of(await commands.keep_down(unit, who, item_id, why.reason))
