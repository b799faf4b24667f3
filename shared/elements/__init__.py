"""One definition of an element: everything else about elements is derived from the data beside this file."""

from shared.elements.diffs import Change, changes
from shared.elements.digests import canonical, digest
from shared.elements.load import (
    approved_first,
    demanded,
    demands_approval,
    elements,
    profiles,
    sections,
    tables,
    units,
    version,
    words,
)
from shared.elements.lookups import of_aspect, of_layer, of_section, of_sheet
from shared.elements.memory import Memory, Seen
from shared.elements.model import (
    Code,
    Column,
    Element,
    Heading,
    Kind,
    Layer,
    Own,
    Profile,
    Publicity,
    Scheme,
    Section,
    Table,
    Unit,
    Word,
    Worse,
)
from shared.elements.naming import code_label, labels, named
from shared.elements.needs import answered, lacks, missing, required_by
from shared.elements.questions import QUESTIONS, evidence, rests_on
from shared.elements.report import Fault
from shared.elements.schema import jsonschema
from shared.elements.values import is_empty, is_none, none_reason
from shared.elements.verify import faults, foreign, suiting, type_faults, value_faults
from shared.elements.views import hidden_places, internal_view, is_hidden, public_view
from shared.elements.weights import compared, span_of, working_days

ELEMENTS = elements()
TABLES = tables()
SECTIONS = sections()
PROFILES = profiles()
UNITS = units()
GROUPS = words("groups")
OWNERS = words("owners")
ASPECTS = words("aspects")
VERSION = version()

__all__ = [
    "ASPECTS",
    "ELEMENTS",
    "GROUPS",
    "OWNERS",
    "PROFILES",
    "QUESTIONS",
    "SECTIONS",
    "TABLES",
    "UNITS",
    "VERSION",
    "Change",
    "Code",
    "Column",
    "Element",
    "Fault",
    "Heading",
    "Kind",
    "Layer",
    "Memory",
    "Own",
    "Profile",
    "Publicity",
    "Scheme",
    "Section",
    "Seen",
    "Table",
    "Unit",
    "Word",
    "Worse",
    "answered",
    "approved_first",
    "canonical",
    "changes",
    "code_label",
    "compared",
    "demanded",
    "demands_approval",
    "digest",
    "evidence",
    "faults",
    "foreign",
    "hidden_places",
    "internal_view",
    "is_empty",
    "is_hidden",
    "is_none",
    "jsonschema",
    "labels",
    "lacks",
    "missing",
    "named",
    "none_reason",
    "of_aspect",
    "of_layer",
    "of_section",
    "of_sheet",
    "public_view",
    "required_by",
    "rests_on",
    "span_of",
    "suiting",
    "type_faults",
    "value_faults",
    "working_days",
]
