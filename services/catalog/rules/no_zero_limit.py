"""Nought days is not a limit: it is on the spot, or nothing was said."""

from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule
from services.catalog.rules._read import limit, rows_of
from shared.elements import UNITS

KEYS = ("legal_limit", "promised_limit", "delivery_limit", "steps", "internal_flow", "special_procedures")


def each(key: str, value: Any) -> Iterator[Found]:
    """Every limit of an element with a unit that counts, and nought of it."""
    told = [(key, value), *((f"{path}.limit", row.get("limit")) for path, row in rows_of(key, value))]
    for path, one in told:
        if (found := limit(one)) and not found.get("number") and (unit := UNITS[found["unit"]]).numbered:
            yield Found(path, f"时限为 0 个{unit.zh}", f"a limit of 0 {unit.en}")


RULE = Rule(
    zh="时限不写零",
    en="No limit of nought",
    severity="warn",
    clause="C32",
    cure_zh="当场办结的写“当场办结”，没有规定的写“无期限”",
    cure_en="write on the spot, or no limit",
    each=each,
    of=KEYS,
    passes=[
        {"legal_limit": {"number": None, "unit": "on_the_spot"}, "promised_limit": {"number": 1, "unit": "working_day"}}
    ],
    fails=[
        {"legal_limit": {"number": 0, "unit": "working_day"}},
        {"steps": [{"name": "收件", "limit": {"number": 0, "unit": "working_day"}}]},
    ],
)
