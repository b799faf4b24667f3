"""The unified social credit code of GB 32100-2015, with its inner organisation code of GB 11714."""

from functools import lru_cache

from shared.codes.fault import BadCode, Fault, first_non_digit, wrong_length
from shared.codes.spelling import read

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


@lru_cache(4096)
def check(code: str) -> Fault | None:
    """What is wrong with a credit code, or None; the code is taken as spelled."""
    spelling = read(code)
    fault = _structure(spelling.text) or _checks(spelling.text)
    return spelling.placed(fault) if fault else spelling.fault


def make(prefix: str, body: str) -> str:
    """The whole code from its first eight characters and the eight of the organisation."""
    seventeen = prefix + body + "0"
    fault = None if (len(prefix), len(body)) == (8, 8) else wrong_length(len(prefix + body), 16)
    fault = fault or _characters(seventeen) or first_non_digit(seventeen, 2, 8)
    if fault:
        raise BadCode(fault)
    seventeen = prefix + body + inner_check(body)
    return seventeen + outer_check(seventeen)


def inner_check(body: str) -> str:
    """The GB 11714 check character of an eight-character organisation code."""
    total = sum(w * int(c, 36) for w, c in zip(_INNER_WEIGHTS, body, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def outer_check(seventeen: str) -> str:
    """The GB 32100 check character of the first seventeen characters."""
    total = sum(w * _VALUE[c] for w, c in zip(_WEIGHTS, seventeen, strict=True))
    return ALPHABET[-total % 31]


def _structure(text: str) -> Fault | None:
    if len(text) != LENGTH:
        return wrong_length(len(text), LENGTH)
    return _characters(text) or first_non_digit(text, 2, 8)


def _characters(text: str) -> Fault | None:
    for position, character in enumerate(text, start=1):
        if character not in _VALUE:
            return _outside(position, character)
    return None


def _outside(position: int, character: str) -> Fault:
    twin = _LOOKALIKES.get(character)
    hint, hint_en = (f"，疑为“{twin}”", f"; perhaps {twin!r}") if twin else ("", "")
    return Fault(
        position,
        "character_not_allowed",
        f"“{character}”不是信用代码字符{hint}",
        f"{character!r} is outside the alphabet of GB 32100{hint_en}",
    )


def _checks(text: str) -> Fault | None:
    inner = inner_check(text[8:16])
    if text[16] != inner:
        return _mismatch(17, "inner_check_character", "主体标识码校验码", "organisation code", inner)
    outer = outer_check(text[:17])
    if text[17] != outer:
        return _mismatch(18, "check_character", "校验码", "credit code", outer)
    return None


def _mismatch(position: int, cause: str, zh: str, en: str, wanted: str) -> Fault:
    return Fault(
        position,
        cause,
        f"（{zh}）应为“{wanted}”",
        f"the check character of the {en} should be {wanted!r}",
        waivable=True,
    )
