"""The signed heads are published: whoever kept one names a trail that went back or was written anew (U32)."""

import contextlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from shared import trail
from shared.hosting.loops import sign_trail
from shared.settings import Settings
from shared.unit import Actor
from tests.platform import Platform, opened
from tests.shared.test_trail import exported, put_back

Line = dict[str, Any]


async def heads(platform: Platform, **asked: Any) -> list[Line]:
    """What anybody takes from the web."""
    answer = await platform.ask("GET", "/catalog/v1/trail/heads", params=asked)
    assert answer.status_code == 200, answer.text
    return trail.lines_of(answer.text)


async def write(platform: Platform, *words: str) -> None:
    for word in words:
        async with platform.host.runtimes["catalog"].unit(Actor("someone")) as unit:
            unit.note("item.save", "some-item", why=word)
        await sign_trail(platform.host.runtimes["catalog"])


async def test_anyone_takes_the_newest_signed_heads_and_no_word_of_an_item(any_platform: Platform) -> None:
    await write(any_platform, "涉密甲", "涉密乙", "涉密丙")
    runtime = any_platform.host.runtimes["catalog"]
    header, *marks = await heads(any_platform)
    assert header == {"kind": "trail", "service": "catalog", "format": 1}
    assert {frozenset(mark) for mark in marks} == {frozenset(("kind", "seq", "at", "hash", "key_id", "signature"))}
    assert marks == [line for line in await exported(runtime) if line["kind"] == "checkpoint"]
    assert await heads(any_platform, limit=1) == [header, marks[-1]]
    assert trail.verify(await exported(runtime), runtime.keys.signer.public_pem, [header, *marks]) == []


@pytest.mark.parametrize("goes_on", [False, True])
async def test_an_old_copy_of_the_database_is_named_by_heads_from_the_web(
    sqlite_settings: Settings,
    tmp_path: Path,
    goes_on: bool,  # noqa: FBT001 - a case
) -> None:
    async with contextlib.asynccontextmanager(opened)(sqlite_settings) as platform:
        await write(platform, "甲")
    shutil.copy(tmp_path / "catalog.db", tmp_path / "old.db")
    async with contextlib.asynccontextmanager(opened)(sqlite_settings) as platform:
        await write(platform, "乙")
        kept = await heads(platform)
    put_back(tmp_path / "old.db", tmp_path / "catalog.db")
    async with contextlib.asynccontextmanager(opened)(sqlite_settings) as platform:
        runtime = platform.host.runtimes["catalog"]
        if goes_on:
            await write(platform, "丙", "丁", "戊")
        now, pem = await exported(runtime), runtime.keys.signer.public_pem
        assert trail.verify(now, pem) == []
        found = {one.fault for one in trail.verify(now, pem, kept)}
        assert ("rewritten" if goes_on else "rolled_back") in found
