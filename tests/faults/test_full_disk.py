"""A disk that is full, and files that may not be written: refused with the cause, nothing half done, well afterwards."""

import asyncio
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import EmbeddedOn
from tests.faults.invariants import demand
from tests.faults.load import Crowd, until
from tests.faults.stand import Stand

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@contextmanager
def no_growth(stand: Stand) -> Iterator[None]:
    """No file of the process may grow past what its largest write-ahead log holds now: writes stop in their middle."""
    pid = stand.processes[0].pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    held = max(path.stat().st_size for path in stand.folder.glob("*.db-wal"))
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (held + 5000, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def full(stand: Stand) -> Iterator[None]:
    """Nothing is left of the small disk that the databases are on."""
    filler = stand.folder / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while out.write(b"0" * 4096):
                pass
        except OSError:
            pass
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of sixteen megabytes, where this user may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk; the limit on file sizes is tested without")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


async def _refused_then_well(
    stand: Stand, crowd: Crowd, codes: set[str], trouble: AbstractContextManager[None]
) -> None:
    def refusals() -> int:
        return sum(crowd.told.answers[f"503 {code}"] for code in codes)

    async with crowd.open():
        async with crowd.at_work():
            await until(lambda: len(crowd.told.accepted) > 5, "saves before the fault")
            with trouble:
                await until(lambda: refusals() > 5, f"refusals that name one of {codes}")
            accepted = len(crowd.told.accepted)
            await until(lambda: len(crowd.told.accepted) > accepted + 5, "saves after the fault")
        await crowd.finish()
    await demand(stand, crowd)
    stand.say(f"{refusals()} refused with {codes}, {len(crowd.told.accepted)} accepted, ok")


def test_writes_that_the_machine_cuts_off_are_refused_and_leave_nothing_half_done(
    embedded: tuple[Stand, Crowd],
) -> None:
    stand, crowd = embedded
    codes = {"disk_error", "disk_full", "outcome_unknown"}
    asyncio.run(_refused_then_well(stand, crowd, codes, no_growth(stand)))


def test_a_full_disk_is_told_as_such_and_leaves_nothing_half_done(small_disk: Path, embedded_on: EmbeddedOn) -> None:
    stand, crowd = embedded_on(small_disk)
    asyncio.run(_refused_then_well(stand, crowd, {"disk_full"}, full(stand)))
