"""The AsyncAPI document is valid by the official schema, and says what the events say."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from shared.events import ALL, PREFIX, TOPICS
from shared.events.schemas import asyncapi

OFFICIAL = Path(__file__).parent / "vendor" / "asyncapi-3.0.0.json"


@pytest.fixture(scope="module")
def official() -> Draft7Validator:
    return Draft7Validator(json.loads(OFFICIAL.read_text("utf-8")))


def test_the_document_is_valid(official: Draft7Validator) -> None:
    assert [error.message for error in official.iter_errors(asyncapi())] == []


@pytest.mark.parametrize("part", ["info", "asyncapi"])
def test_the_official_schema_would_say_so_if_it_were_not(official: Draft7Validator, part: str) -> None:
    assert not official.is_valid({key: value for key, value in asyncapi().items() if key != part})


def test_every_event_is_a_message_on_its_topic() -> None:
    document = asyncapi()
    assert set(document["channels"]) == set(TOPICS)
    for event in ALL:
        message: dict[str, Any] = document["components"]["messages"][event.__name__]
        assert message["name"] == PREFIX + event.type
        assert message["payload"]["required"] == event.model_json_schema()["required"]
        assert event.__name__ in document["channels"][event.topic]["messages"]
    assert sum(len(channel["messages"]) for channel in document["channels"].values()) == len(ALL)
