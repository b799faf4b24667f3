"""A hash of the province's inventory is the same in capital and in small letters, as the agreement has it."""

from collections.abc import AsyncIterator

import pytest

from services.catalog.commands.inventory import Held, Side, compared, held

CODE, DIGEST = "1123032199000122004230731001001", "0a1b" * 16


async def side(*rows: Held) -> AsyncIterator[Held]:
    for one in rows:
        yield one


@pytest.mark.clause("A30")
@pytest.mark.parametrize(
    ("digest", "kinds"), [(DIGEST, []), (DIGEST.upper(), []), ("0A1c" * 16, ["different"]), (DIGEST[:-1], ["odd"])]
)
async def test_a_digest_in_capitals_is_no_difference(digest: str, kinds: list[str]) -> None:
    theirs = held({"code": CODE, "row_guid": "g", "digest": digest})
    found = await compared(Side(side(Held(CODE, "g", DIGEST))), Side(side(theirs)))
    assert [one["kind"] for one in found] == kinds
