"""docs/events.md: the published language, who says it, who hears it, and where its schema and example are."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from services.documents.markdown import DATA, head, table
from services.registry import SERVICES
from shared.events import ALL, PREFIX, TOPICS
from shared.events.envelope import Event
from shared.events.schemas import schema_of


@cache
def outside() -> Mapping[str, str]:
    """Events that no service of ours hears: for whom they are said."""
    return {str(k): str(v) for k, v in tomllib.loads((DATA / "outside.toml").read_text("utf-8")).items()}


def sayers(event: type[Event]) -> list[str]:
    """The services that say an event."""
    return [service.name for service in SERVICES if event in service.says]


def hearers(event: type[Event]) -> list[str]:
    """The services that hear an event."""
    return [service.name for service in SERVICES if any(heard.event is event for heard in service.hears)]


def page() -> str:
    """The whole page."""
    said = f"Type names begin with `{PREFIX}`; messages are CloudEvents 1.0, binary mode on Kafka, key = subject."
    rows = [
        (
            f"[`{e.type}`](#{_anchor(e)})",
            f"{e.zh}\n{e.en}",
            f"`{e.topic}`",
            " ".join(sayers(e)),
            " ".join(hearers(e)) or f"outside: {outside()[e.type]}",
        )
        for e in ALL
    ]
    top = table(("type", "事件", "topic", "said by", "heard by"), rows)
    topics = (
        "Topics: " + " · ".join(f"`{t}`" for t in TOPICS) + ". Fields are only ever added, and optional (ADR 0010).\n"
    )
    return "\n".join([head("事件 / Events", said), topics, top, *(_section(e) for e in ALL)])


def _anchor(event: type[Event]) -> str:
    return event.type.replace(".", "")


def _section(event: type[Event]) -> str:
    what = (event.__doc__ or "").strip()
    links = (
        f"[schema](../shared/events/schemas/{event.type}.json) · [example](../shared/events/examples/{event.type}.json)"
    )
    return f"## {event.type}\n\n{event.zh}. {what} {links}\n\n" + table(
        ("field", "type", "must", "meaning"), _fields(event)
    )


def _fields(event: type[Event]) -> Iterator[tuple[str, str, str, str]]:
    schema = schema_of(event)
    for name, field in schema["properties"].items():
        must = "yes" if name in schema.get("required", []) else ""
        yield f"`{name}`", type_of(field), must, field.get("description", "")


def type_of(field: Mapping[str, object]) -> str:
    """A field's type in a word."""
    if isinstance(field.get("$ref"), str):
        return str(field["$ref"]).rpartition("/")[2]
    if isinstance(field.get("enum"), list):
        return " · ".join(f"`{value}`" for value in field["enum"])  # type: ignore[attr-defined]
    if isinstance(field.get("items"), dict):
        return f"list of {type_of(field['items'])}"  # type: ignore[arg-type]
    return str(field.get("type", "any"))
