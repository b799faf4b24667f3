"""Metrics for Prometheus, and traces by OpenTelemetry when an endpoint is set."""

import os
import time
from functools import lru_cache
from typing import Any

from opentelemetry import trace
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Message, Scope, Send

from shared.logs import log

REGISTRY = CollectorRegistry()
REQUESTS = Counter("shixiang_requests", "HTTP requests", ["service", "method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram("shixiang_request_seconds", "HTTP request duration", ["service", "route"], registry=REGISTRY)
UNSENT = Gauge("shixiang_outbox_unsent", "Events not yet on the bus", ["service"], registry=REGISTRY)
DEAD = Gauge("shixiang_dead_letters", "Events that could not be handled", ["service"], registry=REGISTRY)
TAKEN = Gauge("shixiang_events_taken", "Events handled by this process", ["service"], registry=REGISTRY)
BUS = Gauge("shixiang_bus_up", "Whether the bus carries messages", registry=REGISTRY)
TRAIL = Gauge("shixiang_trail_entries", "Entries of the trail", ["service"], registry=REGISTRY)


PROBES = {"/healthz/live", "/healthz/ready", "/metrics", "/readiness"}
"""What machines ask every few seconds: told only where all is told."""


@lru_cache(4096)
def _counters(service: str, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """The two that count such a request; found once, for the search costs more than the count."""
    return REQUESTS.labels(service, method, route, status), SECONDS.labels(service, route)


class Meter:
    """Counts one request."""

    def __init__(self, service: str, method: str) -> None:
        self.service, self.method, self.status, self.start = service, method, 0, time.perf_counter()

    def around(self, send: Send) -> Send:
        """Note the status that goes out."""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            await send(message)

        return noted

    def count(self, route: str) -> float:
        """Count it under its route's template, so that codes do not become labels; give the seconds it took."""
        took = time.perf_counter() - self.start
        count, seconds = _counters(self.service, self.method, route, self.status)
        count.inc()
        seconds.observe(took)
        return took

    def done(self, scope: Scope) -> None:
        """Count it and write its line of the log. What comes from the shelf is counted only: its line costs more than it."""
        route = getattr(scope.get("route"), "path", "other")
        took = self.count(route)
        told = {"service": self.service, "method": self.method, "path": self._template(route), "status": self.status}
        (log.debug if route.removeprefix(f"/{self.service}/v1") in PROBES else log.info)(
            "request", **told, ms=round(took * 1000, 1)
        )

    def _template(self, route: str) -> str:
        """The whole path: a route of a service's own router is named from its edition on."""
        whole = self.service == "root" or route == "other" or route.startswith(f"/{self.service}/")
        return route if whole else f"/{self.service}/v1{route}"


def page() -> tuple[bytes, str]:
    """The metrics page and its media type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def config() -> Any:
    """FastAPI's own telemetry, on when an OTLP endpoint is set."""
    return {"tracing": _tracing(), "metrics": False}


def _tracing() -> bool:
    return bool(os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))


def install(service: str) -> None:
    """Send traces to the endpoint named in the environment, if one is."""
    if not _tracing():
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"shixiang-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
