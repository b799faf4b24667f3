"""Figures that the sources want counted: labels, visits, windows, platform, stationing, inventory; with their shares."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared import elements

Values = Mapping[str, Any]
CITY, PERMIT, SERVICE = "3", "01", "20"


@dataclass(frozen=True)
class Figure:
    """One figure: over which items (or rows of them) it is taken, and how many of an item's count."""

    key: str
    zh: str
    en: str
    clause: str
    counts: Callable[[Values], int]
    base: Callable[[Values], int] = lambda _: 1


@dataclass(frozen=True)
class Counted:
    """A figure, counted."""

    figure: Figure
    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share, where there is anything to share."""
        return round(self.count / self.of, 4) if self.of else None


def _is(key: str, wanted: Any = True) -> Callable[[Values], bool]:  # noqa: FBT002 - the value of an element
    return lambda values: values.get(key) == wanted and type(values.get(key)) is type(wanted)


def _has(key: str, code: str) -> Callable[[Values], bool]:
    return lambda values: isinstance(values.get(key), list) and code in values[key]


def _cut(_key: str, ground: str) -> Callable[[Values], int]:
    return lambda values: sum(row.get("ground") == ground for row in _cuts(values))


def _cuts(values: Values) -> Sequence[Mapping[str, Any]]:
    """The materials that are not asked any more."""
    rows = values.get("cancelled_materials")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _inside(values: Values) -> bool:
    return values.get("on_platform") is not False


def _codes(
    table: str,
    key: str,
    clause: str,
    has: Callable[[str, str], Callable[[Values], int]],
    base: Callable[[Values], int] = lambda _: 1,
) -> Iterable[Figure]:
    scheme = next(iter(elements.TABLES[table].schemes.values()))
    return [Figure(f"{key}_{c.code}", c.zh, c.en, clause, has(key, c.code), base) for c in scheme.codes.values()]


GROUPS: Mapping[str, tuple[str, str, Callable[[Values], bool]]] = {
    "approval": ("行政审批", "Approvals", _is("item_type", PERMIT)),
    "service": ("行政服务", "Services", _is("item_type", SERVICE)),
    "charge": ("行政事业性收费", "Charges", _is("item_type", "04")),
    "penalty": ("行政处罚", "Penalties", _is("item_type", "02")),
    "other": ("其他权力事项", "Other powers", lambda v: v.get("item_type") not in (PERMIT, SERVICE, "04", "02")),
}
"""The five groups of the inventory."""


def _charted(values: Values) -> bool:
    return bool(values.get("flow_chart")) and not elements.is_none(values.get("flow_chart"))


def _flowing(values: Values) -> bool:
    """Whether its flow is written down, as the public sees it or as the sections go through it."""
    return any(_named(values.get(table), key) for table, key in (("steps", "name"), ("internal_flow", "step")))


def _named(rows: Any, key: str) -> bool:
    return isinstance(rows, list) and any(isinstance(row, dict) and bool(row.get(key)) for row in rows)


def _at_most_once(values: Values) -> bool:
    return values.get("visits") in (0, 1) and not isinstance(values["visits"], bool)


def _all_labels(values: Values) -> bool:
    return all(_has("labels", code)(values) for code in LABELS)


LABELS = next(iter(elements.TABLES["four_label"].schemes.values())).codes
FIGURES: tuple[Figure, ...] = (
    *_codes("four_label", "labels", "A07", _has),
    Figure("labels_all", "四个“办”齐全（力争全部）", "All four labels: the target", "A07", _all_labels),
    Figure("powers", "行政权力事项", "Powers", "A11", lambda v: v.get("item_type") != SERVICE),
    Figure("services", "公共服务事项", "Public services", "A11", _is("item_type", SERVICE)),
    Figure("no_visit", "不见面审批（零跑动）", "No visit", "B05", _is("visits", 0)),
    Figure("one_visit", "最多跑一次", "At most one visit", "A15", _at_most_once),
    Figure("online", "网上办理", "Handled online", "A15", _is("online")),
    Figure("comprehensive_window", "综合窗口受理", "Comprehensive window", "B02", _is("comprehensive_window")),
    Figure("on_platform", "纳入网上平台", "On the platform", "B08", _inside),
    Figure("permits_on_platform", "行政许可纳入平台", "Permits on it", "B12", _inside, _is("item_type", PERMIT)),
    Figure(
        "others_on_platform", "其他事项纳入平台", "Others on it", "B13", _inside, lambda v: v.get("item_type") != PERMIT
    ),
    Figure("stationed", "进驻大厅", "Stationed in the centre", "E20", _is("stationed")),
    Figure("empowered", "窗口授权到位", "Window empowered", "E20", _is("window_empowered"), _is("stationed")),
    Figure(
        "city_stationed", "市级事项进驻", "City items stationed", "E21", _is("stationed"), _is("exercise_level", CITY)
    ),
    *_codes("platform", "platform", "E23", _is),
    *_codes("focus_field", "focus_fields", "E04", _has),
    *_codes("material_ground", "cancelled", "G47", _cut, lambda values: len(_cuts(values))),
    *_codes("trade_kind", "trade_kind", "E24", _is),
    *_codes("public_service_kind", "public_service_kind", "E25", _is),
    *(Figure(f"inventory_{key}", zh, en, "E35", is_) for key, (zh, en, is_) in GROUPS.items()),
    *(
        Figure(f"flow_{key}", f"{zh}：有办理流程", f"{en} with a flow", "E35", _flowing, is_)
        for key, (zh, en, is_) in GROUPS.items()
    ),
    *(
        Figure(f"charted_{key}", f"{zh}：有流程图", f"{en} with a flow chart", "E35", _charted, is_)
        for key, (zh, en, is_) in GROUPS.items()
    ),
)


class Tally:
    """Counts items as they come, and keeps none."""

    def __init__(self) -> None:
        self._count, self._of = dict.fromkeys(FIGURES, 0), dict.fromkeys(FIGURES, 0)

    def add(self, values: Values) -> None:
        """One more item."""
        for figure in FIGURES:
            if of := figure.base(values):
                self._of[figure] += of
                self._count[figure] += figure.counts(values)

    def told(self) -> list[Counted]:
        """All figures so far."""
        return [Counted(figure, self._count[figure], self._of[figure]) for figure in FIGURES]


class Short:
    """Which items, of which bodies, a figure does not count although it is taken over them."""

    def __init__(self, figure: Figure, most: int) -> None:
        self._figure, self._most = figure, most
        self._by: dict[tuple[str, str], list[int]] = {}
        self.items: list[Any] = []

    def add(self, row: Any, values: Values) -> None:
        """One more item, with its code, name, office and office_name; as many as are asked for are kept."""
        if not (of := self._figure.base(values)):
            return
        counted, sums = self._figure.counts(values), self._by.setdefault((row.office, row.office_name), [0, 0])
        sums[0], sums[1] = sums[0] + counted, sums[1] + of
        if counted < of and len(self.items) < self._most:
            self.items.append(row)

    def told(self) -> Counted:
        """The figure over all of them."""
        return Counted(self._figure, *(sum(each[n] for each in self._by.values()) for n in (0, 1)))

    def bodies(self) -> list[tuple[tuple[str, str], Counted]]:
        """The bodies below the whole, the furthest first."""
        found = [(body, Counted(self._figure, *sums)) for body, sums in self._by.items() if sums[0] < sums[1]]
        return sorted(found, key=lambda one: (one[1].rate or 0, one[0]))


class Cancelled:
    """The list of materials that are not asked any more: each name with its ground, and in how many items (A19)."""

    def __init__(self) -> None:
        self._items: Counter[tuple[str, str]] = Counter()

    def add(self, values: Values) -> None:
        """One more item; a material counts once in it."""
        self._items.update({(str(row.get("name") or ""), str(row.get("ground") or "")) for row in _cuts(values)})

    def told(self) -> list[tuple[tuple[str, str], int]]:
        """The list, what most items gave up first."""
        return sorted(self._items.items(), key=lambda one: (-one[1], one[0]))
