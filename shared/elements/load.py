"""Reads the definitions that stand beside this file as data; once for a process."""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from shared.elements.model import (
    Code,
    Column,
    Element,
    Heading,
    Kind,
    Layer,
    Own,
    Profile,
    Publicity,
    Scheme,
    Section,
    Table,
    Unit,
    Word,
    Worse,
)
from shared.force import force_in

HERE = files("shared.elements")
LENGTHS = {Kind.TEXT: 200, Kind.LONG_TEXT: 10_000, Kind.TABLE: 200, Kind.URL: 1_000, Kind.INTEGER: 1_000_000}
REMAINING = 60
AT_THE_END = 1_000
VALIDITY = ("valid_from", "valid_to")
EVIDENCE = {"yes_by", "no_by"}


def _files(folder: str) -> list[Traversable]:
    found = (path for path in HERE.joinpath(folder).iterdir() if path.name.endswith(".toml"))
    return sorted(found, key=lambda path: path.name)


@cache
def vocabulary() -> dict[str, Any]:
    return tomllib.loads(HERE.joinpath("vocabulary.toml").read_text("utf-8"))


def _field(raw: dict[str, Any]) -> dict[str, Any]:
    kind = Kind(raw["type"])
    return (
        raw
        | {
            "type": kind,
            "max": raw.get("max", LENGTHS.get(kind, REMAINING)),
            "publicity": Publicity(raw.get("publicity", "public")),
            "worse": Worse(raw.get("worse", "none")),
            "own": Own(raw.get("own", "none")),
            "exchange": tuple(raw.get("exchange", ())),
        }
        | {name: tuple(raw[name]) for name in EVIDENCE & raw.keys()}
    )


def element_of(raw: dict[str, Any], group: str) -> Element:
    """An element from its entry; ValueError where something would leave it out."""
    own = "body" if group in vocabulary()["own_groups"] else "none"
    shaped = _field({"own": own} | raw) | {
        "group": group,
        "layer": Layer(raw.get("layer", "list")),
        "profiles": frozenset(raw.get("profiles", ())),
        "columns": tuple(Column(**_field(column)) for column in raw.get("columns", ())),
        "sheets": MappingProxyType(_sheets(raw)),
    }
    shaped["force"] = force_in({name: shaped.pop(name, None) for name in VALIDITY})
    for name in {"sections", "clauses", "answered_by"} & raw.keys():
        shaped[name] = tuple(raw[name])
    if "types" in raw:
        shaped["types"] = frozenset(raw["types"])
    _demand_placed(shaped)
    _demand_evident(shaped["columns"])
    return Element(**shaped)


def _sheets(raw: dict[str, Any]) -> dict[str, Heading]:
    """How each sheet names the element; a sheet that asks for it by its profile has it at its end."""
    asked = {
        sheet: {"zh": raw["zh"], "at": AT_THE_END}
        for sheet in vocabulary()["sheets"]
        if sheet in raw.get("profiles", ())
    }
    return {sheet: Heading(**said) for sheet, said in (asked | raw.get("sheets", {})).items()}


def _demand_placed(raw: dict[str, Any]) -> None:
    """An element says which aspect of it is audited, and where the guide tells it: [] is an answer, silence is none."""
    key, known = raw["key"], vocabulary()
    if "aspect" not in raw:
        raise ValueError(f"element {key} names no aspect: one of {', '.join(known['aspects'])}")
    if "sections" not in raw and raw["publicity"] is not Publicity.INTERNAL:
        raise ValueError(f"element {key} is public and names no sections of the guide; [] where it has none")
    named = {
        "aspects": {raw["aspect"]},
        "owners": {raw.get("owner", "implementing_body")},
        "profiles": raw["profiles"],
        "sections": set(raw.get("sections", ())),
        "sheets": raw["sheets"].keys(),
    }
    for kind, words_ in named.items():
        if strange := words_ - known[kind].keys():
            raise ValueError(f"element {key} names what is not in the {kind} of the vocabulary: {', '.join(strange)}")


def _demand_evident(columns: Collection[Column]) -> None:
    """A question names the columns that hold its evidence, of its own table."""
    known = {column.key for column in columns}
    for column in columns:
        if strange := {*column.yes_by, *column.no_by} - known:
            raise ValueError(f"column {column.key} rests on columns that there are not: {', '.join(strange)}")


def _elements() -> Iterator[Element]:
    if strange := {path.name.removesuffix(".toml") for path in _files("definitions")} - vocabulary()["groups"].keys():
        raise ValueError(f"definitions of groups that the vocabulary does not name: {', '.join(strange)}")
    for group in vocabulary()["groups"]:
        text = HERE.joinpath("definitions", f"{group}.toml").read_text("utf-8")
        for raw in tomllib.loads(text)["element"]:
            yield element_of(raw, group)


