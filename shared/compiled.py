"""A statement is compiled once in a process: readers and writers of all services take it from one cache."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(2000)


class Shares(DefaultDialect):
    """A dialect that is equal to another of its kind over a server of the same version."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.server_version_info == self.server_version_info

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give a new engine the cache."""
        engine.update_execution_options(compiled_cache=_COMPILED)
