"""Structured logs: static event names, identifiers as fields, never a record's content."""

import logging
import re
import sys
import uuid
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""The request id that follows a change through HTTP, events and logs."""

_SAFE = re.compile(r"^[A-Za-z0-9._:-]{1,64}$")


def accept_correlation(given: str | None) -> str:
    """The caller's request id when it is a plain one, else a new one."""
    return given if given and _SAFE.match(given) else uuid.uuid4().hex


def _add_correlation(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if name := correlation.get():
        event["request_id"] = name
    return event


def configure(level: str) -> None:
    """JSON lines on standard error, for every logger of the process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _add_correlation,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for noisy in ("aiokafka", "alembic", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


log = structlog.get_logger()
