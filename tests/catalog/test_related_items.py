"""What comes before an item is said with its own relation and code, and the public reads it (F28)."""

from typing import Any

import pytest

from tests.platform import Platform

FIRM = {"name": "企业法人登记", "code": "000131001000", "note": "依《企业法人登记管理条例》另行申请登记"}
STAGES = ("inspection", "test", "publication", "online")


async def related(platform: Platform, *rows: dict[str, Any]) -> dict[str, Any]:
    item = await platform.filled()
    saved = await platform.save(item["item_id"], item["edition"], {"related_items": list(rows)})
    return {**saved, "item_id": item["item_id"], "code": item["code"]}


@pytest.mark.clause("F28")
async def test_an_item_that_comes_before_another_is_named_to_the_public_as_such(any_platform: Platform) -> None:
    saved = await related(any_platform, FIRM | {"relation": "1"})
    approved = await any_platform.approve(await any_platform.submit(saved["item"]))
    await any_platform.stage(approved["item_id"], *STAGES)
    record = (await any_platform.ask("GET", f"/catalog/v1/items/{saved['code']}")).json()
    assert record["elements"]["related_items"] == [FIRM | {"relation": "1"}]
    guide = "".join((await any_platform.ask("GET", f"/guide/v1/guides/{saved['code']}.txt")).text.split())
    assert "前置事项" in guide
    assert FIRM["name"] in guide


@pytest.mark.clause("F28")
async def test_a_relation_that_the_code_table_does_not_have_is_refused(
    platform: Platform, filled: dict[str, Any]
) -> None:
    rows = [FIRM | {"relation": "7"}]
    answer = await platform.ask(
        "PATCH",
        f"/catalog/v1/desk/items/{filled['item_id']}/elements",
        "jidong-market-informant",
        headers={"If-Match": f'"{filled["edition"]}"'},
        json={"elements": {"related_items": rows}},
    )
    assert answer.status_code == 422
    assert "related_items[0].relation" in answer.text
