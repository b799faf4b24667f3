"""Which parts a guide has, in order: the full guide, the short one, Xinzhou's six parts, Jiangsu's twelve."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.guide.sections import parts
from services.guide.sections.model import Block
from services.guide.sections.values import Values, blocks
from shared.elements import ELEMENTS, SECTIONS

Maker = Callable[[Values], Iterable[Block]]
SPECIAL: Mapping[str, Maker] = {
    "basis": parts.bases,
    "quantity": parts.quantity,
    "materials": parts.materials,
    "submission": parts.submission,
    "process": parts.process,
    "limits": parts.limits,
    "fees": parts.fees,
    "annex_flow": parts.chart,
    "annex_forms": parts.forms,
}


@dataclass(frozen=True)
class Part:
    """One part of an outline; an annex is left out when nothing is in it."""

    id: str
    zh: str
    en: str
    make: Maker
    annex: bool = False


@dataclass(frozen=True)
class Outline:
    zh: str
    parts: tuple[Part, ...]


def _elements(*keys: str) -> Maker:
    return lambda values: blocks(values, keys)


@dataclass
class _Asked(Mapping[str, Any]):
    """Values that remember which of them a part has looked at."""

    held: Values
    keys_asked: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> Any:
        self.keys_asked.add(key)
        return self.held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


def _whole(special: Maker, keys: Iterable[str]) -> Maker:
    """A part that explains itself, and after it the elements of its section that it never looks at."""

    def make(values: Values) -> Iterator[Block]:
        asked = _Asked(values)
        yield from special(asked)
        yield from blocks(values, [key for key in keys if key not in asked.keys_asked])

    return make


def _section(key: str, zh: str = "", make: Maker | None = None) -> Part:
    """A section of the element definitions, with every element that names it."""
    keys = [element.key for element in ELEMENTS.values() if element.public and key in element.sections]
    known = SECTIONS[key]
    maker = make or (_whole(SPECIAL[key], keys) if key in SPECIAL else _elements(*keys))
    return Part(key, zh or known.zh, known.en, maker, annex=key.startswith("annex") and not zh)


def _sections(*keys: str) -> tuple[Part, ...]:
    return tuple(_section(key) for key in keys)


OUTLINES: Mapping[str, Outline] = {
    "full": Outline("办事指南", _sections(*SECTIONS)),
    "short": Outline(
        "办事指南（简版）",
        _sections("conditions", "materials", "submission", "limits", "fees", "result", "consult", "places"),
    ),
    "six": Outline(
        "办事指南（六项）",
        (
            _section("title", make=_elements("name")),
            _section("conditions", make=_elements("conditions")),
            _section("materials", "申报材料"),
            _section("process", "办事程序"),
            _section("limits", "承诺时限", parts.promised),
            _section("fees", "收费标准"),
        ),
    ),
    "jiangsu": Outline(
        "办事指南（江苏编写规范）",
        (
            _section("item_info", "事项名称和编码"),
            _section("basis", "实施依据"),
            _section("scope", "申请主体", _elements("service_objects", "scope")),
            _section("submission", "申请方式"),
            _section("places", "受理时间", _elements("office_hours", "places")),
            _section("conditions", "办理条件"),
            _section("materials"),
            _section("annex_forms", "表单填写"),
            _section("limits"),
            _section("fees", "收费情况"),
            _section("annex_flow", "办理流程图"),
            Part("notes", "有关说明", "Further notes", _elements("note", "common_errors", "faqs")),
        ),
    ),
}
