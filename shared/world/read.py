"""Reads the data files that stand beside this one."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

HERE = files("shared.world").joinpath("data")


@cache
def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(HERE.joinpath(name).read_text("utf-8"))


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """The item definitions of all files, by key, in order."""
    paths = sorted(HERE.joinpath("items").iterdir(), key=lambda path: path.name)
    rows = (row for path in paths for row in tomllib.loads(path.read_text("utf-8"))["item"])
    return {row["key"]: row for row in rows}


def filled(value: Any, words: dict[str, str]) -> Any:
    """The value with every {word} filled in, and nothing shared with the data."""
    match value:
        case str():
            for name, word in words.items():
                value = value.replace(f"{{{name}}}", word)
            return value
        case dict():
            return {key: filled(one, words) for key, one in value.items()}
        case list():
            return [filled(one, words) for one in value]
        case _:
            return value
