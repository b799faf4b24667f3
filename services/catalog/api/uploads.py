"""HTTP in: which files may be uploaded for each material of an item that is online (C47)."""

import json
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from services.catalog import store
from services.catalog.api.absent import absent
from services.catalog.domain.uploads import uploads
from shared.clock import day
from shared.hosting.answers import may_say
from shared.hosting.doors import Here, Public, Reading

router = APIRouter(tags=["公开 public"])


class UploadView(BaseModel):
    """A material's upload filter; empty lists take every file."""

    material: str
    upload_required: bool
    file_types: list[str] = Field(description="文件限制类型 the four types of the confirmation form")
    accept: str = Field(description="网页文件框的 accept 属性 for the file field of a page")
    extensions: list[str]
    media_types: list[str]
    takes: bool | None = Field(description="所问文件名可否上传 whether the file asked about may be uploaded")


@router.get(
    "/items/{code}/uploads",
    dependencies=[Public],
    responses=may_say(409, 410),
    summary="各项材料可上传的文件 Which files each material of an item takes",
)
async def item_uploads(
    connection: Reading,
    here: Here,
    code: str,
    file: Annotated[str, Query(max_length=255, description="要核对的文件名 a file's name to be checked")] = "",
) -> list[UploadView]:
    row = await store.live(connection, code)
    if row is None:
        raise await absent(connection, code, day(here.clock()))
    return [
        UploadView(
            material=one.material,
            upload_required=one.upload_required,
            file_types=list(one.file_types),
            accept=",".join([*(f".{end}" for end in one.extensions), *one.media_types]),
            extensions=list(one.extensions),
            media_types=list(one.media_types),
            takes=one.takes(file) if file else None,
        )
        for one in uploads(json.loads(row.record)["elements"])
    ]
