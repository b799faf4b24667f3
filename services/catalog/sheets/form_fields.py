"""The fields of the confirmation form, as the definitions of the elements have them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from services.catalog.sheets.form_parts import FLOW, FLOW_KEYS, MATERIAL_KEYS, MATERIALS
from shared.elements import ELEMENTS, Element, Kind, of_sheet

ID = "jixi_form"
OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: mostly one element, sometimes several as its named parts."""

    name: str
    keys: tuple[str, ...]
    parts: Mapping[str, str]
    hint: str
    required: bool

    @property
    def element(self) -> Element:
        """The one that the field is about."""
        return ELEMENTS[self.keys[0]]


def _field_of(name: str, members: Iterable[Element]) -> Field:
    found = list(members)
    told = [one.sheets[ID] for one in found]
    parts = {one.part: element.key for one, element in zip(told, found, strict=True) if one.part}
    hint, required = next((one.hint for one in told if one.hint), ""), any(one.required for one in told)
    return Field(name, tuple(one.key for one in found), parts, hint, required)


def _fields() -> Iterator[Field]:
    drawn = {FLOW.key, MATERIALS.key}
    shown = [one for one in of_sheet(ID) if one.key not in drawn]
    for name, members in groupby(shown, key=lambda one: one.sheets[ID].zh):
        yield _field_of(name, members)


FIELDS = {field.name: field for field in _fields()}
FILES = {Kind.ATTACHMENT, Kind.ATTACHMENTS}
SHOWN = frozenset(
    {FLOW.key, MATERIALS.key}.union(*(one.keys for one in FIELDS.values() if one.element.type not in FILES))
)
"""The elements whose value the form says; of a file it says the name."""
COLUMNS = {FLOW.key: frozenset({*FLOW_KEYS.values(), "limit"}), MATERIALS.key: frozenset(MATERIAL_KEYS)} | {
    one.element.key: frozenset({str(one.element.row_key)}) for one in FIELDS.values() if one.element.type is Kind.TABLE
}
"""What the form says of the rows of a table."""
