"""Loads the sample world from the data files beside it; always the same."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from shared.codes import items as codes
from shared.world.compose import catalogue_elements, list_elements, without_foreign
from shared.world.model import Account, BaseItem, Bundle, Item, Office, Region, State, Values, World
from shared.world.read import definitions, filled, toml


@cache
def regions() -> dict[str, Region]:
    return {row["code"]: Region(**row) for row in toml("regions.toml")["region"]}


@cache
def offices() -> dict[str, Office]:
    rows = toml("offices.toml")["office"]
    return {
        row["key"]: Office(**{**row, "kinds": tuple(row["kinds"]), "duties": tuple(row.get("duties", ()))})
        for row in rows
    }


def _accounts() -> Iterator[Account]:
    for office in offices().values():
        for row in toml("accounts.toml")["account"]:
            if row["kind"] in office.kinds:
                name = f"{office.key}-{row['suffix']}"
                yield Account(
                    name, office.key, tuple(row["roles"]), office.name + row["title"], row.get("machine", False)
                )


@cache
def base_items(*, of_story: bool = False) -> dict[str, BaseItem]:
    """The catalogue; the story's own part of it comes by its import and is kept apart."""
    found: dict[str, BaseItem] = {}
    for row in definitions().values():
        for owner in row["owners"]:
            if (owner in row.get("story", ())) == of_story:
                item = _base_item(row, offices()[owner])
                found[item.key] = item if of_story else _with_level_set(item, row)
    return found


def base_key(definition: str, office: Office) -> str:
    """Each province has its own catalogue, so its key leads."""
    return f"{regions()[office.region[:2] + '0000'].key}-{definition}"


def _base_item(row: dict[str, Any], owner: Office) -> BaseItem:
    main = definitions()[row["main"]]["name"] if "main" in row else None
    code = f"{owner.region[:2]}{row['type']}{row['department']}{row['serial']}{row['sub']}"
    main_key = base_key(row["main"], owner) if "main" in row else None
    return BaseItem(base_key(row["key"], owner), code, owner.key, main_key, catalogue_elements(row, owner, main))


def _with_level_set(item: BaseItem, row: dict[str, Any]) -> BaseItem:
    """The level set (A21) has no column in the catalogue sheet, so the story's items do without."""
    return replace(item, elements=item.elements | {"level_set": row["level_set"]})


def elements_of(definition: str, base: BaseItem, office: Office) -> Values:
    """All elements of an office's implementation list of an item."""
    number = list(offices()).index(office.key)
    own = list_elements(definitions()[definition], office, regions()[office.region], number, base.basic_code)
    return without_foreign(base.elements | own)


def _items() -> Iterator[Item]:
    for state in ("online", "handed_down"):
        for row in toml("holdings.toml")[state]:
            for key in row["offices"]:
                yield from _held(row, offices()[key], "online" if state == "online" else "handed_down")


def _held(row: dict[str, Any], office: Office, state: State) -> Iterator[Item]:
    base = base_items()[base_key(row["item"], office)]
    code = codes.implementation_code(office.credit_code, office.level, base.basic_code)
    elements = elements_of(row["item"], base, office)
    if state == "handed_down":
        kept = {"implementing_body", "implementing_body_code", "exercise_level", *base.elements}
        elements = {key: value for key, value in elements.items() if key in kept}
    item = Item(f"{office.key}/{row['item']}", "implementation", state, base.key, office.key, code, None, elements)
    yield item
    if row.get("handling"):
        for variant in definitions()[row["item"]]["handling"]:
            yield _handling(item, variant)


def _handling(item: Item, variant: dict[str, Any]) -> Item:
    own = filled({key: value for key, value in variant.items() if key not in {"serial", "name"}}, {})
    elements = filled(item.elements, {}) | own | {"handling_item_name": variant["name"]}
    code = codes.handling_code(item.code, variant["serial"])
    key = f"{item.key}/{variant['serial']:02d}"
    return Item(key, "handling", item.state, item.base, item.office, code, item.key, elements)


def _bundles() -> tuple[Bundle, ...]:
    row = toml("holdings.toml")["pharmacy"]
    held = {item.key for item in _items() if item.layer == "implementation"}
    keys = [key for one in row["items"] for key in held if key.endswith(f"/{one}") and key.startswith("anshan-")]
    return (Bundle(row["name"], row["office"], tuple(keys)),)


@cache
def world() -> World:
    return World(
        regions=tuple(regions().values()),
        offices=offices(),
        accounts={account.username: account for account in _accounts()},
        base_items=base_items(),
        items={item.key: item for item in _items()},
        bundles=_bundles(),
    )
