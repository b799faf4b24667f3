"""Successors: what must follow when a catalogue item ends, and how the way from an old code is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.catalog.domain.delegating import carried, own_words
from services.catalog.domain.items import Item, Values
from shared import elements
from shared.problems import Conflict, Refused

FOLLOWED = {"merge": "合并", "split": "拆分", "rename": "更名"}
"""Ways to end that leave something in the place of what was; cancelling may leave nothing."""
FEW = 20
"""As many are named in words, and told with where to ask; a code of the catalogue may lead to each county."""
TELEPHONE = "2"
"""The code of the channel (contact_channel)."""


@dataclass(frozen=True)
class Step:
    """One step from an old code to the next: why and when, and the code in force that it ends at, or "" if it leads on."""

    old_code: str
    new_code: str
    kind: str
    reason: str
    at: str
    in_force: str


@dataclass(frozen=True)
class Contact:
    """Where people may ask, by what a public record says; `contact_of` is the body whose record says it."""

    contact_of: str = ""
    phone: str = ""
    place: str = ""
    address: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Coming:
    """A body that follows under an old code and whose own item is not public yet: its guide is being made."""

    basic_code: str
    name: str
    office: str
    office_name: str
    region: str
    region_name: str
    contact: Contact

    @property
    def told(self) -> tuple[str, str]:
        """The body, that its guide is being made, and where to ask, in both languages."""
        ask = "，".join(filter(None, (self.contact.phone, self.contact.address or self.contact.place)))
        zh = f"{self.office_name}（办事指南正在编制" + (f"，请咨询{self.contact.contact_of}：{ask}）" if ask else "）")
        return zh, f"{self.office_name} (its guide is being made" + (f"; ask {ask})" if ask else ")")


@dataclass(frozen=True)
class Place:
    """A place that no body below has."""

    region: str
    name: str


@dataclass(frozen=True)
class Following:
    """What follows a code: public codes, bodies whose item is coming, and the places that nobody below has.

    While the item of the code is public itself, it stays for those places.
    """

    code: str
    public: bool
    successors: list[str]
    coming: list[Coming]
    left: list[Place]


@dataclass(frozen=True)
class Text:
    """What one of a body's items says whose code leads to another: by which kind of way, and whether it is entrusted."""

    code: str
    kind: str
    entrusted: bool
    values: Mapping[str, Any]

    @property
    def carried(self) -> Values:
        """What goes along of it; that a body acted for an organ does not."""
        if not self.entrusted:
            return carried(self.values, self.kind)
        said = carried(self.values, "of_entrusted")
        return {key: value for key, value in said.items() if key not in own_words("entrust", "")}


def taken_over(texts: Sequence[Text]) -> Values:
    """What the texts of a body say together: each element that none of them says otherwise."""
    odd, found = at_odds(texts), [one.carried for one in texts]
    return {key: value for said in found for key, value in said.items() if key not in odd}


def at_odds(texts: Sequence[Text]) -> dict[str, dict[str, Any]]:
    """The elements of which texts say different things, with what each says, by code."""
    found = {one.code: one.carried for one in texts}
    keys = dict.fromkeys(key for said in found.values() for key in said)
    told = {key: {code: said[key] for code, said in found.items() if key in said} for key in keys}
    return {key: said for key, said in told.items() if any(one != next(iter(said.values())) for one in said.values())}


