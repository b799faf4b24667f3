"""A data centre sends its dump from the command line, sees how far it is and what stays out."""

import asyncio
from pathlib import Path

from shared.settings import Settings
from tests.catalog.inout.dumped import MARKET, code_of, row, sql
from tests.catalog.inout.test_loads import CENTRE, by_code
from tests.cli.conftest import Run
from tests.platform import served

OWN = code_of(MARKET, 4)


async def test_a_folder_of_tables_is_loaded_from_the_command_line(
    run: Run, sqlite_settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "省库"
    folder.mkdir()
    (folder / "basic.sql").write_bytes(sql(row(OWN)))
    (folder / "rest.sql").write_bytes(sql(row("T2")))
    async with served(sqlite_settings) as (platform, address):
        platform.sign_in(CENTRE)
        words = ("load", str(folder), "--url", address)
        tried = await asyncio.to_thread(run, *words, token=platform.player.tokens[CENTRE])
        assert (tried.exit_code, "ready" in tried.stdout, "T2: " in tried.stdout) == (1, True, True), tried.output
        assert await by_code(platform, OWN) == (None, None)
        good = await asyncio.to_thread(run, *words, "--good-rows", "--apply", token=platform.player.tokens[CENTRE])
        assert (good.exit_code, "applied" in good.stdout) == (1, True), good.output
        assert (await by_code(platform, OWN))[0].state == "compiling"
        (folder / "rest.sql").unlink()
        done = await asyncio.to_thread(run, *words, "--apply", token=platform.player.tokens[CENTRE])
        assert (done.exit_code, "1 行 rows" in done.stdout) == (0, True), done.output
        refused = await asyncio.to_thread(run, *words, token="nobody")
        assert (refused.exit_code, refused.stderr.startswith("401: ")) == (1, True)
    away = await asyncio.to_thread(run, *words, token="nobody")
    assert (away.exit_code, address in away.stderr) == (1, True)
