"""A catalogue sheet changes only what its dry run saw: a colleague's edit in between is not lost."""

import pytest

from services.catalog.sheets import catalogue
from tests.catalog.inout.support import SETS, upload, work
from tests.catalog.test_catalogue import CODE, LINE, ROWS, listed, send
from tests.platform import Platform

VALUES = dict(ROWS)[CODE]
CHANGED = catalogue.write([(CODE, VALUES | {"quantity_limited": True})])


async def name_now(platform: Platform) -> tuple[int, str, bool]:
    held = (await platform.ask("GET", f"/catalog/v1/catalogue/{CODE}", LINE)).json()
    return held["edition"], held["elements"]["name"], held["elements"]["quantity_limited"]


@pytest.mark.clause("D09")
async def test_a_colleagues_edit_between_dry_run_and_apply_is_not_lost(any_platform: Platform) -> None:
    await send(any_platform, catalogue.write(ROWS), apply=True)
    seen = (await send(any_platform, CHANGED)).headers["ETag"]
    saved = await any_platform.ask(
        "PUT",
        f"/catalog/v1/catalogue/{CODE}",
        LINE,
        headers={"If-Match": '"1"'},
        json={"elements": VALUES | {"name": "同事改的名称"}},
    )
    assert saved.status_code == 200, saved.text
    for good_rows in (False, True):
        late = await send(any_platform, CHANGED, seen=seen, apply=True, good_rows=good_rows)
        assert (late.status_code, late.json()["code"]) == (412, "changed_since")
        assert late.json()["editions"] == {CODE: 2}
    assert await name_now(any_platform) == (2, "同事改的名称", False)
    again = (await send(any_platform, CHANGED)).headers["ETag"]
    done = await send(any_platform, CHANGED, seen=again, apply=True)
    assert done.json()["applied"]
    assert await name_now(any_platform) == (3, VALUES["name"], True)
    assert (await send(any_platform, CHANGED)).headers["ETag"] == done.headers["ETag"] != again


@pytest.mark.clause("D09")
async def test_an_item_added_since_the_dry_run_is_told_too(platform: Platform) -> None:
    seen = (await send(platform, CHANGED)).headers["ETag"]
    await platform.put_base(CODE, VALUES)
    late = await send(platform, CHANGED, seen=seen, apply=True)
    assert (late.status_code, late.json()["code"]) == (412, "changed_since")
    assert await name_now(platform) == (1, VALUES["name"], False)


async def test_without_a_dry_run_new_rows_go_in_and_rows_that_change_something_are_faults(platform: Platform) -> None:
    await platform.put_base(CODE, VALUES)
    data = catalogue.write([(code, values | {"quantity_limited": True}) for code, values in ROWS])
    refused = (await send(platform, data, apply=True)).json()
    assert not refused["applied"]
    assert [(f["code"], "试运行" in f["cure_zh"]) for f in refused["faults"]] == [("needs_dry_run", True)]
    assert await listed(platform) == [CODE]
    taken = (await send(platform, data, apply=True, good_rows=True)).json()
    assert {r["action"] for r in taken["rows"]} == {"new"}
    assert await listed(platform) == sorted(code for code, _ in ROWS)
    assert await name_now(platform) == (1, VALUES["name"], False)


@pytest.mark.clause("D09")
async def test_a_change_set_that_is_to_go_in_at_once_waits_for_a_look_where_it_changes_something(
    any_platform: Platform,
) -> None:
    """Both doors say the same; the good rows alone are new ones."""
    platform = any_platform
    await platform.put_base(CODE, VALUES)
    data = catalogue.write([(code, values | {"quantity_limited": True}) for code, values in ROWS])
    made = await upload(platform, "catalogue", data, apply=True)
    assert made["state"] == "ready"
    rows = (await platform.ask("GET", f"{SETS}/{made['set_id']}/rows", LINE)).json()
    told = [fault for row in rows for fault in row["faults"]]
    assert [(f["code"], f["severity"], "试运行" in f["cure_zh"]) for f in told] == [("needs_dry_run", "note", True)]
    assert await name_now(platform) == (1, VALUES["name"], False)
    part = await upload(platform, "catalogue", data, apply=True, good_rows=True)
    assert (part["state"], part["done"], part["faults"]) == ("applied", len(ROWS) - 1, 1)
    assert await name_now(platform) == (1, VALUES["name"], False)
    tried = await upload(platform, "catalogue", data)
    done = await platform.ask("POST", f"{SETS}/{tried['set_id']}/application", LINE)
    assert done.status_code == 202, done.text
    await work(platform)
    assert await name_now(platform) == (2, VALUES["name"], True)
