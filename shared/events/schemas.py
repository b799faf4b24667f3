"""Schemas of the published language: JSON Schema per event, and the AsyncAPI 3 document made from the same classes."""

from typing import Any

from shared.events import ALL, TOPICS
from shared.events.envelope import PREFIX, Event

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event's data."""
    made = event.model_json_schema()
    return {
        "$schema": DRAFT,
        "$id": f"urn:shixiang:event:{event.type}",
        "x-topic": event.topic,
        "x-zh": event.zh,
        **made,
    }


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    """The schema without $defs: AsyncAPI tools resolve references from the document's root only."""
    if isinstance(value, dict):
        if "$ref" in value:
            return _inlined(definitions[value["$ref"].rpartition("/")[2]], definitions)
        return {k: _inlined(v, definitions) for k, v in value.items() if k != "$defs"}
    return [_inlined(v, definitions) for v in value] if isinstance(value, list) else value


def _message(event: type[Event]) -> dict[str, Any]:
    schema = event.model_json_schema()
    return {
        "name": PREFIX + event.type,
        "title": f"{event.zh} {event.en}",
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": {"type": "object", "properties": {f"ce_{n}": {"type": "string"} for n in _ATTRIBUTES}},
        "payload": _inlined(schema, schema.get("$defs", {})),
    }


_ATTRIBUTES = (
    "specversion",
    "id",
    "type",
    "source",
    "subject",
    "time",
    "sequence",
    "correlationid",
    "traceparent",
    "dataschema",
)


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document: topics as channels, events as messages, CloudEvents binary mode on Kafka."""
    messages = {event.__name__: _message(event) for event in ALL}
    channels = {
        topic: {
            "address": topic,
            "messages": {e.__name__: {"$ref": f"#/components/messages/{e.__name__}"} for e in ALL if e.topic == topic},
            "bindings": {"kafka": {"topic": topic, "bindingVersion": "0.5.0"}},
        }
        for topic in TOPICS
    }
    operations = {
        f"receive.{topic}": {"action": "receive", "channel": {"$ref": f"#/channels/{topic}"}, "title": f"订阅 {topic}"}
        for topic in TOPICS
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Shixiang events 事项平台事件",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in binary mode; the key is the item, so that its story stays in order.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }
