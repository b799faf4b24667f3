"""Our envelope on Kafka is what the CloudEvents SDK reads and writes (binary mode, 1.0)."""

import json
from pathlib import Path

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError

from shared.events import ALL, Envelope, Event, LawChanged
from shared.events.envelope import Stored

EXAMPLES = Path(__file__).parents[2] / "shared" / "events" / "examples"
each_event = pytest.mark.parametrize("event", ALL, ids=lambda e: e.type)


def envelope_of(event: type[Event]) -> Envelope:
    return Envelope.model_validate_json((EXAMPLES / f"{event.type}.json").read_text("utf-8"))


@each_event
def test_the_sdk_reads_what_we_put_on_kafka(event: type[Event]) -> None:
    ours = envelope_of(event)
    message = KafkaMessage(dict(ours.headers()), None, json.dumps(ours.data).encode())
    theirs = from_binary(message, JSONFormat())
    assert theirs.get_data() == ours.data
    assert theirs.get_type() == ours.type
    assert (theirs.get_id(), theirs.get_source(), theirs.get_subject()) == (ours.id, ours.source, ours.subject)
    assert theirs.get_specversion() == "1.0"
    assert theirs.get_datacontenttype() == "application/json"
    assert theirs.get_dataschema() == ours.dataschema
    moment = theirs.get_time()
    assert moment is not None
    assert moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") == ours.time
    assert theirs.get_extension("sequence") == str(ours.sequence)
    assert theirs.get_extension("correlationid") == ours.correlationid


@each_event
def test_we_read_what_the_sdk_puts_on_kafka(event: type[Event]) -> None:
    ours = envelope_of(event)
    plain = from_binary(KafkaMessage(dict(ours.headers()), None, json.dumps(ours.data).encode()), JSONFormat())
    message = to_binary(CloudEvent(plain.get_attributes(), plain.get_data()), JSONFormat())
    read = Envelope.from_binary(list(message.headers.items()), message.value)
    assert read.model_dump(exclude={"time"}) == ours.model_dump(exclude={"time"})


@each_event
def test_we_read_what_we_wrote(event: type[Event]) -> None:
    ours = envelope_of(event)
    assert Envelope.from_binary(ours.headers(), json.dumps(ours.data).encode()) == ours
    assert Envelope.model_validate_json(ours.to_json()) == ours


@pytest.mark.parametrize("lost", ["ce_id", "ce_type", "ce_source", "ce_subject"])
def test_a_message_without_an_attribute_is_no_envelope(lost: str) -> None:
    ours = envelope_of(ALL[0])
    headers = [(name, value) for name, value in ours.headers() if name != lost]
    with pytest.raises(ValidationError):
        Envelope.from_binary(headers, json.dumps(ours.data).encode())


@pytest.mark.parametrize("text", ["公报", 'says ,"data":{} and \\ "quotes"', "换行\n和 🀄"])
def test_what_is_stored_travels_as_its_envelope_does_whatever_its_texts_say(text: str) -> None:
    there = envelope_of(LawChanged)
    ours = there.model_copy(update={"subject": text, "data": there.data | {"evidence": text}})
    stored = Stored(ours.to_json())
    key, headers, value = stored.binary()
    assert (key, headers) == (text.encode(), ours.headers())
    assert Envelope.from_binary(headers, value) == stored.opened() == ours
