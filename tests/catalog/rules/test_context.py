"""Inspection on the platform knows more than the elements: the catalogue above, the body's namesakes, codes and day."""

from dataclasses import replace
from typing import Any

import pytest

from services.catalog import store
from tests.platform import Platform

CENTRE = "jidong-data-inspection"


async def rules_found(platform: Platform, item_id: str) -> set[str]:
    answer = await platform.ask("POST", f"/catalog/v1/desk/items/{item_id}/inspection", CENTRE)
    return {f["rule"] for f in answer.json()["findings"]}


async def changed(platform: Platform, item_id: str, **values: Any) -> None:
    """Another office of the platform writes past the doors, as an older import might have done."""
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        item = await store.load(connection, item_id)
        await store.add(connection, replace(item, item_id="0" * 36, **values))


@pytest.mark.clause("E13")
async def test_a_namesake_of_the_body_is_found(platform: Platform, approved: dict[str, Any]) -> None:
    await changed(platform, approved["item_id"], code=approved["code"][:-3] + "999")
    assert "one_name_one_item" in await rules_found(platform, approved["item_id"])


@pytest.mark.clause("F25")
async def test_a_namesake_of_another_body_of_the_region_is_told_with_its_item(
    any_platform: Platform, approved: dict[str, Any]
) -> None:
    others: dict[str, dict[str, Any]] = {
        "Y": {"office": "11230321999000999X", "office_name": "某某局"},
        "Z": {"region": "230381", "office": "9"},
    }
    for number, other in others.items():
        async with any_platform.host.runtimes["catalog"].db.writing() as connection:
            held = await store.load(connection, approved["item_id"])
            await store.add(
                connection, replace(held, item_id=number * 36, code=approved["code"][:-1] + number, **other)
            )
    answer = await any_platform.ask("POST", f"/catalog/v1/desk/items/{approved['item_id']}/inspection", CENTRE)
    (said,) = [one for one in answer.json()["findings"] if one["rule"] == "one_name_one_region"]
    assert ("某某局" in said["message_zh"], approved["code"][:-1] + "Y" in said["message_zh"]) == (True, True)
    assert "one_name_one_item" not in {one["rule"] for one in answer.json()["findings"]}


@pytest.mark.clause("A05")
async def test_the_name_is_held_against_the_catalogue_above(platform: Platform, approved: dict[str, Any]) -> None:
    async with platform.host.runtimes["catalog"].db.writing() as connection:
        held = await store.load(connection, approved["item_id"])
        base = await store.load(connection, str(held.parent_id))
        above = await store.edition(connection, base.item_id, base.head)
        renamed = above.elements | {"name": "市场开办核准"}
        await store.add_edition(connection, replace(above, number=base.head + 1, elements=renamed))
        await store.replace(connection, base, replace(base, head=base.head + 1))
    assert "name_as_catalogue" in await rules_found(platform, approved["item_id"])


async def test_an_item_that_agrees_with_its_catalogue_has_neither_finding(
    platform: Platform, approved: dict[str, Any]
) -> None:
    assert not {"name_as_catalogue", "one_name_one_item", "as_catalogue"} & await rules_found(
        platform, approved["item_id"]
    )


@pytest.mark.clause("A06")
async def test_an_item_whose_cases_differ_is_divisible_until_it_is_divided(
    platform: Platform, filled: dict[str, Any]
) -> None:
    cases = [{"name": "新办", "materials": ["甲"]}, {"name": "延续", "materials": ["甲", "乙"]}]
    saved = await platform.save(filled["item_id"], filled["edition"], {"cases": cases})
    item = await platform.approve(await platform.submit(saved["item"]))
    assert "still_divisible" in await rules_found(platform, item["item_id"])
    path = f"/catalog/v1/desk/items/{item['item_id']}/handling-items"
    body = {"name": "延续登记", "variant": "03"}
    assert (await platform.ask("POST", path, "jidong-market-informant", json=body)).status_code == 201
    path, why = f"/catalog/v1/desk/items/{item['item_id']}/rejection", {"reason": "再看一次"}
    assert (await platform.ask("POST", path, CENTRE, json=why)).status_code == 200
    held = await platform.desk(item["item_id"])
    saved = await platform.save(item["item_id"], held["edition"], {"plain_name": "集市登记"})
    await platform.approve(await platform.submit(saved["item"]))
    assert "still_divisible" not in await rules_found(platform, item["item_id"])
