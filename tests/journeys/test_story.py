"""The loop on the embedded form: one process, SQLite, the in-process bus."""

import asyncio
from pathlib import Path

import pytest

from services.sinks import mailbox, webhook
from services.story import Teller
from tests.journeys.assertions import TheStory, Told, told
from tests.platform import copy_of, served


@pytest.fixture(scope="class")
def embedded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story, told once over a real server."""

    async def tell() -> Told:
        async with mailbox() as (box, smtp_port), webhook() as (hook, hook_port):
            folder = tmp_path_factory.mktemp("embedded")
            given = copy_of(sqlite_template, folder, smtp_url=f"smtp://127.0.0.1:{smtp_port}")
            async with served(given) as (platform, _):
                lines: list[str] = []
                teller = Teller(platform.player, lines.append, box, hook, hook_port, "memory://")
                return await told(platform.http, teller, lines, given)

    return asyncio.run(tell())


class TestEmbedded(TheStory):
    @pytest.fixture
    def told(self, embedded: Told) -> Told:
        return embedded
