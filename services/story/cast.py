"""Who plays in the story, and what every part of its telling has at hand."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from services.player import Player
from services.sinks import Hook, Mailbox
from services.world import MARK
from shared.settings import CannotStartError
from shared.world import Story, story

SMTP_PORT = 8025
Say = Callable[[str], None]

LINE, INFORMANT, CHECKER = "hlj-market-line", "jidong-market-informant", "jidong-market-checker"
LAWYER, STAFFING = "jidong-market-lawyer", "jidong-staffing-auditor"
LEGALITY, GOVERNMENT = "jidong-legality-auditor", "jidong-government-auditor"
CENTRE, CLERK, PLATFORM = "jidong-data-inspection", "jidong-service-clerk", "hlj-data-platform"
PEOPLE = (LINE, INFORMANT, CHECKER, LAWYER, STAFFING, LEGALITY, GOVERNMENT, CENTRE, CLERK, PLATFORM, MARK)


class ToldNoFurtherError(CannotStartError):
    """The story cannot be told, or told on; one line says what to mend."""


@dataclass
class Telling:
    """One telling: who asks, who listens, and what was seen, for whoever checks it. `pace`: seconds after each line."""

    player: Player
    say: Say
    box: Mailbox
    hook: Hook
    hook_port: int
    bus_url: str
    pace: float = 0.0
    story: Story = field(default_factory=story)
    item_id: str = ""
    code: str = ""
    edition: int = 0
    seen: dict[str, Any] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    @property
    def desk(self) -> str:
        """Where the item lies on the desk."""
        return f"/catalog/v1/desk/items/{self.item_id}"

    async def tell(self, text: str) -> None:
        """One line under a step, and time to read it."""
        self.say(f"    · {text}")
        await asyncio.sleep(self.pace)

    async def duties(self, who: str, least: int, *, but: Collection[str] = ()) -> list[dict[str, Any]]:
        """The item's duties that someone sees, when there are so many besides those known before."""
        found: list[dict[str, Any]] = await self.player.until(
            "/notify/v1/duties",
            who,
            lambda ds: (
                mine
                if len(mine := [d for d in ds if d["item_id"] == self.item_id and d["duty_id"] not in but]) >= least
                else None
            ),
            closed=True,
            limit=200,
        )
        return found
