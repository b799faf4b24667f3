"""What the headings of a sheet mean, by themselves and among the others."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from services.catalog.intake.headings import code_meant, meant, second, secondly
from services.catalog.intake.texts import plain

UNIT: Mapping[str, tuple[str, ...]] = {
    "法定办结时限单位": ("legal_limit",), "承诺办结时限单位": ("promised_limit",), "法定时限单位": ("legal_limit",), "承诺时限单位": ("promised_limit",),
    "时限单位": ("legal_limit", "promised_limit"), "办理时限单位": ("legal_limit", "promised_limit"), "办结时限单位": ("legal_limit", "promised_limit"),
}  # fmt: skip
"""Headings of units, each with the limits it is of; one that names its limit goes before one that does not."""
CATALOGUE = {"基本编码", "业务指导部门", "主项/子项"}
BESIDE = {*CATALOGUE, "序号", "依据版本", "平台排号"}


def key_of(name: str) -> str:
    """The element, the code or the unit of limits that a heading means by itself."""
    return code_meant(name) or meant(name) or (UNIT[plain(name)][0] + name if plain(name) in UNIT else "")


def any_of(name: str) -> str:
    """The same, or what the heading means where no other does."""
    return key_of(name) or second(name)


def meanings(fields: Mapping[int, str], told: Iterable[str]) -> dict[int, str]:
    """What each column means; what means something only where no other does, in the first column that says it.

    `told` is told in columns of tables; a 部门 beside steps is theirs.
    """
    told = set(told)
    means = {column: element(name, fields) for column, name in fields.items()}
    first: dict[str, int] = {}
    for column, name in fields.items():
        first.setdefault(name, column)
    passed = {"部门"} if "steps" in told else ()
    rest = (name for column, name in fields.items() if not means[column] and plain(name) not in passed)
    return means | {first[name]: key for name, key in secondly(rest, {*means.values(), *told}).items()}


def element(name: str, fields: Mapping[int, str]) -> str:
    """The element or code that a heading means among the others."""
    key = code_meant(name) or meant(name) or ""
    return "exercise_levels" if key == "exercise_level" and CATALOGUE & set(fields.values()) else key


@lru_cache(64)
def units(names: tuple[str, ...], limit: str) -> tuple[str, ...]:
    """The headings of the units of a limit; its own goes before one of several."""
    found = [one for one in names if limit in UNIT.get(plain(one), ())]
    return tuple(sorted(found, key=lambda one: len(UNIT[plain(one)])))
