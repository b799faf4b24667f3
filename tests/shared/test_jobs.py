"""Jobs by the clock: one replica at a time, and another takes over from one that died."""

from collections.abc import AsyncIterator

import pytest

from shared.hosting import Job, loops
from shared.hosting.loops import run_job
from shared.hosting.runtime import Runtime
from shared.settings import Settings
from tests.platform import Platform, opened

HERE, THERE = "this-host:1", "that-host:2"
pytestmark = pytest.mark.postgres


@pytest.fixture
async def replicated(postgres_settings: Settings) -> AsyncIterator[Platform]:
    """Only on PostgreSQL are there replicas."""
    async for made in opened(postgres_settings):
        yield made


@pytest.fixture
def job() -> Job:
    runs: list[str] = []

    async def run(_: Runtime) -> int:
        runs.append(loops.HOLDER)
        return 1

    return Job("a-job", 20.0, run)


async def run_as(who: str, platform: Platform, job: Job, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(loops, "HOLDER", who)
    return await run_job(platform.host.runtimes["notify"], job)


async def test_of_two_replicas_one_runs_a_job(replicated: Platform, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = [await run_as(who, replicated, job, monkeypatch) for who in (HERE, THERE, HERE, THERE)]
    assert ran == [1, 0, 1, 0]


async def test_another_replica_takes_over_when_the_lease_has_run_out(
    replicated: Platform, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await run_as(HERE, replicated, job, monkeypatch) == 1
    replicated.clock.pass_(seconds=59)
    assert await run_as(THERE, replicated, job, monkeypatch) == 0
    replicated.clock.pass_(seconds=2)
    assert await run_as(THERE, replicated, job, monkeypatch) == 1
    assert await run_as(HERE, replicated, job, monkeypatch) == 0


async def test_each_job_has_a_lease_of_its_own(replicated: Platform, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Job("another-job", 20.0, job.run)
    assert await run_as(HERE, replicated, job, monkeypatch) == 1
    assert await run_as(THERE, replicated, other, monkeypatch) == 1


async def test_a_renewed_lease_does_not_run_out(
    replicated: Platform, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        assert await run_as(HERE, replicated, job, monkeypatch) == 1
        replicated.clock.pass_(seconds=45)
    assert await run_as(THERE, replicated, job, monkeypatch) == 0
