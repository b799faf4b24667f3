"""What an element's definition says of its sections is where the guide tells it."""

from collections.abc import Callable
from typing import Any

import pytest

from services.guide.sections import Guide, Section, guide_of
from shared.elements import ELEMENTS, SECTIONS, Element, Kind

TOLD = [one for one in ELEMENTS.values() if one.public and one.sections]
Record = dict[str, Any]


def sections(record: Record, elements: dict[str, Any]) -> dict[str, Section]:
    made: Guide = guide_of(record | {"elements": elements}, public_url="https://guide.example.gov.cn")
    return {section.id: section for section in made.sections}


@pytest.mark.clause("G49")
@pytest.mark.parametrize("element", TOLD, ids=lambda one: one.key)
def test_an_element_is_told_in_every_section_that_its_definition_names(
    element: Element, record: Callable[[str], Record]
) -> None:
    known = record("full")
    values = [True, False] if element.type is Kind.BOOLEAN else [record("hostile")["elements"][element.key]]
    empty = sections(known, {})
    told = [sections(known, {element.key: value}) for value in values]
    for key in element.sections:
        assert any(made.get(key) != empty.get(key) for made in told), f"{key} does not tell {element.key}"


def test_a_part_that_explains_itself_still_tells_what_it_does_not_know(record: Callable[[str], Record]) -> None:
    made = sections(record("full"), {"comprehensive_window": True})
    assert "是否由综合服务窗口受理" in str(made["submission"].blocks)
    assert made.keys() <= {*SECTIONS, "annex_history", "annex_files"}
