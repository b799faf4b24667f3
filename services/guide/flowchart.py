"""The flow chart of an item: plain SVG drawn from its steps, one part for each printed page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

WIDTH, PART_HEIGHT = 420, 760
BOX_X, BOX_WIDTH, BRANCH_X, BRANCH_WIDTH = 6, 272, 312, 102
SIZE, LINE, PAD, GAP, PILL = 17, 24, 10, 26, 36
INK, EDGE, SOFT, FILL, WAIT, WAIT_FILL = "#1b2733", "#1f5fa8", "#52606d", "#f3f8fd", "#a65b00", "#fff8ec"
CLOSING = "，。；：、）》”！？,.;:)"
FONTS = "Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
REFUSAL = re.compile(r"不予(?:受理|许可|登记|批准|核准|通过|确认|给付|行政许可)")
ASIDE = re.compile(r"补正|听证|招标|拍卖|检验|检测|检疫|鉴定|专家评审|现场勘验|现场勘查|延期|延长")


@dataclass(frozen=True)
class Step:
    """One step as people see it; `number` counts from 1 and tells equal names apart."""

    number: int
    name: str
    who: str = ""
    limit: str = ""
    note: str = ""
    counted: bool = True
    parallel: bool = False

    @property
    def branches(self) -> tuple[str, ...]:
        """The ways out of the step that its own words name."""
        words = f"{self.name} {self.note}"
        aside = [] if ASIDE.fullmatch(self.name) else ASIDE.findall(words)
        return tuple(dict.fromkeys(aside + REFUSAL.findall(words)))


def steps_in_words(steps: Sequence[Step]) -> str:
    """The text that stands for the chart where it cannot be seen."""
    return "；".join(_in_words(step, steps) for step in steps)


def draw(steps: Sequence[Step]) -> tuple[str, ...]:
    """One SVG for each part that fits a printed page; no steps, no chart."""
    boxes = [_Box(step, _jump(step, steps)) for step in steps]
    parts = _parts(boxes)
    return tuple(_svg(part, first=n == 0, last=n == len(parts) - 1) for n, part in enumerate(parts))


def _in_words(step: Step, steps: Sequence[Step]) -> str:
    facts = [step.who, step.limit, *_marks(step), *(f"可能{b}" for b in step.branches), _jump(step, steps)]
    told = "，".join(fact for fact in facts if fact)
    return f"第{step.number}步 {step.name}" + (f"（{told}）" if told else "")


def _jump(step: Step, steps: Sequence[Step]) -> str:
    """Where a step may send the case back to, when its words name an earlier step."""
    for target in steps[: step.number - 1]:
        if any(f"{verb}{target.name}" in step.note for verb in ("退回", "返回", "转回")):
            return f"退回第{target.number}步"
    return ""


def _marks(step: Step) -> list[str]:
    marks = {"不计入办理时限": not step.counted, "与上一步同时进行": step.parallel}
    return [mark for mark, holds in marks.items() if holds]


class _Box:
    """A step with its lines broken and its height known."""

    def __init__(self, step: Step, jump: str) -> None:
        self.step, self.jump = step, jump
        room = BOX_WIDTH - 2 * PAD
        self.name = wrap(f"{step.number}. {step.name}", room, SIZE, 3)
        self.facts = _facts(step, room)
        self.mark = _marks(step)
        self.sides = [wrap(side, BRANCH_WIDTH - PAD, SIZE - 2, 2) for side in (*step.branches[:3], jump) if side]
        body = 2 * PAD + LINE * (len(self.name) + len(self.facts) + len(self.mark))
        self.height = max(body, sum(_side_height(side) + 6 for side in self.sides))


def _facts(step: Step, room: float) -> list[str]:
    """Who and how long: on one line where there is room."""
    one = wrap(" · ".join(part for part in (step.who, step.limit) if part), room, SIZE - 2, 2)
    apart = [*wrap(step.who, room, SIZE - 2, 2), *wrap(step.limit, room, SIZE - 2, 1)]
    return apart if one[1:] else one


def wrap(text: str, room: float, size: float, most: int) -> list[str]:
    """Lines of at most `room`, a Chinese character being one `size` wide; the last one says if more follows."""
    lines, width = [""], 0.0
    for char in " ".join(text.split()):
        step = size if east_asian_width(char) in "WFA" else size * 0.56
        if width + step > room and char not in CLOSING:
            lines, width = [*lines, ""], 0.0
        lines[-1] += char
        width += step
    kept = [line.strip() for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = f"{kept[-1][:-1]}…"
    return [line for line in kept if line]


def _parts(boxes: Iterable[_Box]) -> list[list[_Box]]:
    parts: list[list[_Box]] = []
    height = PART_HEIGHT
    for box in boxes:
        if height + box.height + GAP > PART_HEIGHT:
            parts, height = [*parts, []], 2 * (PILL + GAP)
        parts[-1].append(box)
        height += box.height + GAP
    return parts


def _svg(boxes: Sequence[_Box], *, first: bool, last: bool) -> str:
    y = 2.0
    drawn = [_pill("开始" if first else "续上图", y)]
    y += PILL
    for box in boxes:
        drawn += [_down(y), _step(box, y + GAP)]
        y += GAP + box.height
    drawn += [_down(y), _pill("结束" if last else "接下图", y + GAP)]
    height = round(y + GAP + PILL + 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FONTS}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(drawn)}</svg>'
    )


def _step(box: _Box, y: float) -> str:
    edge, fill = (EDGE, FILL) if box.step.counted else (WAIT, WAIT_FILL)
    dash = "" if box.step.counted else ' stroke-dasharray="6 4"'
    frame = (
        f'<rect x="{BOX_X}" y="{y:g}" width="{BOX_WIDTH}" height="{box.height}" rx="4" '
        f'fill="{fill}" stroke="{edge}" stroke-width="1.5"{dash}/>'
    )
    drawn = [frame]
    lines = [(line, SIZE, INK) for line in box.name]
    lines += [(line, SIZE - 2, SOFT) for line in box.facts] + [(line, SIZE - 2, WAIT) for line in box.mark]
    top = y + (box.height - LINE * len(lines)) / 2
    for n, (line, size, colour) in enumerate(lines):
        drawn.append(_text(line, BOX_X + BOX_WIDTH / 2, top + LINE * n + 18, size, colour))
    return "".join(drawn) + _sides(box, y)


def _sides(box: _Box, y: float) -> str:
    drawn, top = [], y + (box.height - sum(_side_height(side) + 6 for side in box.sides)) / 2 + 3
    for lines in box.sides:
        height = _side_height(lines)
        refused = REFUSAL.match(lines[0]) is not None
        radius, edge = (height / 2, "#b3261e") if refused else (3, SOFT)
        middle = top + height / 2
        drawn.append(_across(middle, both="补正" in lines[0]))
        drawn.append(
            f'<rect x="{BRANCH_X}" y="{top:g}" width="{BRANCH_WIDTH}" height="{height}" rx="{radius:g}" '
            f'fill="#fff" stroke="{edge}"/>'
        )
        for n, line in enumerate(lines):
            drawn.append(_text(line, BRANCH_X + BRANCH_WIDTH / 2, top + 20 + (LINE - 3) * n, SIZE - 2, edge))
        top += height + 6
    return "".join(drawn)


def _side_height(lines: Sequence[str]) -> int:
    return 10 + (LINE - 3) * len(lines)


def _text(text: str, x: float, y: float, size: int, colour: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}" text-anchor="middle">{escape(text)}</text>'


def _pill(text: str, y: float) -> str:
    x = BOX_X + BOX_WIDTH / 2
    shape = f'<rect x="{x - 48:g}" y="{y:g}" width="96" height="{PILL}" rx="18" fill="{EDGE}"/>'
    return shape + _text(text, x, y + 24, SIZE, "#fff")


def _down(y: float) -> str:
    x = BOX_X + BOX_WIDTH / 2
    line = f'<path d="M{x:g} {y:g}V{y + GAP - 7:g}" stroke="{EDGE}" stroke-width="1.5" fill="none"/>'
    return f'{line}<path d="M{x:g} {y + GAP:g}l-5 -9h10z" fill="{EDGE}"/>'


def _across(y: float, *, both: bool) -> str:
    start, end = BOX_X + BOX_WIDTH, BRANCH_X
    line = f'<path d="M{start} {y:g}H{end - 6}" stroke="{SOFT}" stroke-dasharray="4 3" fill="none"/>'
    heads = f'<path d="M{end} {y:g}l-9 -4v8z" fill="{SOFT}"/>'
    return line + heads + (f'<path d="M{start} {y:g}l9 -4v8z" fill="{SOFT}"/>' if both else "")
