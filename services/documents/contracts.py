"""What others build on: OpenAPI of each service, AsyncAPI of the events, and the stored schema of each event."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.documents.compatible import breaks
from services.documents.markdown import ROOT
from services.registry import SERVICES
from shared.events import ALL
from shared.events.schemas import asyncapi, schema_of
from shared.hosting.host import Host
from shared.settings import Settings

STORED = ROOT / "shared" / "events" / "schemas"


def made() -> Iterator[tuple[str, str]]:
    """The documents with their paths; a stored schema only where it may follow its class."""
    for name, document in openapi().items():
        yield f"docs/openapi/{name}.json", _text(document)
    yield "docs/asyncapi.json", _text(asyncapi())
    for event in ALL:
        if not _broken(event.type, schema_of(event)):
            yield f"shared/events/schemas/{event.type}.json", _text(schema_of(event))


def openapi() -> dict[str, dict[str, Any]]:
    """The OpenAPI document of each service, from the routes that a host really mounts."""
    with tempfile.TemporaryDirectory() as folder:
        given = Settings(
            environment="development",
            database_url=f"sqlite+aiosqlite:///{folder}/{{service}}.db",
            bus_url="memory://",
            secrets_dir=Path(folder) / "secrets",
        )
        host = Host(SERVICES, given)
        return {name: app.openapi() for name, app in host.apps.items()}


def broken() -> list[str]:
    """Stored schemas that today's classes would break: the file, and what is broken."""
    found = [
        f"shared/events/schemas/{e.type}.json: {'; '.join(b)}" for e in ALL if (b := _broken(e.type, schema_of(e)))
    ]
    left = sorted(path.name for path in STORED.glob("*.json") if path.stem not in {event.type for event in ALL})
    return [*found, *(f"shared/events/schemas/{name}: the event has no class any more" for name in left)]


def _broken(name: str, schema: dict[str, Any]) -> list[str]:
    path = STORED / f"{name}.json"
    return breaks(json.loads(path.read_text("utf-8")), schema) if path.is_file() else []


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
