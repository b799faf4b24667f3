"""The arithmetic of a comparison: limit and product take turns, and each pair gives one ratio."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PERCENT = 100


@dataclass(frozen=True)
class Sample:
    """One measurement of one side: how much in how long, how long each took (ms), and the CPU it cost (ms)."""

    count: int
    seconds: float
    p50: float = 0.0
    p99: float = 0.0
    cpu_ms: float = 0.0

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu_ms / self.count if self.count else 0.0


@dataclass(frozen=True)
class Spread:
    """A median between its extremes."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Comparison:
    """Pairs of limit and product, measured one after the other."""

    limit: tuple[Sample, ...]
    product: tuple[Sample, ...]

    def ratio(self, of: Callable[[Sample], float] = lambda sample: sample.rate) -> Spread:
        """Product to limit, pair by pair: what moves both sides of a pair moves no ratio."""
        return Spread.of([of(p) / of(b) for b, p in zip(self.limit, self.product, strict=True) if of(b)])

    def cpu(self) -> Spread:
        """CPU of one request of the product (ms), server and database together."""
        return Spread.of([p.cpu_each for p in self.product])


def compare(limit: Callable[[], Sample], product: Callable[[], Sample], pairs: int) -> Comparison:
    """Measure limit, product, limit, product, …"""
    taken = [(limit(), product()) for _ in range(pairs)]
    return Comparison(tuple(b for b, _ in taken), tuple(p for _, p in taken))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many per cent do not exceed (nearest rank); zero of nothing."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // PERCENT) - 1)] if ranked else 0.0
