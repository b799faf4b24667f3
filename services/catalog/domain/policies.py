"""What a body takes from above without asking, is asked about, or never takes: by group of elements, as data (U8).

Elements of the catalogue's layer are governed above: a body may be asked about them, but they are never left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from services.catalog.domain.merging import Conflict, Merge, Texts, Values, key_of, only_wording, three_way
from shared import elements
from shared.problems import Fault, Malformed, Refused

Policy = Literal["auto", "ask", "never"]
Chosen = Literal["auto", "ask", "never", "mute"]
POLICIES_ZH: dict[Policy, str] = {"auto": "自动采用", "ask": "逐项确认", "never": "不采用"}
WORDING = "wording"
GROUPS = {**{key: word.zh for key, word in elements.GROUPS.items()}, WORDING: "仅改动文字"}
Policies = Mapping[str, Policy]
Effective = Mapping[str, Chosen]
"""What a body has said, and mute where it has not and the group is muted: the change lies ready, and nobody is asked."""


def usual(group: str) -> Policy:
    """What holds where a body has said nothing: wording asks nobody, all else asks."""
    return "auto" if group == WORDING else "ask"


def group_of(key: str, *, reworded: bool) -> str:
    """The group by whose policy a change of an element goes."""
    element = elements.ELEMENTS.get(key)
    return WORDING if reworded else element.group if element else ""


def policy_of(key: str, policies: Effective, *, reworded: bool) -> Chosen:
    """What a body does with a change of an element; one of the catalogue is taken where its group is muted."""
    group = group_of(key, reworded=reworded)
    chosen = policies.get(group, usual(group))
    governed: Mapping[Chosen, Chosen] = {"never": "ask", "mute": "auto"}
    return governed.get(chosen, chosen) if is_locked(key) else chosen


def is_locked(key: str) -> bool:
    """Whether an element belongs to the catalogue."""
    return key in elements.ELEMENTS and elements.ELEMENTS[key].layer == "catalogue"


def demand_adjustable(keys: Collection[str]) -> None:
    """Malformed unless these are elements of the catalogue that a body can have otherwise; Refused where the code says them."""
    if not keys or not all(map(is_locked, keys)):
        raise Malformed("请列出要调整的目录要素。", "Name the catalogue-level elements to adjust.", "elements")
    known = [elements.ELEMENTS[key] for key in keys]
    if fixed := [element for element in known if element.coded]:
        said = "、".join(f"{element.zh}（{element.coded}）" for element in fixed)
        raise Refused(
            f"{said}写在事项编码里，改了就是另一事项，不能调整：由目录管理部门另行编制、下发，或走下放、取消程序。",
            f"{', '.join(one.key for one in fixed)} stand in the item's code: with another value it is another item, "
            "which the catalogue's owner compiles and hands down.",
            "coded",
            [Fault(one.key, "coded", "由编码确定", "said by the code", "不列入调整", "leave it out") for one in fixed],
            {"clause": "004 第十一条"},
        )


@dataclass(frozen=True)
class Plan:
    """What becomes of a change from above: the merge of what may be taken; which keys are taken at once, never, or lie
    quiet; and the group of each.
    """

    merge: Merge
    at_once: tuple[str, ...]
    declined: tuple[str, ...]
    reworded: bool
    quiet: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether something is left for a person."""
        left = {key_of(conflict.path) for conflict in self.merge.conflicts} | set(self.merge.taken) - set(self.at_once)
        return bool(left - set(self.quiet))

    @property
    def empty(self) -> bool:
        """Whether nothing is left at all."""
        return not self.merge.taken and not self.merge.conflicts

    def now(self) -> Values:
        """One's own elements with those that are taken at once."""
        values = dict(self.merge.texts[2])
        for key in self.at_once:
            _put(values, key, self.merge.values.get(key))
        return values


def planned(texts: Texts, policies: Effective | None) -> Plan:
    """Decide each key by the body's policies; without any, all is asked."""
    base, upper, own = texts
    merge = three_way(base, upper, own)
    disputed = {key_of(conflict.path) for conflict in merge.conflicts}
    touched = sorted({*merge.taken, *disputed})
    reworded = {key for key in touched if only_wording({key: base.get(key)}, {key: upper.get(key)})}
    groups = {key: group_of(key, reworded=key in reworded) for key in touched}
    if policies is None:
        return Plan(merge, (), (), reworded=False, groups=groups)
    chosen = {key: policy_of(key, policies, reworded=key in reworded) for key in touched}
    declined = tuple(key for key in touched if chosen[key] == "never")
    if declined:
        merge = three_way(_without(base, declined), _without(upper, declined), own)
    at_once = tuple(key for key in merge.taken if chosen[key] == "auto" and key not in disputed)
    quiet = tuple(key for key in touched if chosen[key] == "mute")
    return Plan(merge, at_once, declined, bool(at_once) and set(at_once) <= reworded, quiet, groups)


def _without(values: Mapping[str, Any], keys: Collection[str]) -> Values:
    return {key: value for key, value in values.items() if key not in keys}


def led(texts: Texts, above: Mapping[str, Any], approved: Collection[str]) -> Texts:
    """The texts of a handling item: what belongs to the catalogue it has from its implementation item, as that stands.

    So the two never disagree: the body decides once, on the implementation item, and what was approved there holds
    here. Only what was approved for the handling item itself is held against it like any own text.
    """
    base, upper, own = (dict(text) for text in texts)
    for key in {*upper, *above, *own}:
        if is_locked(key):
            _put(upper, key, above.get(key))
            if key not in approved:
                _put(base, key, own.get(key))
    return base, upper, own


def differing(own: Mapping[str, Any], above: Mapping[str, Any], apart: Collection[str] = ()) -> list[str]:
    """The elements of the catalogue in which a handling item is not as its implementation item, those apart left out."""
    locked = (key for key in elements.ELEMENTS if is_locked(key) and key not in apart)
    return [key for key in locked if own.get(key) != above.get(key)]


def otherwise(own: Mapping[str, Any], above: Mapping[str, Any], apart: Collection[str] = ()) -> list[str]:
    """Those of them in which the public reads another meaning."""
    found = [key for key in differing(own, above, apart) if elements.ELEMENTS[key].public]
    return [key for key in found if not only_wording({key: above.get(key)}, {key: own.get(key)})]


def _put(values: Values, key: str, value: Any) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value


def demand_governed(conflicts: Collection[Conflict], choices: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Refused where a conflict in an element of the catalogue is decided by a text that nobody approved.

    The choice there is the text from above, or one's own where an approved adjustment made it (第十一条第一款).
    """
    faults = []
    for conflict in conflicts:
        key = key_of(conflict.path)
        choice = choices.get(conflict.path, choices.get(key))
        if is_locked(key) and (isinstance(choice, dict) or (choice == "own" and key not in allowed)):
            cure = ("选 upper" if key not in allowed else "选 own 或 upper", "choose upper, or what was approved")
            faults.append(Fault(conflict.path, "locked", "目录要素不可自行修改", "catalogue-level element", *cure))
    if faults:
        names = elements.named(fault.path for fault in faults)
        raise Refused(
            f"{names}属于目录要素，只能采用上级内容，或经批准调整的本级内容。",
            "Elements of the catalogue are as above, or as an approved adjustment made them.",
            "locked",
            faults,
            {"clause": "004 第十一条"},
        )
