"""The comparison of event schemas catches every change but a new optional field."""

import copy
from typing import Any

import pytest

from services.documents import IncompatibleError, contracts, write
from services.documents.compatible import breaks
from shared.events import ALL, ReviewDecided
from shared.events.schemas import schema_of

OLD = schema_of(ReviewDecided)


def changed(**_: Any) -> dict[str, Any]:
    return copy.deepcopy(OLD)


@pytest.mark.parametrize("event", ALL, ids=lambda e: e.type)
def test_a_schema_breaks_nothing_of_itself(event: Any) -> None:
    assert breaks(schema_of(event), schema_of(event)) == []


def test_an_optional_field_may_come() -> None:
    new = changed()
    new["properties"]["note"] = {"type": "string", "default": ""}
    new["$defs"]["ItemRef"]["properties"]["line"] = {"type": "string", "default": ""}
    assert breaks(OLD, new) == []


def test_words_may_change() -> None:
    new = changed()
    new["description"] = "said better"
    new["properties"]["digest"]["description"] = "said better"
    new["properties"]["digest"]["title"] = "Hash"
    assert breaks(OLD, new) == []


def test_a_removed_field_is_caught() -> None:
    new = changed()
    del new["properties"]["elements"]
    assert breaks(OLD, new) == ["data.elements: removed"]


def test_a_removed_field_of_a_part_is_caught() -> None:
    new = changed()
    del new["$defs"]["PartState"]["properties"]["verdict"]
    new["$defs"]["PartState"]["required"].remove("verdict")
    assert breaks(OLD, new) == ["data.parts[].verdict: removed"]


def test_a_new_required_field_is_caught() -> None:
    new = changed()
    new["properties"]["note"] = {"type": "string"}
    new["required"].append("note")
    assert breaks(OLD, new) == ["data.note: required, and was not there or not required"]


def test_an_optional_field_that_becomes_required_is_caught() -> None:
    new = changed()
    new["required"].append("remarks")
    assert breaks(OLD, new) == ["data.remarks: required, and was not there or not required"]


def test_a_required_field_that_becomes_optional_is_caught() -> None:
    new = changed()
    new["required"].remove("digest")
    assert breaks(OLD, new) == ["data.digest: no longer required"]


def test_a_changed_type_is_caught() -> None:
    new = changed()
    new["properties"]["round"]["type"] = "string"
    assert breaks(OLD, new) == ["data.round: type was integer, is string"]


def test_a_changed_type_of_a_list_is_caught() -> None:
    new = changed()
    new["properties"]["elements"]["items"]["type"] = "integer"
    assert breaks(OLD, new) == ["data.elements[]: type was string, is integer"]


def test_a_narrowed_enum_is_caught() -> None:
    new = changed()
    new["properties"]["decision"]["enum"] = ["approved"]
    assert breaks(OLD, new) == ["data.decision: values narrowed, without ['returned']"]


def test_a_widened_enum_is_caught_for_the_sake_of_older_readers() -> None:
    new = changed()
    new["properties"]["decision"]["enum"].append("postponed")
    assert breaks(OLD, new) == ["data.decision: values widened by ['postponed'], which older readers do not know"]


def test_an_enum_that_comes_or_goes_is_caught() -> None:
    new = changed()
    del new["properties"]["decision"]["enum"]
    assert breaks(OLD, new) == ["data.decision: the list of values came or went"]


def test_a_new_limit_is_caught() -> None:
    new = changed()
    new["properties"]["digest"]["maxLength"] = 10
    assert breaks(OLD, new) == ["data.digest: maxLength was None, is 10"]


def test_an_event_that_moves_to_another_topic_is_caught() -> None:
    new = changed()
    new["x-topic"] = "item.changed"
    assert breaks(OLD, new) == ["data: x-topic was review.decided, is item.changed"]


def test_another_shape_is_caught() -> None:
    new = changed()
    new["properties"]["remarks"]["anyOf"] = [{"type": "null"}]
    assert breaks(OLD, new) == ["data.remarks: another shape"]


def test_a_stored_schema_that_would_break_is_not_overwritten(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    new = changed()
    new["properties"]["gone"] = {"type": "string"}
    (tmp_path / "review.decided.v1.json").write_text(contracts._text(new), "utf-8")
    (tmp_path / "item.forgotten.v1.json").write_text("{}", "utf-8")
    monkeypatch.setattr(contracts, "STORED", tmp_path)
    told = contracts.broken()
    assert told == [
        "shared/events/schemas/review.decided.v1.json: data.gone: removed",
        "shared/events/schemas/item.forgotten.v1.json: the event has no class any more",
    ]
    assert write(check=True)[:2] == told
    with pytest.raises(IncompatibleError, match="gone: removed"):
        write()
