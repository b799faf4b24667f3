"""A fault of a code: where it is, what causes it, and words for people."""

from dataclasses import dataclass, replace
from typing import TypedDict

from shared.problems import Refused


class FaultDict(TypedDict):
    position: int | None
    cause: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong in a code; a waivable one is a quality finding, not a parse error."""

    position: int | None
    cause: str
    words: str
    words_en: str
    waivable: bool = False

    @property
    def message(self) -> str:
        return f"第 {self.position} 位{self.words}" if self.position else self.words

    @property
    def message_en(self) -> str:
        return f"character {self.position}: {self.words_en}" if self.position else self.words_en

    def moved(self, by: int) -> "Fault":
        """The same fault seen from a longer code that begins `by` characters earlier."""
        return self if self.position is None else replace(self, position=self.position + by)

    def as_dict(self) -> FaultDict:
        return {
            "position": self.position,
            "cause": self.cause,
            "message": self.message,
            "message_en": self.message_en,
        }


class BadCode(Refused, ValueError):
    """A code cannot be built from the given parts."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message, fault.message_en, fault.cause)
        self.fault = fault


def wrong_length(found: int, wanted: int) -> Fault:
    return Fault(
        None,
        "wrong_length",
        f"应为 {wanted} 位，实为 {found} 位",
        f"{wanted} characters are needed, {found} are given",
    )


def not_a_digit(position: int, character: str) -> Fault:
    return Fault(
        position,
        "not_a_digit",
        f"应为数字，实为“{character}”",
        f"a digit is needed, not {character!r}",
    )


def first_non_digit(text: str, start: int, stop: int) -> Fault | None:
    """The first character of text[start:stop] that is not an ASCII digit."""
    if (part := text[start:stop]).isdecimal() and part.isascii():
        return None
    for index in range(start, stop):
        if text[index] not in "0123456789":
            return not_a_digit(index + 1, text[index])
    return None
