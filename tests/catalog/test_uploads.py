"""The file types of a material say which files its upload takes (C47)."""

from typing import Any

import pytest
from sqlalchemy import func, update

from services.catalog import tables as t
from services.catalog.domain.uploads import uploads
from shared.elements import TABLES
from tests.platform import Platform

pytestmark = pytest.mark.clause("C47")
STAGES = ("inspection", "test", "publication", "online")


async def restricted(platform: Platform, *types: str) -> str:
    """The code of an item that is online; its first material takes these types of file alone."""
    item = await platform.filled()
    held = await platform.ask("GET", f"/catalog/v1/desk/items/{item['item_id']}", "jidong-market-informant")
    first, *rest = held.json()["elements"]["materials"]
    saved = await platform.save(
        item["item_id"], item["edition"], {"materials": [{**first, "file_types": list(types)}, *rest]}
    )
    await platform.approve(await platform.submit(saved["item"]))
    await platform.stage(item["item_id"], *STAGES)
    return str(item["code"])


async def asked(platform: Platform, code: str, **params: str) -> dict[str, Any]:
    answer = await platform.ask("GET", f"/catalog/v1/items/{code}/uploads", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()[0])


async def test_a_portal_reads_the_filter_of_each_material_and_checks_a_file_by_it(any_platform: Platform) -> None:
    code = await restricted(any_platform, "2", "3")
    told = await asked(any_platform, code)
    assert (told["file_types"], told["takes"]) == (["图片", "压缩文件"], None)
    assert {".png", ".zip", "image/*"} <= set(told["accept"].split(","))
    assert ".pdf" not in told["accept"]
    names = {
        "证照.PNG": True,
        "图纸.zip": True,
        "申请书.pdf": False,
        "录像.mp4": False,
        "png": False,
        "a.zip.exe": False,
    }
    assert {name: (await asked(any_platform, code, file=name))["takes"] for name in names} == names


async def test_a_type_that_is_not_known_is_named_with_its_material_and_no_file_is_judged(
    any_platform: Platform,
) -> None:
    """A record that was published under another edition of the codes, or by another platform."""
    code = await restricted(any_platform, "2")
    async with any_platform.host.runtimes["catalog"].db.writing() as connection:
        p = t.publications.c
        text = func.replace(p.record, '"file_types":["2"]', '"file_types":["2","07"]')
        await connection.execute(update(t.publications).where(p.code == code).values(record=text))
    for params in ({}, {"file": "证照.png"}):
        answer = await any_platform.ask("GET", f"/catalog/v1/items/{code}/uploads", params=params)
        assert (answer.status_code, answer.json()["code"]) == (409, "unknown_file_type"), answer.text
        (fault,) = answer.json()["faults"]
        assert fault["path"] == "materials[0].file_types"
        assert "07" in fault["message_zh"]


async def test_of_an_item_that_is_not_online_nothing_is_told(platform: Platform, filled: dict[str, Any]) -> None:
    assert (await platform.ask("GET", f"/catalog/v1/items/{filled['code']}/uploads")).status_code == 404


def test_a_material_without_file_types_takes_every_file() -> None:
    (one,) = uploads({"materials": [{"name": "申请书"}]})
    assert one.takes("申请书.xyz")


def test_each_of_the_four_types_takes_files_of_its_own() -> None:
    codes = list(TABLES["file_type"].schemes["jixi"].codes)
    rows = list(uploads({"materials": [{"name": code, "file_types": [code]} for code in codes]}))
    assert all(one.extensions and one.media_types for one in rows)
    ends = [end for one in rows for end in one.extensions]
    assert len(ends) == len(set(ends))
