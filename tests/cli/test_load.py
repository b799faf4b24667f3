"""A data centre sends its dump from the command line, sees how far it is and what stays out."""

import asyncio
import shlex
from pathlib import Path
from typing import Any

import pytest

from services import loader
from shared.settings import Settings
from tests.catalog.inout.dumped import BASE, MARKET, code_of, row, sql
from tests.catalog.inout.support import SETS
from tests.catalog.inout.test_a_second_directory import NEWER, listed
from tests.catalog.inout.test_loads import CENTRE, by_code
from tests.cli.conftest import Run
from tests.platform import free_port, served

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
        report = f"{SETS}/{tried.stdout.splitlines()[-1].split()[0]}/report.xlsx"
        made, looks = await platform.ask("GET", report, CENTRE), iter(range(300))
        while made.status_code == 202 and next(looks, None) is not None:
            await asyncio.sleep(0.2)
            made = await platform.ask("GET", report, CENTRE)
        assert made.content.startswith(b"PK"), "made by the platform's own clock"
        good = await asyncio.to_thread(run, *words, "--good-rows", "--apply", token=platform.player.tokens[CENTRE])
        assert (good.exit_code, "applied" in good.stdout) == (1, True), good.output
        assert (await by_code(platform, OWN))[0].state == "compiling"
        (folder / "rest.sql").unlink()
        done = await asyncio.to_thread(run, *words, "--apply", token=platform.player.tokens[CENTRE])
        assert (done.exit_code, "1 行 rows" in done.stdout) == (0, True), done.output
        refused = await asyncio.to_thread(run, *words, token="nobody")
        assert (refused.exit_code, refused.stderr.startswith("401: ")) == (1, True)


async def test_a_file_that_was_sent_is_followed_and_not_loaded_twice(
    run: Run, sqlite_settings: Settings, tmp_path: Path
) -> None:
    (file := tmp_path / "省库.sql").write_bytes(sql(row(OWN)))
    async with served(sqlite_settings) as (platform, address):
        platform.sign_in(CENTRE)
        words, token = ("load", str(file), "--url", address), platform.player.tokens[CENTRE]
        ids = []
        for more in ([], [], ["--apply"], ["--apply"], ["--again"]):
            told = await asyncio.to_thread(run, *words, *more, token=token)
            assert told.exit_code == 0, told.output
            ids.append(told.stdout.splitlines()[-1].partition(":")[0].split())
        (first, _), (again, _) = ids[0], ids[-1]
        assert ids[:-1] == [[first, "ready"], [first, "ready"], [first, "applied"], [first, "applied"]]
        assert again != first
        sets = (await platform.ask("GET", SETS, CENTRE)).json()
        assert {one["set_id"] for one in sets} == {first, again}


@pytest.mark.clause("D09")
async def test_what_was_tried_and_is_put_in_after_names_what_it_changes_and_cancels_and_waits_for_a_look(
    run: Run, sqlite_settings: Settings, tmp_path: Path
) -> None:
    (old := tmp_path / "一月.sql").write_bytes(sql(row(OWN)) + sql(listed(), table="up_task_directory"))
    gone = listed(task_state="3", task_version=2)
    files = {"renamed": sql(NEWER, table="up_task_directory"), "gone": sql(gone, table="up_task_directory")}
    said = {"renamed": "已在目录中（第 1 版），该行会改动它（事项名称", "gone": "撤销装载不能恢复"}
    async with served(sqlite_settings) as (platform, address):
        platform.sign_in(CENTRE)

        async def loaded(file: Path, *more: str) -> tuple[int, str, list[str]]:
            words = ("load", str(file), "--url", address, *more)
            told = await asyncio.to_thread(run, *words, token=platform.player.tokens[CENTRE])
            set_id = next(one for one in told.stdout.splitlines() if "行 rows" in one).split()[0]
            return told.exit_code, set_id, [one for one, words in said.items() if words in told.stdout]

        assert (await loaded(old, "--apply"))[0] == 0
        file, set_id = old, ""
        for name, body in files.items():
            (file := tmp_path / f"{name}.sql").write_bytes(body)
            code, set_id, told = await loaded(file)
            assert (code, told) == (0, [name])
            assert await loaded(file, "--apply") == (1, set_id, [name])
            assert (await by_code(platform, BASE))[0].state == "catalogued"
        assert (await loaded(file, "--apply", "--looked", set_id))[0] == 0
        assert (await by_code(platform, BASE))[0].state == "cancelled"


