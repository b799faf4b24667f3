"""Every table says how it is held against the trail: its rows are told, or it is said why not."""

import pytest

from services.documents import held
from services.registry import SERVICES
from shared.hosting import Service
from shared.rows import tells


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
def test_each_table_is_told_or_says_how_else_it_is_held(service: Service) -> None:
    said = held.told()[service.name]
    assert said.keys() == service.metadata.tables.keys()
    for name, one in service.metadata.tables.items():
        how = tells(one)
        assert ("otherwise" in said[name]) == (how is None), name
        assert ("apart" in said[name]) == bool(how and how.apart), f"{name}: what is left out is said"


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
def test_a_service_with_rows_that_are_told_checks_them_each_night(service: Service) -> None:
    assert service.checks is not None
    assert "check-records" in {job.name for job in service.jobs}
