"""The loop on real parts: one item from the hand-down to the circular, and what must hold of it."""

from collections.abc import AsyncIterator

import pytest

from services.sinks import mailbox, webhook
from services.story import PEOPLE, Teller
from shared.settings import Settings
from tests.platform import Platform, served


@pytest.fixture
async def told(sqlite_settings: Settings) -> AsyncIterator[tuple[Platform, Teller]]:
    """The story, told once on the embedded form, over a real server."""
    async with mailbox() as (box, smtp_port), webhook() as (hook, hook_port):
        given = sqlite_settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{smtp_port}"})
        async with served(given) as (platform, _):
            lines: list[str] = []
            teller = Teller(platform.player, lines.append, box, hook, hook_port, "memory://")
            platform.sign_in(*PEOPLE)
            await teller.run()
            teller.seen["lines"] = lines
            yield platform, teller


async def test_the_story_is_told_to_its_end(told: tuple[Platform, Teller]) -> None:
    _, teller = told
    assert teller.seen["lines"][-1].strip() == "完 The end."
    assert all(f"【{n}】" in "".join(teller.seen["lines"]) for n in range(1, 10))
