"""Every event has a stored schema and an example that holds, and today's classes read what was said before."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.documents import contracts
from services.documents.events import sayers
from shared.events import ALL, PREFIX, Envelope, Event
from shared.events.schemas import schema_of

EVENTS = Path(__file__).parents[2] / "shared" / "events"
RFC3339 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
each_event = pytest.mark.parametrize("event", ALL, ids=lambda e: e.type)


def stored(event: type[Event]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / "schemas" / f"{event.type}.json").read_text("utf-8"))
    return found


def example(event: type[Event]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / "examples" / f"{event.type}.json").read_text("utf-8"))
    return found


def test_there_is_one_schema_and_one_example_for_each_event() -> None:
    names = {f"{event.type}.json" for event in ALL}
    assert {path.name for path in (EVENTS / "schemas").iterdir()} == names
    assert {path.name for path in (EVENTS / "examples").iterdir()} == names


@each_event
def test_the_stored_schema_is_a_schema_and_the_one_of_the_class(event: type[Event]) -> None:
    Draft202012Validator.check_schema(stored(event))
    assert stored(event) == schema_of(event)


@each_event
def test_the_example_holds_against_the_stored_schema(event: type[Event]) -> None:
    Draft202012Validator(stored(event)).validate(example(event)["data"])


@each_event
def test_the_schema_refuses_an_example_without_one_of_its_fields(event: type[Event]) -> None:
    for name in stored(event)["required"]:
        less = {k: v for k, v in example(event)["data"].items() if k != name}
        assert not Draft202012Validator(stored(event)).is_valid(less)


@each_event
def test_todays_class_reads_the_example_and_loses_nothing(event: type[Event]) -> None:
    data = example(event)["data"]
    assert kept(data, event.model_validate(data).model_dump(mode="json"))


def kept(before: Any, after: Any) -> bool:
    """Whether everything that was there is there still; more may have come."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(k in after and kept(v, after[k]) for k, v in before.items())
    if isinstance(before, list):
        return len(before) == len(after) and all(map(kept, before, after))
    return bool(before == after)


@each_event
def test_the_example_is_a_whole_envelope_of_the_service_that_says_it(event: type[Event]) -> None:
    envelope = Envelope.model_validate(example(event))
    assert envelope.type == PREFIX + event.type
    assert [envelope.source] == [f"/{name}" for name in sayers(event)]
    assert envelope.subject == event.model_validate(envelope.data).subject()
    assert RFC3339.match(envelope.time)
    made = Envelope.wrap(
        event.model_validate(envelope.data), source=envelope.source[1:], sequence=7, time=envelope.time, id=envelope.id
    )
    assert made.model_dump(exclude={"sequence", "correlationid"}) == envelope.model_dump(
        exclude={"sequence", "correlationid"}
    )


@each_event
def test_a_reader_passes_over_what_a_newer_writer_adds(event: type[Event]) -> None:
    data = example(event)["data"]
    assert event.model_validate(data | {"added_later": {"by": "a newer edition"}}) == event.model_validate(data)


def test_no_stored_schema_is_broken_by_todays_classes() -> None:
    assert contracts.broken() == []
