"""A province's published records as they repeat in life, and no more than that.

A county has about a thousand items; the next county has the same ones. What the catalogue says of an item is the same
everywhere; halls, telephones, hours and names of offices are those of a department; some texts each county has written
for itself, so that they are met once.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from shared.codes.credit import make
from shared.world import world

KINDS, DEPARTMENTS = 1_000, 30
OF_DEPARTMENT = (
    "implementing_body",
    "places",
    "consult",
    "complaint",
    "office_hours",
    "postal_address",
    "contacts",
    "inquiry",
)
OWN = {"steps": 0.3, "materials": 0.2, "conditions": 0.1, "procedure": 0.1, "faqs": 0.1, "fees": 0.05, "note": 0.1}
"""The share of counties that have their own words for an element."""
DAYS = (1, 2, 3, 5, 7, 10, 15, 20)
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def write(path: Path, count: int, kinds: int = KINDS) -> int:
    """So many records, county by county, each with a code of its own."""
    with path.open("w", encoding="utf-8") as file:
        for code, values in _records(count, kinds):
            record = {"code": code, "layer": "implementation", "elements": values}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def _records(count: int, kinds: int) -> Iterator[tuple[str, dict[str, Any]]]:
    told = [dict(item.elements) for item in world().items.values()]
    chance = Random(8)  # noqa: S311 - the same dump in every run
    for n in range(count):
        county, kind = divmod(n, kinds)
        department = kind % DEPARTMENTS
        values = {key: _marked(value, _sign(kind)) for key, value in told[kind % len(told)].items()}
        here, office = told[department % len(told)], _sign(county * DEPARTMENTS + department)
        values |= {key: _marked(here[key], office) for key in OF_DEPARTMENT if key in values and key in here}
        own = [key for key, share in OWN.items() if chance.random() < share and key in values]
        values |= {key: _marked(values[key], _sign(kinds * DEPARTMENTS + n)) for key in own}
        if "number" in values.get("promised_limit", {}):
            values["promised_limit"] = {"number": DAYS[(kind + chance.randrange(3)) % len(DAYS)], "unit": "working_day"}
        credit = make("11620302", f"{99_999_999 - county * DEPARTMENTS - department:08d}")
        values["implementing_body_code"] = credit
        basic = f"62{values['item_type']}31{kind % 999 + 1:03d}000"
        yield f"{credit}{values['exercise_level']}{basic}", values


def _sign(number: int) -> str:
    found = ""
    while number:
        number, place = divmod(number, len(SIGNS))
        found += SIGNS[place]
    return found


def _marked(value: Any, sign: str) -> Any:
    """The same with the sign in each of its texts; codes, dates and addresses stay."""
    if isinstance(value, Mapping):
        return {key: one if key == "title" else _marked(one, sign) for key, one in value.items()}
    if isinstance(value, list):
        return [_marked(one, sign) for one in value]
    return f"{value[:1]}{sign}{value[1:]}" if isinstance(value, str) and not value.isascii() else value
