"""HTTP in: the change set that has offices fetch what they can share."""

from fastapi import APIRouter

from services.catalog import commands
from services.catalog.api.inout import ChangeSetView, Informant
from shared.hosting.doors import Writing
from shared.hosting.headers import Place

router = APIRouter(tags=["导入导出 in and out"])


@router.post(
    "/desk/shared-data/change-set",
    status_code=202,
    summary="一键免提交：能共享取得的材料改由部门获取（先试运行） Have offices fetch what they can share: a dry run first",
)
async def shared_data(unit: Writing, who: Informant, place: Place) -> ChangeSetView:
    made = await commands.open_shared_data(unit, who)
    view = ChangeSetView.of(made)
    place(f"/catalog/v1/desk/change-sets/{made.set_id}")
    unit.answer(202, view.model_dump_json())
    return view
