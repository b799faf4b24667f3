"""The envelope of every message: CloudEvents 1.0, structured in the outbox, binary on Kafka."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

PREFIX = "cn.shixiang."
_NO_HEADER = {"data", "datacontenttype"}
_DATA = ',"data":'
Binary = tuple[bytes, list[tuple[str, bytes]], bytes]
"""A message on Kafka: key, headers, value."""


class Event(BaseModel):
    """What happened, in the past tense. Fields are only ever added, and optional (ADR 0010)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    topic: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]
    public: ClassVar[bool] = False

    @classmethod
    def open_to_all(cls, _data: dict[str, Any]) -> bool:
        """Whether everyone may know of whom this one tells: it is about what is, or was, before the public."""
        return cls.public

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
        return to_json(dict(self)).decode()

    def binary(self) -> Binary:
        """Binary mode: key, the attributes as headers, and the data alone as value."""
        return _binary(dict(self), to_json(self.data))

    def headers(self) -> list[tuple[str, bytes]]:
        """Binary mode: the attributes as Kafka headers."""
        return self.binary()[1]

    def opened(self) -> Self:
        """Itself."""
        return self

    @classmethod
    def from_binary(cls, headers: list[tuple[str, bytes]], value: bytes) -> Self:
        """Read binary mode; raises ValueError on anything else."""
        attributes: dict[str, Any] = {k[3:]: v.decode() for k, v in headers if k.startswith("ce_")}
        attributes["data"] = json.loads(value)
        return cls.model_validate(attributes)


@dataclass(frozen=True, slots=True)
class Stored:
    """An envelope as the outbox keeps it: attributes first, data last, so that data travels without being read."""

    text: str

    def binary(self) -> Binary:
        """Key, headers and value; the data is not read."""
        at = self.text.index(_DATA)  # a quote inside a text is escaped, so the first such place is the member's own
        attributes = json.loads(self.text[:at] + "}")
        return _binary(attributes, self.text[at + len(_DATA) : -1].encode())

    def opened(self) -> Envelope:
        """The envelope with its data read."""
        return Envelope.model_validate_json(self.text)


Letter = Envelope | Stored


def _binary(attributes: dict[str, Any], value: bytes) -> Binary:
    shown = [(f"ce_{k}", str(v).encode()) for k, v in attributes.items() if k not in _NO_HEADER and v != ""]
    return attributes["subject"].encode(), [("content-type", b"application/json"), *shown], value
