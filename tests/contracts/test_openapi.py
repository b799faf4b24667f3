"""The OpenAPI document of each service is valid 3.1, and tells of every route and its problems."""

import functools
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.documents.contracts import openapi
from services.registry import BY_NAME

documents = functools.cache(openapi)


@pytest.fixture(params=list(BY_NAME))
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The document of each service."""
    return documents()[request.param]


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{verb} {path}", one) for path, verbs in document["paths"].items() for verb, one in verbs.items()]


def test_each_service_has_one() -> None:
    assert list(documents()) == list(BY_NAME)


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_validator_would_say_so_if_it_were_not(document: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator({k: v for k, v in document.items() if k != "info"}).iter_errors())


def test_every_operation_has_a_summary_a_unique_name_and_its_problems(document: dict[str, Any]) -> None:
    found = operations(document)
    assert found
    assert len({one["operationId"] for _, one in found}) == len(found)
    for name, one in found:
        assert one.get("summary"), name
        shown = one["responses"]["503"]["content"]
        assert shown["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}, name
