"""Nought days is not a limit: it is on the spot, or nothing was said."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import limit, rows
from shared.elements import UNITS


def _limits(values: Values) -> Iterator[tuple[str, object]]:
    yield from ((key, values.get(key)) for key in ("legal_limit", "promised_limit", "delivery_limit"))
    for table in ("steps", "internal_flow", "special_procedures"):
        yield from ((f"{path}.limit", row.get("limit")) for path, row in rows(values, table))


def check(values: Values) -> Iterator[Found]:
    """Every limit with a unit that counts, and nought of it."""
    for path, one in _limits(values):
        found = limit(one)
        if found and UNITS[found["unit"]].numbered and not found["number"]:
            yield Found(path, f"时限为 0 个{UNITS[found['unit']].zh}", f"a limit of 0 {UNITS[found['unit']].en}")


RULE = Rule(
    zh="时限不写零",
    en="No limit of nought",
    severity="warn",
    clause="C32",
    cure_zh="当场办结的写“当场办结”，没有规定的写“无期限”",
    cure_en="write on the spot, or no limit",
    check=check,
    passes=[
        {"legal_limit": {"number": None, "unit": "on_the_spot"}, "promised_limit": {"number": 1, "unit": "working_day"}}
    ],
    fails=[
        {"legal_limit": {"number": 0, "unit": "working_day"}},
        {"steps": [{"name": "收件", "limit": {"number": 0, "unit": "working_day"}}]},
    ],
)
