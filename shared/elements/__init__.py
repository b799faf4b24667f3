"""One definition of an element: everything else about elements is derived from the data beside this file."""

from shared.elements.digests import canonical, digest
from shared.elements.load import elements, profiles, sections, tables, units, version, words
from shared.elements.model import (
    Code,
    Column,
    Element,
    Kind,
    Layer,
    Profile,
    Publicity,
    Scheme,
    Section,
    Table,
    Unit,
    Word,
    Worse,
)
from shared.elements.needs import missing, required_by
from shared.elements.values import is_empty, is_none, none_reason
from shared.elements.views import internal_view, public_view

ELEMENTS = elements()
TABLES = tables()
SECTIONS = sections()
PROFILES = profiles()
UNITS = units()
GROUPS = words("groups")
OWNERS = words("owners")
AUDITORS = words("auditors")
VERSION = version()

__all__ = [
    "AUDITORS",
    "ELEMENTS",
    "GROUPS",
    "OWNERS",
    "PROFILES",
    "SECTIONS",
    "TABLES",
    "UNITS",
    "VERSION",
    "Code",
    "Column",
    "Element",
    "Kind",
    "Layer",
    "Profile",
    "Publicity",
    "Scheme",
    "Section",
    "Table",
    "Unit",
    "Word",
    "Worse",
    "canonical",
    "digest",
    "internal_view",
    "is_empty",
    "is_none",
    "missing",
    "none_reason",
    "public_view",
    "required_by",
]
