"""A province's dump is large: it comes in pieces, is kept in pieces, and is never in memory as a whole."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from services.catalog import store
from services.catalog import tables as t
from services.catalog.commands.opensets import sweep
from shared.clock import stamp
from shared.hosting.bodies import SHEET
from shared.problems import Conflict
from tests.catalog.inout.dumped import JIXI, MARKET, code_of, row, sql
from tests.catalog.inout.support import INFORMANT, SETS, progress, work
from tests.catalog.inout.test_loads import CENTRE
from tests.platform import Platform

OWN, ABOVE = code_of(MARKET, 4), code_of(JIXI, 3)
MEBIBYTE = 1024 * 1024
FILLING = b"-- " + b"x" * 1000 + b"\n"
TYPE = {"Content-Type": "application/octet-stream"}


async def padded(size: int) -> AsyncIterator[bytes]:
    """A dump of so many bytes and more, without its length: an item at its beginning and one at its end."""
    yield sql(row(OWN))
    for _ in range(size // (64 * len(FILLING)) + 1):
        yield FILLING * 64
    yield sql(row(ABOVE)).partition(b"\n")[2]


async def sent(platform: Platform, size: int, who: str = CENTRE, **headers: str) -> httpx.Response:
    query = {"kind": "dump", "name": "省库.sql"}
    return await platform.ask("POST", SETS, who, headers=TYPE | headers, content=padded(size), params=query)


async def pieces(platform: Platform) -> list[Any]:
    c = t.change_pieces.c
    async with platform.host.runtimes["catalog"].db.reading() as connection:
        return list(await connection.execute(select(c.set_id, c.number, func.length(c.body)).order_by(c.number)))


async def test_a_centre_loads_a_dump_of_more_than_ten_megabytes(any_platform: Platform) -> None:
    answer = await sent(any_platform, 12 * MEBIBYTE, **{"Idempotency-Key": "a"})
    assert answer.status_code == 202, answer.text
    kept = await pieces(any_platform)
    assert [one.number for one in kept] == list(range(13)), "it is kept in pieces"
    assert max(size for *_, size in kept) <= MEBIBYTE + 64 * len(FILLING)
    again = await sent(any_platform, 12 * MEBIBYTE, **{"Idempotency-Key": "a"})
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (answer.json(), "true")
    other = await sent(any_platform, 13 * MEBIBYTE, **{"Idempotency-Key": "a"})
    assert other.json()["code"] == "key_reused", "the key holds for this file only"
    await work(any_platform)
    made = await progress(any_platform, answer.json()["set_id"], CENTRE)
    assert (made["state"], made["rows"], made["done"]) == ("ready", 2, 2), "it is read to its end"


async def test_each_piece_of_a_large_file_is_a_turn_of_its_own(
    any_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[int] = []
    sound = store.keep_piece

    async def keep(*given: Any) -> None:
        there.append(len(await pieces(any_platform)))
        await sound(*given)

    monkeypatch.setattr(store, "keep_piece", keep)
    answer = await sent(any_platform, 5 * MEBIBYTE)
    assert answer.status_code == 202, answer.text
    assert there == list(range(6)), "others see, and may write after, each piece before the next one comes"


async def test_a_file_that_comes_to_nothing_leaves_no_piece(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        raise Conflict("不行。", "No.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "add_set", fails)
        assert (await sent(platform, 2 * MEBIBYTE)).status_code == 409
    assert await pieces(platform) == [], "no change set came of it"
    runtime = platform.host.runtimes["catalog"]
    await sent(platform, 2 * MEBIBYTE)
    async with runtime.db.writing() as connection:
        await store.keep_piece(connection, "stray", 0, b"x", stamp(platform.clock()))
    assert await sweep(runtime) == 0, "its sender may be at it"
    platform.clock.pass_(days=2)
    assert await sweep(runtime) == 1
    assert {one.set_id for one in await pieces(platform)} == {one["set_id"] for one in await sets(platform)}


async def sets(platform: Platform) -> Any:
    return (await platform.ask("GET", SETS, CENTRE)).json()


@pytest.mark.parametrize("who", [INFORMANT, CENTRE])
async def test_how_much_is_taken_depends_on_who_sends_it(platform: Platform, who: str) -> None:
    answer = await sent(platform, SHEET, who)
    assert (answer.status_code, answer.json().get("code")) == (
        (202, None) if who == CENTRE else (413, "body_too_large")
    )


async def test_what_a_centre_may_send_is_a_setting(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = platform.host.runtimes["catalog"]
    monkeypatch.setattr(runtime, "settings", runtime.settings.model_copy(update={"load_limit": 3}))
    answer = await sent(platform, 4 * MEBIBYTE)
    assert (answer.status_code, "3 MiB" in answer.json()["detail"]) == (413, True)
    assert await pieces(platform) == []


async def test_nothing_is_read_of_a_file_whose_sender_may_not_send_it(platform: Platform) -> None:
    headers = TYPE | {"Content-Length": str(SHEET * 2)}
    query = {"kind": "catalogue"}
    answer = await platform.ask("POST", SETS, CENTRE, headers=headers | {"Content-Type": XLSX}, params=query)
    assert answer.status_code == 403, "the right is looked at before the length"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
