import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from shared.elements import ELEMENTS, jsonschema, public_view
from tests.shared.elements.records import RECORDS, Values, full

SCHEMA = jsonschema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema_of_the_public_elements() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == {key for key, one in ELEMENTS.items() if one.public}


def test_the_public_view_of_a_full_record_fits() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(public_view(full()))] == []


@given(RECORDS)
@settings(max_examples=40, deadline=None)
def test_public_views_fit(values: Values) -> None:
    assert VALIDATOR.is_valid(public_view(values))


@pytest.mark.clause("C51")
@pytest.mark.parametrize(
    "values",
    [{"own_hall": "甲"}, {"steps": [{"name": "甲", "handler": "乙"}]}, {"visits": "1"}, {"materials": {"none": ""}}],
)
def test_what_is_internal_or_wrong_does_not_fit(values: Values) -> None:
    assert not VALIDATOR.is_valid(values)
