"""A list of editions is refused when a row of it is not what the trail tells: who saved it, when it was public."""

from typing import Any

import pytest
from sqlalchemy import delete, update

from services.catalog import tables as t
from tests.catalog.history.test_records import again, change, edition, history, publication
from tests.catalog.test_life import INFORMANT
from tests.platform import Platform

SOONER = "2020-01-01T00:00:00.000000Z"


def forged(item: dict[str, Any], table: str, number: int, values: dict[str, Any]) -> Any:
    return {"editions": edition, "publications": publication, "validity": history}[table](item, number, **values)


@pytest.mark.clause("D09")
@pytest.mark.parametrize(
    ("table", "values", "fault"),
    [
        ("publications", {"online_at": SOONER}, "publication_altered"),
        ("publications", {"offline_at": SOONER}, "publication_altered"),
        ("publications", {"published_at": SOONER}, "publication_altered"),
        ("editions", {"saved_by": "nobody"}, "author_altered"),
        ("editions", {"saved_office": "x"}, "author_altered"),
        ("editions", {"saved_at": SOONER}, "author_altered"),
        ("editions", {"digest": "0" * 64}, "edition_altered"),
        ("validity", {"valid_from": SOONER}, "history_altered"),
    ],
)
async def test_a_list_with_a_forged_row_is_not_shown_and_the_row_is_named(
    platform: Platform, online: dict[str, Any], table: str, values: dict[str, Any], fault: str
) -> None:
    item = await again(platform, online, "新写法")
    lists = {
        f"/catalog/v1/items/{item['code']}/editions": "",
        f"/catalog/v1/desk/items/{item['item_id']}/editions": INFORMANT,
        f"/catalog/v1/desk/items/{item['item_id']}/history": INFORMANT,
    }
    for path, who in lists.items():
        assert (await platform.ask("GET", path, who)).status_code == 200
    await change(platform, forged(item, table, online["edition"], values))
    for path, who in lists.items():
        answer = await platform.ask("GET", path, who)
        assert (answer.status_code, answer.json()["code"]) == (409, "altered"), answer.text
        assert fault in {one["fault"] for one in answer.json()["altered"]}
        assert SOONER not in answer.text


@pytest.mark.parametrize("table", [t.editions, t.publications])
async def test_a_list_from_which_a_row_was_taken_is_not_shown(
    any_platform: Platform, online: dict[str, Any], table: Any
) -> None:
    item = await again(any_platform, online, "新写法")
    number = table.c.number if table is t.editions else table.c.edition
    await change(any_platform, delete(table).where(table.c.item_id == item["item_id"], number == online["edition"]))
    for path, who in (
        (f"/catalog/v1/items/{item['code']}/editions", ""),
        (f"/catalog/v1/desk/items/{item['item_id']}/editions", INFORMANT),
    ):
        assert (await any_platform.ask("GET", path, who)).status_code == 409


async def test_what_was_forged_of_another_item_closes_no_list(platform: Platform, online: dict[str, Any]) -> None:
    await change(
        platform, update(t.editions).where(t.editions.c.item_id != online["item_id"]).values(saved_by="nobody")
    )
    answer = await platform.ask("GET", f"/catalog/v1/desk/items/{online['item_id']}/editions", INFORMANT)
    assert answer.status_code == 200
