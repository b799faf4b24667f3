"""No elements at all, which remember what they were asked for: so the engine learns what a rule needs."""

from collections.abc import Iterator
from typing import Any


class Watched(dict[str, Any]):
    """`asked` holds the elements that a rule asked for; None once it looked at all that is there."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] | None = set()

    def _ask(self, key: str) -> None:
        if self.asked is not None:
            self.asked.add(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._ask(key)
        return default

    def __missing__(self, key: str) -> Any:
        self._ask(key)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        self._ask(str(key))
        return False

    def _look(self) -> Any:
        self.asked = None
        return {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._look())

    def __len__(self) -> int:
        return len(self._look())

    def __or__(self, other: Any) -> Any:
        return self._look() | other

    def __ror__(self, other: Any) -> Any:
        return other | self._look()

    def keys(self) -> Any:
        return self._look().keys()

    def values(self) -> Any:
        return self._look().values()

    def items(self) -> Any:
        return self._look().items()

    def copy(self) -> Any:
        return self._look()
