"""What a change means: differences in words, reasons for the worse, the four cuts, the best elsewhere, six indicators."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared import elements
from shared.elements import Change
from shared.problems import Fault, Refused

Values = dict[str, Any]
OFFICE_FETCHES = {"3", "4"}
"""Ways of submission in which the office fetches a material: 证照库引用, 数据共享."""
WHOLE_COURSE = {"5", "6", "7"}
"""Depths that reach the decision."""
ALL = "*"


@dataclass(frozen=True)
class Difference:
    """One difference in words: where, what it was, what it is, and what it means for the applicant."""

    path: str
    zh: str
    en: str
    old: Any
    new: Any
    kind: str


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Every difference of two editions, typed by meaning (U14)."""
    return [_said(change) for change in elements.changes(old, new)]


def _said(change: Change) -> Difference:
    label = elements.labels(change.path)
    return Difference(change.path, label.zh, label.en, change.old, change.new, change.kind)


def demand_reasons(old: Mapping[str, Any], new: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, str]:
    """The reason for each change for the worse; Refused with the list of those that have none (G35).

    A reason is given for a path, for its element, or with "*" for all.
    """
    worse = [one for one in differences(old, new) if one.kind == "worse"]
    given = {one.path: _reason(one.path, reasons) for one in worse}
    lacking = [one for one in worse if not given[one.path]]
    if lacking:
        raise Refused(
            "有使申请人负担加重的改动，须逐项说明理由：" + "、".join(one.zh for one in lacking) + "。",
            "Changes for the worse need a reason each: " + ", ".join(one.path for one in lacking) + ".",
            "worse_needs_reason",
            [Fault(d.path, "worse", f"{d.zh}：变差", "worse", "在 reasons 中说明理由", "say why") for d in lacking],
            {"clause": "004 第十五条第一款", "worse": [vars(one) for one in lacking]},
        )
    return given


def _reason(path: str, reasons: Mapping[str, str]) -> str:
    key = path.partition("[")[0].partition(".")[0]
    return next((text for name in (path, key, ALL) if (text := reasons.get(name, "").strip())), "")


@dataclass(frozen=True)
class Cut:
    """One of the numbers that shall fall: 环节, 材料, 时限, 跑动."""

    key: str
    zh: str
    en: str
    unit: str


CUTS = (
    Cut("steps", "减环节", "steps", "个"),
    Cut("materials", "减材料", "materials", "份"),
    Cut("limit", "减时限", "working days promised", "工作日"),
    Cut("visits", "减跑动", "visits", "次"),
)


def _rows(value: Any) -> int | None:
    if elements.is_none(value):
        return 0
    return len(value) if isinstance(value, list) else None


def _asked(value: Any) -> int | None:
    if not isinstance(value, list):
        return _rows(value)
    return sum(1 for row in value if not row.get("submission") or not set(row["submission"]) <= OFFICE_FETCHES)


def measures(values: Mapping[str, Any]) -> dict[str, float | None]:
    """The four numbers of an item; None where nothing was said."""
    limit, visits = values.get("promised_limit"), values.get("visits")
    return {
        "steps": _rows(values.get("steps")),
        "materials": _asked(values.get("materials")),
        "limit": None if limit is None else float(elements.working_days(limit)),
        "visits": visits if isinstance(visits, int) else 0 if elements.is_none(visits) else None,
    }


@dataclass(frozen=True)
class Delta:
    """One number before and after."""

    key: str
    zh: str
    en: str
    unit: str
    before: float | None
    after: float | None
    kind: str


def cuts(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Delta]:
    """The four cuts between what is online and what is submitted (G35)."""
    before, after = measures(old or {}), measures(new)
    return [
        Delta(c.key, c.zh, c.en, c.unit, before[c.key], after[c.key], _kind(before[c.key], after[c.key])) for c in CUTS
    ]


def _kind(before: float | None, after: float | None) -> str:
    if before is None or after is None or before == after:
        return "neutral"
    return "worse" if after > before else "better"


@dataclass(frozen=True)
class Best:
    """The best value of one number among other places, and where it is."""

    key: str
    zh: str
    en: str
    unit: str
    own: float | None
    best: float | None
    at: tuple[Values, ...] = ()


def benchmark(own: Mapping[str, Any], others: Sequence[tuple[Values, Values]]) -> list[Best]:
    """对标先进: for each number the best elsewhere; others are places with their elements (G36)."""
    mine = measures(own)
    theirs = [(place, measures(values)) for place, values in others]
    found = []
    for cut in CUTS:
        said = [(value, place) for place, numbers in theirs if (value := numbers[cut.key]) is not None]
        best = min((value for value, _ in said), default=None)
        where = tuple(place for value, place in said if value == best)[:5]
        found.append(Best(cut.key, cut.zh, cut.en, cut.unit, mine[cut.key], best, where))
    return found


def mean(numbers: Iterable[float | None]) -> float | None:
    """The mean of what is said; None where nothing is."""
    said = [number for number in numbers if number is not None]
    return round(sum(said) / len(said), 4) if said else None


def six_of(values: Mapping[str, Any]) -> dict[str, float | None]:
    """What one record in force gives to the six of 004 第十五条第一款: three yes or no, three numbers (G37)."""
    numbers = measures(values)
    return {
        "online": float(values.get("online") is True),
        "online_throughout": float(_throughout(values)),
        "visits": numbers["visits"],
        "materials": numbers["materials"],
        "limit": numbers["limit"],
        "immediate": float(values.get("handling_kind") == "1"),
    }


class Six:
    """The six over any number of records: the mean of what each is said to be."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = dict.fromkeys(INDICATORS, 0.0)
        self._said: Counter[str] = Counter()

    def add(self, values: Mapping[str, Any]) -> None:
        """One more record."""
        for key, number in six_of(values).items():
            if number is not None:
                self._sums[key] += number
                self._said[key] += 1

    def told(self) -> dict[str, float | None]:
        """The means; None where nothing is said."""
        return {key: round(self._sums[key] / n, 4) if (n := self._said[key]) else None for key in INDICATORS}


INDICATORS = {
    "online": ("网办率", "share handled online", False),
    "online_throughout": ("全程网办率", "share online throughout", False),
    "visits": ("减跑动（平均到现场次数）", "visits, on average", True),
    "materials": ("减材料（平均材料数）", "materials, on average", True),
    "limit": ("减时限（平均承诺工作日）", "working days promised, on average", True),
    "immediate": ("即办件占比", "share handled at once", False),
}


def _throughout(values: Mapping[str, Any]) -> bool:
    depth = values.get("online_depth")
    return isinstance(depth, list) and bool(WHOLE_COURSE & set(depth)) and values.get("visits") == 0
