"""Elements by what they are: layer, aspect, sheet, guide section."""

from shared.elements.load import elements, words
from shared.elements.load import sections as known_sections
from shared.elements.model import Element, Layer


def of_layer(layer: Layer | str) -> tuple[Element, ...]:
    """catalogue: locked, from above. list: the body's own."""
    wanted = Layer(layer)
    return tuple(one for one in elements().values() if one.layer is wanted)


def of_aspect(aspect: str) -> tuple[Element, ...]:
    """The elements whose audit looks at this."""
    if aspect not in words("aspects"):
        raise KeyError(aspect)
    return tuple(one for one in elements().values() if one.aspect == aspect)


def of_sheet(sheet: str) -> tuple[Element, ...]:
    """The elements that a sheet holds, in its order."""
    if sheet not in words("sheets"):
        raise KeyError(sheet)
    return tuple(
        sorted((one for one in elements().values() if sheet in one.sheets), key=lambda one: one.sheets[sheet].at)
    )


def of_section(section: str) -> tuple[Element, ...]:
    """The public elements that fill a section of the guide."""
    if section not in known_sections():
        raise KeyError(section)
    return tuple(one for one in elements().values() if one.public and section in one.sections)
