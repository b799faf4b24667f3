"""Elements by what they are: layer, auditor, guide section."""

from shared.elements.load import elements, words
from shared.elements.load import sections as known_sections
from shared.elements.model import Element, Layer


def of_layer(layer: Layer | str) -> tuple[Element, ...]:
    """catalogue: locked, from above. list: the body's own."""
    wanted = Layer(layer)
    return tuple(one for one in elements().values() if one.layer is wanted)


def of_auditor(office: str) -> tuple[Element, ...]:
    """The elements that an office of this kind audits by default; internal_flow belongs to two."""
    if office not in words("auditors"):
        raise KeyError(office)
    return tuple(one for one in elements().values() if office in one.auditors)


def of_section(section: str) -> tuple[Element, ...]:
    """The public elements that fill a section of the guide."""
    if section not in known_sections():
        raise KeyError(section)
    return tuple(one for one in elements().values() if one.public and section in one.sections)
