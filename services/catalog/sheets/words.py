"""Words of a cell and what they mean: labels, yes and no, limits, lists."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from shared.elements import ELEMENTS, TABLES, UNITS

SHORT = 60
YES = {"是", "有", "1", "true", "√", "☑"}
NO = {"否", "无", "0", "false", "×"}
_PARTS = re.compile(r"(?:\([^)]{0,40}\)|（[^）]{0,40}）|[^、,，;；^\s(（)）])+")
_LIMIT = re.compile(r"(\d{1,6})\s*个?(工作日|自然日|小时|个?月|年|日|天)")
_BLANKS, _WIDE = re.compile(r"[\s*＊]"), str.maketrans("（）／：", "()/:")
_UNIT = {
    "天": "day",
    "日": "day",
    "月": "month",
    "个月": "month",
    "当场": "on_the_spot",
    "即办": "on_the_spot",
    "即时办结": "on_the_spot",
    "无": "none",
}
_UNITS = {unit.zh: key for key, unit in UNITS.items()} | {key: key for key in UNITS} | _UNIT


def labels(key: str) -> dict[str, str]:
    """Code and label of an element's own code table."""
    element = ELEMENTS[key]
    codes = TABLES[str(element.table)].schemes[str(element.scheme)].codes
    return {code.code: code.zh for code in codes.values() if not code.zh.startswith("扩展")}


def code_of(key: str, word: str) -> str | None:
    """The code that a label or a code means; labels of other schemes count where they map."""
    return _known(key, word) if len(word) <= SHORT else _looked_up(key, word)


def meant(key: str, text: str) -> str | None:
    """The code that a cell means."""
    return code_of(key, plain(text))


def all_meant(key: str, text: str) -> Sequence[tuple[str, str | None]]:
    """Each word of a cell of many, and the code that it means."""
    return _all_known(key, text) if len(text) <= SHORT else _each_known(key, text)


@lru_cache(4096)
def _known(key: str, word: str) -> str | None:
    """A long sheet says the same few words again and again."""
    return _looked_up(key, word)


@lru_cache(4096)
def _all_known(key: str, text: str) -> Sequence[tuple[str, str | None]]:
    return _each_known(key, text)


def _each_known(key: str, text: str) -> Sequence[tuple[str, str | None]]:
    return tuple((word, code_of(key, word)) for word in dict.fromkeys(parts(text)))


def _looked_up(key: str, word: str) -> str | None:
    element = ELEMENTS[key]
    table, own = TABLES[str(element.table)], str(element.scheme)
    for scheme in sorted(table.schemes.values(), key=lambda one: one.key != own):
        for code in scheme.codes.values():
            if word == plain(code.zh) or (scheme.key == own and word == code.code):
                return table.translate(code.code, scheme.key, own)
    return None


def label_of(key: str, code: str) -> str:
    return labels(key).get(code, code)


def plain(text: str) -> str:
    """A heading or label without blanks, stars and the difference of brackets."""
    return _BLANKS.sub("", text).translate(_WIDE)


def parts(text: str) -> list[str]:
    """The members of a list, whichever mark stands between them; brackets hold together."""
    return [plain(one) for one in _PARTS.findall(text)]


def yes_or_no(text: str) -> bool | None:
    word = plain(text).lower()
    return True if word in YES else False if word in NO else None


def unit_of(word: str) -> str | None:
    """The unit that a word means."""
    return _UNITS.get(plain(word))


def limit_of(text: str) -> dict[str, object] | None:
    """A limit from words such as 3个工作日 or 当场."""
    if found := _LIMIT.fullmatch(plain(text)):
        return {"number": int(found[1]), "unit": unit_of(found[2])}
    unit = unit_of(text)
    return {"number": None, "unit": unit} if unit and not UNITS[unit].numbered else None


def limit_text(limit: dict[str, object]) -> str:
    unit = UNITS[str(limit["unit"])]
    return f"{limit['number']}{unit.zh}" if unit.numbered else unit.zh


def joined(words: Iterable[str]) -> str:
    return "、".join(words)
