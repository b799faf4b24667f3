"""Handing an item to bodies of a lower level: who may take it, and what goes with it (下放、委托; E05, E11)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from services.catalog.domain.items import Item, Office, Values
from services.catalog.domain.merging import only_wording
from shared import elements
from shared.codes import Division, counties, covers
from shared.elements import Element, Layer, Own
from shared.problems import Conflict, Fault, Malformed, Refused

Way = Literal["hand_down", "entrust"]
ENDED = "entrust_end"
"""Why the code of what a body was entrusted with leads to the organ's item."""
Rest = Literal["stays", "ends"]
"""What becomes of the places that nobody below has: the item stays for them, or ends for them too by express decision."""
SOURCES: Mapping[str, str] = {"hand_down": "2", "entrust": "5"}
"""The power source (权力来源) that the item has at the body below: 上级下放, 上级委托."""
ENTRUSTED = "3"
"""The nature (主体性质) of a body that acts in the name of the organ that entrusts it."""
TAKEN: Mapping[str, Collection[Own]] = {
    "hand_down": {Own.NONE},
    "entrust": {Own.NONE, Own.POWER},
    "of_entrusted": {Own.NONE, Own.BODY},
    "split": {Own.NONE, Own.POWER, Own.BODY},
    "merge": {Own.NONE, Own.POWER, Own.BODY},
    "rename": {Own.NONE, Own.POWER, Own.BODY, Own.ITEM},
}
"""What goes along with an item, to another body or to what follows it at the same: who is entrusted acts for the organ, against which the remedies stay as they are
(行政复议法 第十九条第三款); who has the power itself answers before its own government (第二十四条)."""


def demand_below(item: Item, own_level: str, levels: Collection[str], bodies: Sequence[Office]) -> None:
    """Refused unless each body implements, lies inside the territory, below the level, and at a level of the catalogue."""
    if item.organ:
        raise Refused(
            "受委托办理的事项不能下放或者再委托（行政许可法第二十四条）。",
            "Who is entrusted with an item hands it to nobody else.",
            "entrusted",
        )
    if item.layer != "implementation":
        raise Refused("只能下放实施清单事项。", "Only an implementation item is handed to a lower body.", "layer")
    faults = [Fault(body.credit_code, code, zh, en, "改选机构", "choose another") for body in bodies
              for code, zh, en in _against(item, own_level, levels, body)]  # fmt: skip
    if faults:
        said = "；".join(f"{fault.path} {fault.message_zh}" for fault in faults)
        raise Refused(
            f"不能下放给所列机构：{said}。",
            "The item cannot be handed to the bodies named.",
            "not_below",
            faults,
            {"clause": "004 第九条", "levels": sorted(levels)},
        )


def _against(item: Item, own_level: str, levels: Collection[str], body: Office) -> Iterable[tuple[str, str, str]]:
    if "implementing" not in body.kinds:
        yield "kind", "不是实施机构", "implements no items"
    if body.level <= own_level or not covers(item.region, body.region):
        yield "place", "不在本级以下", "is not below"
    if body.level not in levels:
        yield "level", "目录的行使层级不含该级，请先请示省级调整", "its level is none of the catalogue's"


def demand_bodies(to: Sequence[str]) -> None:
    """Malformed unless at least one body is named, each once."""
    if not to or len(set(to)) != len(to):
        raise Malformed("请列出承接机构，不要重复。", "Name the bodies that take over, each once.", "to")


def demand_not_held(held: Item | None, body: Office) -> None:
    """Refused when a body that has the power itself is to be entrusted with it: one code is one item."""
    if held:
        raise Refused(
            f"{body.name}已持有该事项 {held.code}，无须委托。",
            f"{body.name} holds the item as {held.code} already; it needs no entrusting.",
            "held_already",
        )


def demand_entrusted(item: Item, office: str, held: Item | None) -> None:
    """Refused unless a body has its item by the entrusting of this one."""
    if held is None or held.organ != item.item_id:
        raise Refused(
            f"{office} 没有受委托办理该事项 {item.code}。",
            f"{office} is not entrusted with {item.code}.",
            "not_entrusted",
        )