@pytest.mark.clause("D09")
async def test_a_set_that_is_followed_on_changes_the_catalogue_only_when_somebody_looked_at_it(
    run: Run, sqlite_settings: Settings, tmp_path: Path
) -> None:
    (old := tmp_path / "一月.sql").write_bytes(sql(row(OWN)) + sql(listed(), table="up_task_directory"))
    (new := tmp_path / "二月.sql").write_bytes(sql(NEWER, table="up_task_directory"))
    async with served(sqlite_settings) as (platform, address):
        platform.sign_in(CENTRE)
        token = platform.player.tokens[CENTRE]

        async def loaded(file: Path, *more: str) -> tuple[int, str, str]:
            told = await asyncio.to_thread(run, "load", str(file), "--url", address, "--apply", *more, token=token)
            set_id, state, *_ = next(one for one in told.stdout.splitlines() if "行 rows" in one).split()
            waits = "没有应用" in told.stdout and "已在目录中" in told.stdout
            return told.exit_code, state.rstrip(":"), f"waits {set_id}" if waits else set_id

        assert (await loaded(old))[:2] == (0, "applied")
        query = {"kind": "dump", "name": new.name, "apply": True}
        headers = {"Content-Type": "application/octet-stream"}
        cut_off = await platform.ask("POST", SETS, CENTRE, headers=headers, content=new.read_bytes(), params=query)
        set_id = cut_off.json()["set_id"]
        for more in ([], [], ["--good-rows"], ["--looked", "another"]):
            assert await loaded(new, *more) == (1, "ready", f"waits {set_id}")
            assert (await by_code(platform, BASE))[1].elements["name"] == "市场设立登记"
        assert await loaded(new, "--looked", set_id) == (0, "applied", set_id)
        assert (await by_code(platform, BASE))[1].elements["name"] == NEWER["task_name"]


async def first(event: asyncio.Event, task: asyncio.Task[Any]) -> None:
    """Wait for what a task tells, which must not end before."""
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    assert event.is_set(), task.exception()


async def test_a_platform_that_starts_anew_is_waited_for_and_the_set_followed_on(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    (file := tmp_path / "省库.sql").write_bytes(sql(row(OWN), row("T2")))
    said, away, port = asyncio.Event(), asyncio.Event(), free_port()
    heard: list[str] = []

    def say(line: str) -> None:
        heard.append(line)
        said.set()

    def tell(line: str) -> None:
        if "暂时不可达" in line:
            away.set()

    async with served(sqlite_settings, port) as (platform, address):
        platform.sign_in(CENTRE)
        asked = loader.Asked(file, apply=True, good_rows=True, wait=120)
        loading = asyncio.create_task(loader.load(address, "", platform.player.tokens[CENTRE], asked, tell, say))
        await first(said, loading)
    await first(away, loading)
    async with served(sqlite_settings, port):
        made, faults = await loading
    assert (made["state"], made["rows"], len(faults)) == ("applied", 2, 1)
    assert made["set_id"] in heard[0], "the id is told as soon as there is one"


async def test_a_platform_that_stays_away_is_told_with_the_command_that_follows_the_set_on(
    run: Run, tmp_path: Path
) -> None:
    (file := tmp_path / "省库.sql").write_bytes(sql(row(OWN)))
    address = f"http://127.0.0.1:{free_port()}"
    words = ("load", str(file), "--url", address, "--apply", "--good-rows")
    told = await asyncio.to_thread(run, *words, "--wait", "0", token="nobody")
    assert told.exit_code == 3, "not the code of rows that stay out"
    assert f"shixiang {shlex.join(words)}" in told.stderr
