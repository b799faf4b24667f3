"""Traces that follow an event: W3C trace context in, W3C trace context out (CloudEvents distributed tracing)."""

import contextlib
from collections.abc import Iterator

from opentelemetry import propagate, trace
from opentelemetry.context import attach, detach


def current_trace() -> str:
    """The traceparent of this moment; empty when nothing is traced."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent", "")


@contextlib.contextmanager
def continued(traceparent: str, name: str) -> Iterator[None]:
    """A span that continues the trace of whoever said the event; nothing at all where nothing is traced."""
    if not traceparent:
        yield
        return
    token = attach(propagate.extract({"traceparent": traceparent}))
    try:
        with trace.get_tracer("shixiang").start_as_current_span(name, kind=trace.SpanKind.CONSUMER):
            yield
    finally:
        detach(token)