def demand_public(heirs: Sequence[Item]) -> None:
    """Conflict until all that takes the place of a public item is public: the public is never left without."""
    if lacking := [heir for heir in heirs if heir.availability != "online"]:
        names = "、".join(f"{heir.office_name}（{heir.code}）" for heir in lacking)
        raise Conflict(
            f"承接事项尚未以承接机构自己的名义上线：{names}。全部上线后方可办结，在此之前原事项继续公开；"
            "下发而确不承接的，由承接机构答复不予认领并说明理由、依据。",
            f"Not online yet in the heir's own name: {', '.join(heir.code for heir in lacking)}. The old item stays public until all "
            "are; what is only offered may be refused by its body, with reason and evidence.",
            "heirs_not_online",
            extra={"lacking": [heir.code for heir in lacking]},
        )


def left_over(region: str, below: Iterable[str], on: date) -> list[Division]:
    """The places of a territory that none of the regions below it covers, as they stand on a day."""
    heirs = [one for one in below if one != region]
    return [place for place in counties(region, on) if not any(covers(one, place.code) for one in heirs)]


def carried(values: Mapping[str, Any], way: str) -> Values:
    """What who takes an item over in a way need not write again: the list elements and cells that go along with it."""
    known = {key: elements.ELEMENTS[key] for key in values if key in elements.ELEMENTS}
    taken = {key: one for key, one in known.items() if one.layer is Layer.LIST and one.own in TAKEN[way]}
    found = {key: _cells(one, values[key], TAKEN[way]) for key, one in taken.items()}
    return {key: value for key, value in found.items() if value not in (None, [])}


def of_body(values: Mapping[str, Any]) -> Values:
    """What a body wrote of itself, which it has again when it is entrusted again: its offices, places, posts."""
    known = {key: elements.ELEMENTS[key] for key in values if key in elements.ELEMENTS}
    return {key: values[key] for key, one in known.items() if one.layer is Layer.LIST and one.own is Own.BODY}


def _cells(element: Element, value: Any, taken: Collection[Own]) -> Any:
    """A value without the cells that do not go along, and without the rows that had no others."""
    stays = {column.key for column in element.columns if column.own not in taken}
    if not stays or not isinstance(value, list):
        return value
    rows = ({key: cell for key, cell in row.items() if key not in stays} for row in value)
    return [row for row in rows if row]


def answers_anew(values: Mapping[str, Any], organ: Mapping[str, Any], way: str) -> Values:
    """What a text that says of remedies and supervision as the organ's does says of them once its body has the power
    itself, or is entrusted again.
    """
    whole, bare = carried(organ, "entrust"), carried(organ, "hand_down")
    was, now = (whole, bare) if way == "hand_down" else (bare, whole)
    keys = [key for key in whole if whole[key] != bare.get(key) and values.get(key) == was.get(key)]
    return {key: now.get(key) for key in keys}


def left_by(before: Mapping[str, Any], now: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    """The elements that changed in the organ's public text and mean another thing in that of who is entrusted with it."""
    was, new, said = (carried(text, "entrust") for text in (before, now, own))
    keys = [key for key, one in elements.ELEMENTS.items() if one.public and was.get(key) != new.get(key)]
    keys = [key for key in keys if key not in own_words("entrust", "") and said.get(key) != new.get(key)]
    return [key for key in keys if not only_wording({key: new.get(key)}, {key: said.get(key)})]


def own_words(way: str, organ: str) -> Values:
    """What a body says of itself that has an item from above: entrusted, it acts in the organ's name (行政许可法 第二十四条)."""
    said: Values = {"power_source": SOURCES[way], "entrusting_body": organ}
    return said | ({"body_nature": ENTRUSTED, "deciding_body": organ} if way == "entrust" else {})


def words_of_own(organ: str, body: Office) -> Values:
    """What a body says of itself instead, when what it was entrusted with is handed down to it."""
    return own_words("hand_down", organ) | {"body_nature": body.nature, "deciding_body": body.name}


def says_entrusted(values: Mapping[str, Any]) -> bool:
    """Whether a text says that its body acts in the name of an organ that entrusts it."""
    return values.get("power_source") == SOURCES["entrust"]
