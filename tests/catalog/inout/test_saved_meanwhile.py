"""A file that is to go in at once overwrites nothing that was written after it came; a tried one, nothing it did not see."""

from typing import Any

import pytest

from services.player import XLSX
from tests.catalog.inout.support import (
    INFORMANT,
    LINE,
    LINES,
    SETS,
    base_rows,
    lines_of,
    progress,
    rows_of,
    sheet_of,
    then,
    upload,
    work,
)
from tests.platform import Platform

pytestmark = pytest.mark.clause("D09")


async def opened(platform: Platform, kind: str, body: bytes, who: str, **query: Any) -> str:
    """The id of a change set that is to be applied, before its job has looked at it."""
    headers = {"Content-Type": LINES if kind == "elements" else XLSX}
    params = {"kind": kind, "apply": True, **query}
    answer = await platform.ask("POST", SETS, who, headers=headers, content=body, params=params)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["set_id"])


async def outcomes(platform: Platform, set_id: str, who: str) -> list[tuple[str, list[str]]]:
    return [(row["action"], [f["code"] for f in row["faults"]]) for row in await rows_of(platform, set_id, who)]


@pytest.mark.parametrize("good_rows", [False, True])
async def test_what_a_colleague_saves_between_the_upload_and_the_job_stays(
    any_platform: Platform,
    claimed: dict[str, Any],
    good_rows: bool,  # noqa: FBT001 - a case
) -> None:
    body = lines_of((claimed["code"], {"office_hours": "工作日"}))
    set_id = await opened(any_platform, "elements", body, INFORMANT, good_rows=good_rows)
    await any_platform.save(claimed["item_id"], 1, {"office_hours": "周末"})
    await work(any_platform)
    made = await progress(any_platform, set_id, INFORMANT)
    assert (made["state"], made["done"]) == ("applied" if good_rows else "ready", 0)
    assert await outcomes(any_platform, set_id, INFORMANT) == [("fault", ["changed_since"])]
    path = f"/catalog/v1/desk/items/{claimed['item_id']}"
    assert (await any_platform.ask("GET", path, INFORMANT)).json()["elements"]["office_hours"] == "周末"


async def test_a_catalogue_item_changed_between_the_upload_and_the_job_stays_and_the_rest_goes_in(
    platform: Platform,
) -> None:
    (one, values), (other, others) = base_rows(2)
    await upload(platform, "catalogue", sheet_of([(one, values)]), apply=True)
    body = sheet_of([(one, values | {"name": "表中名称"}), (other, others | {"name": "另一名称"})])
    set_id = await opened(platform, "catalogue", body, LINE, good_rows=True)
    await platform.put_base(one, values | {"name": "同事改的名称"})
    await work(platform)
    assert await outcomes(platform, set_id, LINE) == [("fault", ["changed_since"]), ("new", [])]
    held = (await platform.ask("GET", f"/catalog/v1/catalogue/{one}", LINE)).json()
    assert held["elements"]["name"] == "同事改的名称"


async def test_what_was_saved_before_the_upload_is_changed_as_the_file_says_once_it_was_looked_at(
    platform: Platform,
    claimed: dict[str, Any],
) -> None:
    await platform.save(claimed["item_id"], 1, {"office_hours": "周末"})
    set_id = await opened(platform, "elements", lines_of((claimed["code"], {"office_hours": "工作日"})), INFORMANT)
    await work(platform)
    assert await outcomes(platform, set_id, INFORMANT) == [("changed", ["needs_dry_run"])]
    await then(platform, {"set_id": set_id}, "application", INFORMANT)
    assert await outcomes(platform, set_id, INFORMANT) == [("changed", [])]


async def test_an_item_that_was_new_to_the_dry_run_and_was_entered_since_is_left_alone(platform: Platform) -> None:
    ((code, values),) = base_rows(1)
    made = await upload(platform, "catalogue", sheet_of([(code, values)]))
    assert await outcomes(platform, made["set_id"], LINE) == [("new", [])]
    await platform.put_base(code, values | {"name": "同事录入的名称"})
    made = await then(platform, made, "application")
    assert await outcomes(platform, made["set_id"], LINE) == [("fault", ["changed_since"])]
    held = (await platform.ask("GET", f"/catalog/v1/catalogue/{code}", LINE)).json()
    assert (held["edition"], held["elements"]["name"]) == (1, "同事录入的名称")
