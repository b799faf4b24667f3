"""Whom the successors of a cancelled catalogue item are offered to, and what a main item as successor stands for."""

import pytest

from tests.catalog.test_cancelling import OLD, add, cancel, claim, offered, refusal_of
from tests.catalog.test_delegation import gone
from tests.catalog.test_life import INFORMANT
from tests.platform import Platform


@pytest.mark.clause("G27")
@pytest.mark.usefixtures("claimed")
async def test_who_had_not_claimed_yet_is_offered_what_follows_however_long_the_chain(any_platform: Platform) -> None:
    base_id = (await offered(any_platform, "hulin-market-informant"))[OLD]
    no = f"/catalog/v1/desk/offers/{base_id}/refusal"
    assert (await any_platform.ask("POST", no, "hulin-market-informant", json=refusal_of(any_platform))).is_success
    chain = ["230731001003", "230731001004", "230731001005"]
    for old, new in zip([OLD, *chain], chain, strict=False):
        await add(any_platform, new)
        assert (await cancel(any_platform, old, "merge", new)).is_success
        for who in (INFORMANT, "hulin-market-informant", "jixi-market-informant"):
            assert (await offered(any_platform, who)).keys() == {new}
    own = (await claim(any_platform, chain[-1])).json()
    assert own["basic_code"] == chain[-1]


@pytest.mark.clause("G27")
@pytest.mark.usefixtures("claimed")
async def test_a_main_item_as_successor_stands_for_its_sub_items_in_force(any_platform: Platform) -> None:
    main, subs = "23073100300Y", ["230731003001", "230731003002", "230731003003"]
    await add(any_platform, main)
    empty = await cancel(any_platform, OLD, "split", main)
    assert (empty.status_code, empty.json()["code"]) == (422, "successor")
    assert "没有在用的子项" in empty.json()["detail_zh"]
    for code in subs:
        await add(any_platform, code)
    await cancel(any_platform, subs[2])
    assert (await cancel(any_platform, OLD, "split", main, subs[0])).is_success
    assert await gone(any_platform, OLD) == (410, subs[:2])
    assert (await offered(any_platform)).keys() == set(subs[:2])
