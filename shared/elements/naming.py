"""Says a path such as materials[2].copies in words."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from shared.elements.load import HERE, elements, tables
from shared.elements.model import Field, Word

STEP = re.compile(r"([a-z][a-z0-9_]*)|\[(\d+)\]")
Words = tuple[str, str]


@cache
def messages() -> dict[str, Any]:
    return tomllib.loads(HERE.joinpath("messages.toml").read_text("utf-8"))


def _column(key: str, name: str) -> Field | None:
    return next((one for one in elements()[key].columns if one.key == name), None)


def _named(element: str, name: str) -> Words:
    column = _column(element, name)
    if column:
        return column.zh, column.en
    zh, en = messages()["parts"].get(name, (name, name))
    return zh, en


def _step(element: str, name: str, number: str) -> Words:
    if number:
        return f"第{int(number) + 1}行", f"row {int(number) + 1}"
    return _named(element, name)


def labels(path: str) -> Word:
    """The names of an element, or of a place in it: materials[2].copies → 申请材料·第3行·份数."""
    (key, _), *rest = STEP.findall(path) or [("", "")]
    if key not in elements():
        return Word(path, path)
    said = [(elements()[key].zh, elements()[key].en), *(_step(key, *step) for step in rest)]
    return Word("·".join(zh for zh, _ in said), " · ".join(en for _, en in said))


def named(paths: Iterable[str]) -> str:
    """The Chinese names of elements, or of places in them, in a row, each once."""
    return "、".join(dict.fromkeys(labels(path).zh for path in paths))


def code_label(table: str, code: str, scheme: str | None = None) -> Word | None:
    """The names of a code, as 即办件 for handling_kind, 1, gb39046. Without a scheme, of the table's first one."""
    known = tables()[table]
    found = known.code(scheme or next(iter(known.schemes)), code)
    return Word(found.zh, found.en) if found else None
