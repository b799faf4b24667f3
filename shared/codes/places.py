"""The division that the name of a body begins with, by the register: 景德镇市 is a city and no town."""

from collections.abc import Iterable, Mapping
from functools import cache

from shared.codes.divisions import Division, every, prefix

SHORTEST = 3
"""Characters of a name that says by itself which kind of place it is; shorter ones do where they end so: 赵县, 芒市."""
SURE = ("县", "市")


def placed(name: str) -> tuple[list[Division], str]:
    """The divisions that a name may mean, province, city and county behind each other, and what follows them.

    Those that there are come before those that there were; none where the name begins with no division.
    """
    found: list[Division] = []
    rest = name
    while here := _next(rest, found):
        found, rest = here, rest[len(here[0].name) :]
    return found, rest


def _next(rest: str, above: list[Division]) -> list[Division]:
    """The longest name that the rest begins with, of a place within the one before."""
    for size in _sizes():
        known = _by_name().get(rest[:size], ()) if size <= len(rest) else ()
        inner = [one for one in known if _fits(one, above)]
        if inner:
            return [one for one in inner if not one.ended] or inner
    return []


def _fits(one: Division, above: list[Division]) -> bool:
    if not above:
        return len(one.name) >= SHORTEST or one.name.endswith(SURE)
    return any(one.code != upper.code and one.code.startswith(prefix(upper.code)) for upper in above)


@cache
def _by_name() -> Mapping[str, list[Division]]:
    found: dict[str, list[Division]] = {}
    for one in every():
        if one.level != "group":
            found.setdefault(one.name, []).append(one)
    return found


@cache
def _sizes() -> Iterable[int]:
    return sorted({len(name) for name in _by_name()}, reverse=True)
