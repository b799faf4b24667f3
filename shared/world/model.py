"""What the sample world holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Values = dict[str, Any]
Layer = Literal["implementation", "handling"]
State = Literal["online", "handed_down"]


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    key: str
    name: str
    parent: str
    area_code: str
    hall: str


@dataclass(frozen=True, slots=True)
class Office:
    """A body; `kinds` say what it does in the story of an item, `line` its trade, `parent` the office above."""

    key: str
    name: str
    credit_code: str
    region: str
    kinds: tuple[str, ...]
    nature: str
    level: str
    line: str
    parent: str
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A role at an office, not a person; machines have credentials of their own."""

    username: str
    office: str
    roles: tuple[str, ...]
    display_name: str
    machine: bool = False


@dataclass(frozen=True, slots=True)
class BaseItem:
    """One item of the basic catalogue, with its catalogue-level elements; `main` is the key of its main item."""

    key: str
    basic_code: str
    owner: str
    main: str | None
    elements: Values


@dataclass(frozen=True, slots=True)
class Item:
    """One item at one body: its implementation list, or one handling item of it (`parent`)."""

    key: str
    layer: Layer
    state: State
    base: str
    office: str
    code: str
    parent: str | None
    elements: Values


@dataclass(frozen=True, slots=True)
class Bundle:
    """一件事: items that one event of life needs."""

    name: str
    office: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    regions: tuple[Region, ...]
    offices: Mapping[str, Office]
    accounts: Mapping[str, Account]
    base_items: Mapping[str, BaseItem]
    items: Mapping[str, Item]
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One item in the parts in which it comes in; `complete` is what stands at the end."""

    base_items: tuple[BaseItem, ...]
    base: BaseItem
    office: Office
    code: str
    auditors: Mapping[str, str]
    catalogue: Values
    form: Values
    by_hand: Values
    wrong_element: str
    wrong: str
    mended: str
    remark_zh: str
    remark_en: str
    complete: Values
