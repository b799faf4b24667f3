"""The envelope of every message: CloudEvents 1.0, structured in the outbox, binary on Kafka."""

import json
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

PREFIX = "cn.shixiang."
_NO_HEADER = {"data", "datacontenttype"}


class Event(BaseModel):
    """What happened, in the past tense. Fields are only ever added, and optional (ADR 0010)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    topic: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def subject(self) -> str:
        """The key: what the story is about; events of one subject stay in order."""
        raise NotImplementedError


class Envelope(BaseModel):
    """CloudEvents attributes around the data; `sequence` counts the source's events without gaps."""

    model_config = ConfigDict(frozen=True)

    specversion: str = "1.0"
    id: str
    type: str
    source: str
    subject: str
    time: str
    sequence: int
    correlationid: str = ""
    traceparent: str = ""
    datacontenttype: str = "application/json"
    dataschema: str = ""
    data: dict[str, Any]

    @classmethod
    def wrap(cls, event: Event, **attributes: Any) -> Self:
        """Put an event into its envelope: `source` is the service's name; id, sequence, time and the rest as attributes."""
        source = attributes.pop("source")
        return cls(
            type=PREFIX + event.type,
            source=f"/{source}",
            subject=event.subject(),
            dataschema=f"urn:shixiang:event:{event.type}",
            data=event.model_dump(mode="json"),
            **attributes,
        )

    def to_json(self) -> str:
        """Structured mode, as the outbox keeps it."""
        return json.dumps(dict(self), ensure_ascii=False, separators=(",", ":"))

    def headers(self) -> list[tuple[str, bytes]]:
        """Binary mode: the attributes as Kafka headers."""
        shown = [(k, v) for k, v in self if k not in _NO_HEADER and v != ""]
        return [("content-type", b"application/json"), *((f"ce_{k}", str(v).encode()) for k, v in shown)]

    @classmethod
    def from_binary(cls, headers: list[tuple[str, bytes]], value: bytes) -> Self:
        """Read binary mode; raises ValueError on anything else."""
        attributes = {k.removeprefix("ce_"): v.decode() for k, v in headers if k.startswith("ce_")}
        return cls.model_validate({**attributes, "data": json.loads(value)})
