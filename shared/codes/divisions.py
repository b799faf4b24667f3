"""Administrative divisions of GB/T 2260, with the years they hold and what follows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from shared.codes import tables
from shared.codes.fault import Fault, first_non_digit, wrong_length

NATION = "000000"
COUNTY, TOWN, VILLAGE = 6, 9, 12


@dataclass(frozen=True, slots=True)
class Division:
    """One province, city or county as it stood; years are inclusive, None means open."""

    code: str
    name: str
    full_name: str
    level: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    successor: str | None

    @property
    def ended(self) -> bool:
        return self.valid_to is not None


def division(code: str, on: date | None = None) -> Division | None:
    """The division of a 6-, 9- or 12-digit code on a day; without a day, the latest known."""
    return _known(code[:COUNTY], on.year if on else None)


def every() -> Iterator[Division]:
    """Every division that there is or was, as it stood at its end."""
    return (_division(row, _year(row["valid_to"])) for rows in _index().values() for row in rows)


def in_force() -> tuple[Division, ...]:
    """Every division that there still is."""
    found = (division(code) for code in _index())
    return tuple(one for one in found if one and not one.ended)


@lru_cache(4096)
def _known(code: str, year: int | None) -> Division | None:
    row = _row(code, year)
    return _division(row, year) if row else None


def covers(upper: str, lower: str) -> bool:
    """Whether the lower code lies in the territory of the upper one, or is the same."""
    return lower.startswith(prefix(upper))


def prefix(code: str) -> str:
    """The digits that every code within the territory shares; none for the nation."""
    if code == NATION:
        return ""
    if len(code) == VILLAGE and code.endswith("000"):
        code = code[:TOWN]
    if len(code) == TOWN and code.endswith("000"):
        code = code[:COUNTY]
    return code.removesuffix("00").removesuffix("00") if len(code) == COUNTY else code


def counties(code: str, on: date) -> list[Division]:
    """The counties in force on a day in a territory, a city without any for itself; of a town, the county it lies in."""
    return [_division(row, on.year) for row in _counties(prefix(code[:COUNTY]), on.year)]


@lru_cache(512)
def _counties(stem: str, year: int) -> tuple[tables.Row, ...]:
    rows = [row for code in _index() if code.startswith(stem) and (row := _row(code, year))]
    divided = {row["code"][:4] for row in rows if row["level"] == "county"}
    return tuple(r for r in rows if r["level"] == "county" or (r["level"] == "city" and r["code"][:4] not in divided))


def divided(code: str) -> bool:
    """Whether a city has counties; 东莞 and 嘉峪关 have none, and do what counties do themselves."""
    return code[:4] in _divided()


@cache
def _divided() -> frozenset[str]:
    return frozenset(one.code[:4] for one in in_force() if one.level == "county")


def level_of(code: str) -> str:
    """nation, province, city, county, town or village, from the shape of the code."""
    names = {0: "nation", 2: "province", 4: "city", COUNTY: "county", TOWN: "town", VILLAGE: "village"}
    return names[len(prefix(code))]


def successor(code: str) -> Division | None:
    """The division in force that an ended code leads to, or None where nothing is known."""
    found = division(code)
    while found and found.ended and found.successor:
        found = division(found.successor)
    return found if found and not found.ended else None


def fault(code: str, on: date | None = None) -> Fault | None:
    """What is wrong with a division code of 6, 9 or 12 digits."""
    if len(code) not in {COUNTY, TOWN, VILLAGE}:
        return wrong_length(len(code), COUNTY)
    if found := first_non_digit(code, 0, len(code)):
        return found
    known = division(code, on)
    if code == NATION:
        return None
    if known is None:
        return _unknown(code)
    return _ended(known) if known.ended and on is None else None


@cache
def _index() -> dict[str, list[tables.Row]]:
    found: dict[str, list[tables.Row]] = {}
    for row in tables.rows("divisions"):
        found.setdefault(row["code"], []).append(row)
    return found


def _row(code: str, year: int | None) -> tables.Row | None:
    rows = _index().get(code, [])
    if year is None:
        return max(rows, key=lambda r: (not r["valid_to"], r["valid_to"]), default=None)
    return next((r for r in rows if _holds(r, year)), None)


def _holds(row: tables.Row, year: int) -> bool:
    return int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999)


def _division(row: tables.Row, year: int | None) -> Division:
    return Division(
        code=row["code"],
        name=row["name"],
        full_name=_full_name(row, year),
        level=row["level"],
        parent=row["parent"],
        valid_from=_year(row["valid_from"]),
        valid_to=_year(row["valid_to"]),
        successor=row["successor"] or None,
    )


def _full_name(row: tables.Row, year: int | None) -> str:
    """The names from the province down; a group code adds no word where it is only passed."""
    year = year or _year(row["valid_to"])
    words, above = row["name"], _row(row["parent"], year)
    while above:
        words = words if above["level"] == "group" else above["name"] + words
        above = _row(above["parent"], year)
    return words


def _year(text: str) -> int | None:
    return int(text) if text else None


def _unknown(code: str) -> Fault:
    """The first pair of digits that no known code continues with."""
    known = [p for p in (2, 4) if any(k.startswith(code[:p]) for k in _index())]
    position = max(known, default=0) + 1
    zh, en = f"起无此行政区划（{code}）", f"division {code!r} does not exist"
    return Fault(position, "division_unknown", zh, en, waivable=True)


def _ended(known: Division) -> Fault:
    """Placed at the pair of digits that names the division itself."""
    heir = successor(known.code)
    zh, en = "；资料未载明唯一的承接区划", "; the sources name no single one that follows it"
    if heir:
        zh, en = f"，后为 {heir.code} {heir.full_name}", f"; {heir.code} follows it"
    zh = f"起的“{known.full_name}”{known.valid_to} 年后不再使用{zh}"
    en = f"{known.full_name} ended after {known.valid_to}{en}"
    return Fault(len(prefix(known.code)) - 1, "division_ended", zh, en, waivable=True)
