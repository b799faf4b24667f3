"""The platform's own export of items: every cell of it says an element's value again."""

from collections.abc import Mapping

from services.catalog.domain.wholecells import FIXED, KNOWN_BY, is_json, told
from services.catalog.intake.builder import Builder
from services.catalog.intake.leftovers import unplaced
from services.catalog.intake.model import Record
from services.catalog.intake.texts import as_text
from shared.elements import ELEMENTS
from shared.xlsx import CellValue, Row

BY_NAME = {element.zh: key for key, element in ELEMENTS.items()}
OF_ALL = frozenset(key for key, element in ELEMENTS.items() if element.public)
PASSED = (*FIXED, *KNOWN_BY, "批准文号", "批准日期", *BY_NAME)


def is_own(names: list[str]) -> bool:
    """Whether the headings are those of an export."""
    return tuple(names[: len(FIXED)]) == FIXED


def columns(names: list[str]) -> dict[str, int]:
    """Where each element stands; the first columns say of whom the item is."""
    return {BY_NAME[name]: at for at, name in enumerate(names, 1) if at > len(FIXED) and name in BY_NAME}


def means(column: int, name: str) -> str:
    """The element of a column, or what it says of whose the item is."""
    return BY_NAME.get(name, "") if column > len(FIXED) and name in BY_NAME else KNOWN_BY.get(name, "")


def record(row: Row, fields: Mapping[int, str]) -> Record:
    """The item, as the export says it; what a person wrote into it is read as in any sheet."""
    names = [fields.get(at, "") for at in range(1, max(fields, default=0) + 1)]
    places = columns(names)
    texts = {name: as_text(row.at(at)) for at, name in fields.items() if name not in BY_NAME or at <= len(FIXED)}
    item = {key: texts[name] for name, key in KNOWN_BY.items() if texts.get(name)}
    item |= {"office": item["credit_code"]} if "credit_code" in item else {}
    found = Record(row.number, item.get("code") or str(row.number), item=item, columns=places | {"code": 1})
    found.expressible = None if places.keys() >= OF_ALL else frozenset(places)
    to = Builder(found)
    for key, at in places.items():
        put(to, key, row.at(at))
    found.item["name"] = str(found.values.get("name") or "")
    found.unplaced = unplaced(texts, PASSED)
    found.leftover |= {name: text for name, text in texts.items() if text and name not in PASSED}
    return found


def put(to: Builder, key: str, cell: CellValue) -> None:
    """The value of an element from a cell: as an export says it, or else from words."""
    text = as_text(cell)
    if not text:
        return
    value = told(ELEMENTS[key], cell if isinstance(cell, str | int) and not isinstance(cell, bool) else text)
    if value is not None:
        to.values[key] = value
    elif is_json(text):
        to.slip("json_cut", key, value=text[-20:], length=len(text))
        to.record.leftover[key] = text
    else:
        to.put(key, text)
