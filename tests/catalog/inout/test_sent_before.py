"""A file that was sent is known by its bytes, while what it brought stands: one whose load was taken back is sent anew."""

import hashlib

from services.loader import _There
from tests.catalog.inout.dumped import MARKET, code_of, row, sql
from tests.catalog.inout.support import then
from tests.catalog.inout.test_loads import CENTRE, load
from tests.platform import Platform


async def test_a_file_is_known_until_its_load_is_taken_back(platform: Platform) -> None:
    body = sql(row(code_of(MARKET, 4)))
    made = await load(platform, body=body, apply=True)
    there = _There(platform.http, "http://platform", 1, print, platform.player.tokens[CENTRE])
    digest = hashlib.sha256(body).hexdigest()
    assert (await there.known("0" * 64)) is None
    known = await there.known(digest)
    assert known is not None
    assert (known["set_id"], known["state"]) == (made["set_id"], "applied")
    await then(platform, made, "undo", CENTRE)
    assert (await there.known(digest)) is None
