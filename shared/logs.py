"""Structured logs: static event names, identifiers as fields, never a record's content.

What libraries say goes the same way and has the same fields. A warning that says the same again and again is written
once in a while, with how often it was held back.
"""

import contextlib
import logging
import re
import sys
import time
import uuid
from collections.abc import Iterator, MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""The request id that follows a change through HTTP, events and logs."""

_SAFE = re.compile(r"^[A-Za-z0-9._:-]{1,64}$")
_VARIES = re.compile(r"0x[0-9a-f]+|\d+(\.\d+)?")
_LOUD = {"warning", "error", "critical"}
PAUSE = 30.0
"""Seconds in which the same warning is written once."""
KEPT = 1000
Line = MutableMapping[str, Any]


def accept_correlation(given: str | None) -> str:
    """The caller's request id when it is a plain one, else a new one."""
    return given if given and _SAFE.match(given) else uuid.uuid4().hex


def _add_correlation(_logger: Any, _method: str, event: Line) -> Line:
    if name := correlation.get():
        event["request_id"] = name
    return event


class Damper:
    """Lets the same warning through once in a while; `repeated` says how many were held back before."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[float, int]] = {}

    def __call__(self, _logger: Any, _method: str, event: Line) -> Line:
        """A processor of structlog. What differs in numbers only is the same; what names a thing by its id is not."""
        if event["level"] not in _LOUD or any(key.endswith("_id") for key in event):
            return event
        same, now = _VARIES.sub("#", repr(sorted(event.items(), key=lambda one: one[0]))), time.monotonic()
        since, held = self._said.get(same, (now - PAUSE, 0))
        if now - since < PAUSE:
            self._said[same] = (since, held + 1)
            raise structlog.DropEvent
        if len(self._said) >= KEPT:
            self._said.clear()
        self._said[same] = (now, 0)
        return {**event, "repeated": held} if held else event


def _processors() -> list[Any]:
    return [
        structlog.processors.add_log_level,
        Damper(),
        _add_correlation,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


class FromLibraries(logging.Handler):
    """Writes what the loggers of the standard library say as a line of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line, with the library's logger by name."""
        try:
            given: dict[str, Any] = {"logger": record.name}
            if record.exc_info:
                given["exc_info"] = record.exc_info
            getattr(log, _level_of(record))(record.getMessage(), **given)
        except Exception:  # noqa: BLE001 - the standard library's own way out of a broken line
            self.handleError(record)


def _level_of(record: logging.LogRecord) -> str:
    loud = ((logging.ERROR, "error"), (logging.WARNING, "warning"), (logging.INFO, "info"))
    return next((name for least, name in loud if record.levelno >= least), "debug")


def configure(level: str) -> None:
    """JSON lines on standard error, for every logger of the process; libraries speak from warnings on."""
    structlog.configure(
        processors=_processors(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for one in [one for one in root.handlers if isinstance(one, FromLibraries)]:
        root.removeHandler(one)
    root.addHandler(FromLibraries())
    root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


def entry(event: str, error: Exception, **named: Any) -> str:
    """Write an error that nobody foresaw; returns the number by which the entry is found, for whoever is told of it."""
    number = uuid.uuid4().hex[:12]
    log.error(event, entry_id=number, error=repr(error)[:300], exc_info=error, **named)
    return number


@contextlib.contextmanager
def hushed(library: str) -> Iterator[None]:
    """A library says nothing meanwhile: a command tells in its own line what went wrong."""
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


log = structlog.get_logger()