@cache
def elements() -> Mapping[str, Element]:
    found: dict[str, Element] = {}
    for element in _elements():
        if element.key in found:
            raise ValueError(f"element {element.key} is defined twice")
        found[element.key] = element
    _demand_apart(found.values())
    return MappingProxyType(found)


def _demand_apart(found: Collection[Element]) -> None:
    """A column of the exchange tables is one element, and one column of its table."""
    for fields in (found, *(element.columns for element in found)):
        names = Counter(name for one in fields for name in one.exchange)
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"more than one element or column is in the exchange tables as {', '.join(twice)}")


def _extensions(raw: dict[str, Any]) -> Iterator[Code]:
    for first, last in raw.get("extensions", ()):
        for number in range(int(first), int(last) + 1):
            code = str(number).zfill(len(first))
            yield Code(raw["id"], code, f"扩展 {code}", f"Extension {code}")


def _code(scheme: dict[str, Any], raw: dict[str, Any]) -> Code:
    """A code; where it says nothing of its days, those of its scheme."""
    days = {name: raw.get(name, scheme.get(name)) for name in VALIDITY}
    return Code(scheme["id"], force=force_in(days), **{key: raw[key] for key in raw if key not in VALIDITY})


def _scheme(raw: dict[str, Any]) -> Scheme:
    own = (_code(raw, code) for code in raw["codes"])
    codes = MappingProxyType({code.code: code for code in (*own, *_extensions(raw))})
    if lost := [code.code for code in codes.values() if code.successor and code.successor not in codes]:
        raise ValueError(f"codes of {raw['id']} lead to codes that there are not: {', '.join(lost)}")
    return Scheme(raw["id"], raw["zh"], raw["en"], raw["mark"], codes)


def _table(path: Traversable) -> Table:
    raw = tomllib.loads(path.read_text("utf-8"))
    schemes = {one["id"]: _scheme(one) for one in raw["scheme"]}
    mappings = {(one["from"], one["to"]): MappingProxyType(one["codes"]) for one in raw.get("mapping", ())}
    key = path.name.removesuffix(".toml")
    return Table(key, raw["zh"], raw["en"], MappingProxyType(schemes), MappingProxyType(mappings))


@cache
def tables() -> Mapping[str, Table]:
    return MappingProxyType({table.key: table for table in map(_table, _files("tables"))})


def _unit(key: str, raw: dict[str, Any]) -> Unit:
    numerator, denominator = raw["working_days"]
    return Unit(key, raw["zh"], raw["en"], numerator, denominator, raw["numbered"])


@cache
def units() -> Mapping[str, Unit]:
    return MappingProxyType({key: _unit(key, raw) for key, raw in vocabulary()["limit_units"].items()})


@cache
def sections() -> Mapping[str, Section]:
    return MappingProxyType({key: Section(key, *words) for key, words in vocabulary()["sections"].items()})


@cache
def profiles() -> Mapping[str, Profile]:
    days, raw = vocabulary()["in_force"], vocabulary()["profiles"]
    found = {key: Profile(key, zh, en, source, force_in(days.get(key, {}))) for key, (zh, en, source) in raw.items()}
    return MappingProxyType(found)


@lru_cache(512)
def demanded(region: str, on: date) -> tuple[str, ...]:
    """The profiles that a submission must meet in a division on a day: those in force then."""
    places: Mapping[str, list[str]] = vocabulary()["demanded"]
    known = profiles()
    return tuple(key for key, within in places.items() if region.startswith(tuple(within)) and known[key].force.on(on))


def approved_first(profile: str, on: date) -> tuple[str, ...]:
    """The divisions, by prefix, whose government approves the catalogue of a profile before it is published."""
    places: Mapping[str, list[str]] = vocabulary()["approved_first"]
    return tuple(places.get(profile, ())) if profile and profiles()[profile].force.on(on) else ()


def demands_approval(region: str, on: date) -> bool:
    """Whether an edition is published in a division only once its government has approved it."""
    return any(region.startswith(approved_first(profile, on)) for profile in vocabulary()["approved_first"])


def words(kind: str) -> Mapping[str, Word]:
    """The groups, owners or aspects, each with its two names."""
    return MappingProxyType({key: Word(*pair) for key, pair in vocabulary()[kind].items()})


@cache
def version() -> str:
    """The edition of the definitions, and the hash of every byte of them."""
    total = hashlib.sha256()
    for path in (HERE.joinpath("vocabulary.toml"), *_files("definitions"), *_files("tables")):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{vocabulary()['edition']}.{total.hexdigest()[:12]}"