def beside(texts: Sequence[Text], code: str, own: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The same beside what the item says itself that follows them; what it does not say at all counts."""
    found = at_odds(texts)
    for one in texts:
        mine = replace(one, code=code, values=own).carried
        for key, value in elements.suiting(one.carried, str(own.get("item_type", ""))).items():
            if mine.get(key) != value:
                said = {one.code: value} | ({code: mine[key]} if key in mine else {})
                found[key] = found.get(key, {}) | said
    return found


def contact_in(record: Mapping[str, Any]) -> Contact:
    """Where a public record says that people may ask: its telephone, and its first place."""
    values = record["elements"]
    place: dict[str, Any] = next(iter(_rows(values, "places")), {})
    telephones = [row["value"] for row in _rows(values, "consult") if row.get("channel") == TELEPHONE]
    phone = values.get("consult_phone") or next(iter(telephones), "") or place.get("phone", "")
    hall = " ".join(filter(None, (place.get("name"), place.get("window"))))
    hours = place.get("hours") or values.get("office_hours") or ""
    said = [str(text) if isinstance(text, str) else "" for text in (phone, hall, place.get("address", ""), hours)]
    return Contact(str(record["office"]["name"]), *said)


def _rows(values: Mapping[str, Any], key: str) -> list[Any]:
    held = values.get(key)
    return held if isinstance(held, list) else []


def demand_parts(without: Mapping[str, str]) -> None:
    """Conflict while a handling item that the public has, by code, has none of its name under what follows its item."""
    if without:
        names = "、".join(f"《{name}》（{code}）" for code, name in without.items())
        raise Conflict(
            f"公开的业务办理项 {names} 在承接事项下没有同名的业务办理项，原事项继续公开；"
            "请在承接事项下划分同名业务办理项并上线，确不再办理的，先按程序取消该业务办理项。",
            f"Nothing of its name follows {', '.join(without)}: divide the heir so and put it online, or cancel it first.",
            "heirs_not_online",
            extra={"lacking": list(without)},
        )


def demand_entrusted_anew(item: Item, organ: Item, heirs: Sequence[str]) -> None:
    """Conflict while a public item that its body is entrusted with has nothing of what follows its organ's."""
    if heirs:
        codes = "、".join(heirs)
        raise Conflict(
            f"{item.office_name}受{organ.office_name}委托办理的 {item.code} 尚公开，承接事项（{codes}）未委托该机构，原事项继续公开；"
            f"请以承接事项另行委托并由其上线，不再委托的，在本环节意见（note）中写明 {item.code} 和理由。",
            f"{item.office_name} acts for {organ.office_name} under {item.code}, and is not entrusted with {', '.join(heirs)}: "
            f"entrust it anew and have it online, or say in the note of this gate why not, by the code {item.code}.",
            "entrust_anew",
            extra={"lacking": [item.code], "heirs": list(heirs)},
        )


def demand_seen(unseen: Mapping[str, Mapping[str, Any]]) -> None:
    """Conflict while what follows an item, by code, has stood as it was since, and says what the old one does not."""
    if unseen:
        codes = "、".join(unseen)
        raise Conflict(
            f"承接事项 {codes} 的公开文本与原事项不一致（见 differing），合并以来未曾修改上线，原事项继续公开；"
            "请承接机构核对、修改并上线，确无须修改的，在本环节意见（note）中写明其编码和理由。",
            f"What {', '.join(unseen)} shows differs from the old item (differing) and was not written since: "
            "let its body look it over and put it online anew, or say in the note of this gate why it stays, by its code.",
            "heirs_differ",
            extra={"differing": unseen},
        )


def named(names: Sequence[str]) -> tuple[str, str]:
    """Names in words, in both languages; of many the first, and how many they are."""
    more = len(names) > FEW
    zh, en = "、".join(names[:FEW]), ", ".join(names[:FEW])
    return zh + (f" 等 {len(names)} 处" if more else ""), en + (f" and {len(names) - FEW} more" if more else "")


def demand_successors(kind: str, to: Sequence[str]) -> None:
    """Refused when something is merged, split or renamed into nothing."""
    if kind in FOLLOWED and not to:
        raise Refused(
            f"{FOLLOWED[kind]}须至少指明一个承接编码（successors）；没有承接的，请用取消（cancel）。",
            f"To {kind} needs at least one successor; what nothing follows is cancelled (cancel).",
            "no_successor",
            extra={"kind": kind, "lacking": "successors", "clause": "004 第十二条"},
        )
