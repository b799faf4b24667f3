"""Codes as people type them: full-width digits, lower case and blanks are put right and reported."""

from dataclasses import dataclass, replace

from shared.codes.fault import Fault

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_WORDS = {
    "full_width": ("是全角字符", "a full-width character"),
    "lower_case": ("是小写字母", "a lower-case letter"),
    "blank": ("是空白字符", "a blank"),
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """The canonical text, where each of its characters stood, and the first slip of spelling."""

    text: str
    places: tuple[int, ...]
    fault: Fault | None

    def placed(self, fault: Fault) -> Fault:
        """A fault of the canonical text, with its position in the text as typed."""
        if fault.position is None or fault.position > len(self.places):
            return fault
        return replace(fault, position=self.places[fault.position - 1])


def read(raw: str) -> Spelling:
    kept: list[tuple[str, int]] = []
    first: Fault | None = None
    for place, character in enumerate(raw, start=1):
        plain, cause = _plain(character)
        if cause and first is None:
            first = _slip(place, cause)
        if plain:
            kept.append((plain, place))
    return Spelling("".join(c for c, _ in kept), tuple(p for _, p in kept), first)


def canonical(raw: str) -> str:
    return read(raw).text


def _plain(character: str) -> tuple[str, str | None]:
    if character.isspace() or character in _INVISIBLE:
        return "", "blank"
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0).upper(), "full_width"
    if "a" <= character <= "z":
        return character.upper(), "lower_case"
    return character, None


def _slip(place: int, cause: str) -> Fault:
    zh, en = _WORDS[cause]
    return Fault(place, cause, zh, en, waivable=True)
