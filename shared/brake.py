"""A brake against guessing: so many tries within a span, for a name from an address, whether the name exists or not.

A second one counts a name's tries from everywhere, with so much more room that nobody alone can lock another out.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.problems import TooMany

NAMES = 10_000


@dataclass
class Brake:
    """Counts tries in one process; a try that succeeds is forgotten."""

    tries: int = 10
    span: timedelta = timedelta(minutes=1)
    _made: OrderedDict[str, list[datetime]] = field(default_factory=OrderedDict)

    def take(self, name: str, at: datetime) -> None:
        """Note a try before it is made; TooMany when there were too many within the span."""
        recent = [one for one in self._made.pop(name, []) if at - one < self.span]
        self._made[name] = recent
        if len(recent) >= self.tries:
            seconds = max(1, int((recent[0] + self.span - at).total_seconds() + 0.999))
            raise TooMany(
                f"尝试次数过多，请 {seconds} 秒后再试。",
                f"Too many tries; try again in {seconds} seconds.",
                "too_many_tries",
                headers={"Retry-After": str(seconds)},
            )
        recent.append(at)
        if len(self._made) > NAMES:
            self._made.popitem(last=False)

    @classmethod
    def everywhere(cls) -> "Brake":
        """The brake of a name from all addresses together: over what the first one leaves a single address."""
        return cls(1000, timedelta(hours=1))

    def forget(self, name: str) -> None:
        """The name got in: its tries no longer count."""
        self._made.pop(name, None)
