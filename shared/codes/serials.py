"""Serial arithmetic: numbers go up, never wrap, never come back; the store makes it transactional."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.problems import Refused


class Exhausted(Refused, ValueError):
    """Every number of the width is used."""

    cause = "serials_exhausted"

    def __init__(self, width: int) -> None:
        zh, en = f"{width} 位顺序号已用完", f"all serials of {width} digits are used"
        super().__init__(zh, en, self.cause)
        self.width = width


@dataclass(frozen=True, slots=True)
class Serials:
    """Serials of a fixed width, from 1 to all nines."""

    width: int = 3

    def __post_init__(self) -> None:
        if self.width < 1:
            raise ValueError("顺序号至少一位 (a serial has at least one digit)")

    @property
    def last(self) -> int:
        return int("9" * self.width)

    def allocate(self, last: int) -> int:
        """The number after the highest one ever given out (0 = none yet)."""
        if last < 0:
            raise ValueError("已用顺序号不能为负 (the last serial cannot be negative)")
        if last >= self.last:
            raise Exhausted(self.width)
        return last + 1

    def free(self, highest: int, used: Collection[int]) -> int:
        """The number after the highest: below it one may have been retired before anybody told us.

        Only where the highest is the last, as after an import that begins at the end, is the lowest free one given.
        """
        if highest < self.last:
            return self.allocate(highest)
        return next((n for n in range(1, self.last) if n not in used), None) or self.allocate(self.last)

    def format(self, number: int) -> str:
        if not 1 <= number <= self.last:
            raise ValueError(f"{number} 不在 1–{self.last} 之内 (outside 1–{self.last})")
        return f"{number:0{self.width}d}"

    def nearly_full(self, last: int) -> bool:
        """True from 90 % of the numbers on: time to warn."""
        return last * 10 >= self.last * 9

    def left(self, last: int) -> int:
        return max(self.last - last, 0)
