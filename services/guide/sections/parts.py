"""The parts of a guide that explain themselves: bases, materials, steps, limits, fees, forms."""

from collections.abc import Iterator
from typing import Any

from services.guide import flowchart
from services.guide.sections import values as generic
from services.guide.sections import words
from services.guide.sections.model import Block, Chart, Column, Heading, Paragraph, Table
from services.guide.sections.values import Values, absent, paragraphs, reader, said
from shared.elements import ELEMENTS, none_reason

BASIS_KINDS = {
    "establishing": ("设定依据", "Established by"),
    "implementing": ("实施依据", "Carried out under"),
    "supervising": ("监管依据", "Supervised under"),
}
MATERIAL_COLUMNS = (
    Column("序号", "No.", 1),
    Column("材料名称", "Material", 4),
    Column("原件/复印件", "Original or copy", 2),
    Column("份数", "Copies", 1),
    Column("纸质/电子", "Paper or electronic", 2),
    Column("来源", "Source", 2),
    Column("要求", "What it must be", 4),
    Column("为什么要", "Why it is asked", 4),
)
STEP_COLUMNS = (
    Column("序号", "No.", 1),
    Column("环节", "Step", 2),
    Column("承办机构", "Office", 3),
    Column("时限", "Limit", 2),
    Column("是否计时", "Counted", 2),
    Column("内容和审查标准", "What is done", 5),
    Column("结果", "Outcome", 3),
)
FORM_COLUMNS = (
    Column("材料名称", "Material", 3),
    Column("空白表格", "Blank form", 3),
    Column("示例样表", "Filled sample", 3),
    Column("填报说明", "How to fill it in", 3),
)


FLAGS = ("site_survey", "hearing", "bidding", "testing", "appraisal", "expert_review", "public_notice")
ORIGINAL: dict[Any, str] = {True: "原件", False: "不需要原件"}
Rows = list[dict[str, Any]]


def bases(values: Values) -> Iterator[Block]:
    """Every basis by kind, with its article, and the quoted text under it."""
    found: Rows = values.get("legal_bases") or []
    for kind, (zh, en) in BASIS_KINDS.items():
        mine = [basis for basis in found if basis.get("kind") == kind]
        if mine:
            yield Heading(zh, en)
        for basis in mine:
            yield Paragraph(words.article(basis))
            yield from (Paragraph(line.text, "why") for line in paragraphs(basis.get("text") or ""))


def materials(values: Values) -> Iterator[Block]:
    """The table of what to bring; each line says when, where from and why."""
    rows = _rows(values, "materials")
    if rows:
        lines = tuple(_material(number, row) for number, row in enumerate(rows, 1))
        yield Table("申请材料目录", "What to bring", MATERIAL_COLUMNS, lines)
    yield from _without(values, "materials")
    cancelled = generic.blocks(values, ["cancelled_materials"])
    if cancelled:
        yield Paragraph("下列材料已经取消，不再要求提交。", "why")
        yield from cancelled


def _material(number: int, row: Values) -> tuple[str, ...]:
    say = reader("materials")
    original = ORIGINAL.get(row.get("original"), "")
    electronic = "接受电子材料" if row.get("electronic") and row.get("format") == "1" else ""
    shared = f"免提交，由{words.clean(row['shared_data'])}共享取得" if row.get("shared_data") else ""
    cells = (
        say(row, "name"),
        _lines(original, say(row, "specification")),
        say(row, "copies"),
        _lines(say(row, "format"), electronic, say(row, "submission")),
        _lines(say(row, "source"), say(row, "source_note"), shared),
        _lines(*_demands(row)),
        _lines(say(row, "basis"), say(row, "why_kept")),
    )
    return (str(number), *(cell or "—" for cell in cells))


def _demands(row: Values) -> Iterator[str]:
    say = reader("materials")
    if row.get("condition"):
        yield f"仅在下列情形提交：{say(row, 'condition')}"
    if row.get("necessity") in {"2", "3"}:
        yield say(row, "necessity")
    if row.get("upload_required"):
        yield "网上申请须上传"
    if row.get("file_types"):
        yield f"文件类型：{say(row, 'file_types')}"
    yield from (say(row, part) for part in ("standard", "filling_guide", "remark"))


def process(values: Values) -> Iterator[Block]:
    """The procedure, its steps one by one, and which special procedures it has."""
    yield from generic.blocks(values, ["procedure"])
    rows = _rows(values, "steps")
    if rows:
        lines = tuple(_step_line(number, row) for number, row in enumerate(rows, 1))
        yield Table("办理环节", "Steps", STEP_COLUMNS, lines)
    yield from _without(values, "steps")
    yield from generic.blocks(values, FLAGS)


def _step_line(number: int, row: Values) -> tuple[str, ...]:
    say = reader("steps")
    stage = say(row, "stage")
    kind = say(row, "uncounted")
    basis = say(row, "uncounted_basis")
    cells = (
        say(row, "name") + (f"（{stage}）" if stage and stage not in say(row, "name") else ""),
        _lines(say(row, "office"), say(row, "handler_post")),
        say(row, "limit"),
        _lines(f"不计入（{kind}）", basis) if kind else "计入",
        _lines(say(row, "content"), say(row, "authority"), "与上一步同时进行" if row.get("parallel") else ""),
        say(row, "outcome"),
    )
    return (str(number), *(cell or "—" for cell in cells))


def chart(values: Values) -> Iterator[Block]:
    """The flow chart drawn from the steps, and the office's own drawings by name."""
    steps = [_step(number, row) for number, row in enumerate(_rows(values, "steps"), 1)]
    if steps:
        yield Chart(flowchart.draw(steps), flowchart.steps_in_words(steps))
    yield from generic.blocks(values, ["flow_chart", "online_flow_chart"])


def _step(number: int, row: Values) -> flowchart.Step:
    say = reader("steps")
    note = f"{say(row, 'content')} {say(row, 'outcome')}"
    counted, parallel = not row.get("uncounted"), bool(row.get("parallel"))
    return flowchart.Step(number, say(row, "name"), say(row, "office"), _bare(row), note, counted, parallel)


def _bare(row: Values) -> str:
    value = row.get("limit")
    return words.limit(value) if value and none_reason(value) is None else ""


def limits(values: Values) -> Iterator[Block]:
    """Statutory and promised limit, in which days, and what is not counted."""
    shown = ("legal_limit", "promised_limit", "acceptance_days", "review_days")
    yield from generic.blocks(values, shown)
    yield from (Paragraph(text, "why") for text in _meanings(values))
    yield from generic.blocks(values, ["special_procedures"])
    yield from paragraphs(said(ELEMENTS["limit_note"], values.get("limit_note")))


def promised(values: Values) -> Iterator[Block]:
    """The promised limit alone, as the six parts want it."""
    yield from generic.blocks(values, ["promised_limit"])
    yield from (Paragraph(text, "why") for text in _meanings({"promised_limit": values.get("promised_limit")}))


def _meanings(values: Values) -> Iterator[str]:
    stated = {name: values.get(name) or {} for name in ("legal_limit", "promised_limit")}
    for name, value in stated.items():
        meaning = words.COUNTING.get(value.get("unit", ""))
        if meaning:
            yield f"{ELEMENTS[name].zh}：{meaning}"
    yield from _compared(stated["legal_limit"], stated["promised_limit"])
    if "steps" in values or "special_procedures" in values:
        uncounted = "、".join(_uncounted(values))
        yield f"不计入办理时限：{uncounted}。" if uncounted else "清单未列不计入时限的环节。"


def _compared(legal: Values, promise: Values) -> Iterator[str]:
    numbers = legal.get("number"), promise.get("number")
    if not all(isinstance(number, int) for number in numbers):
        return
    if legal["unit"] != promise["unit"]:
        yield "两个时限的计算单位不同，天数不能直接相减。"
    elif promise["number"] < legal["number"]:
        saved = {"number": legal["number"] - promise["number"], "unit": legal["unit"]}
        yield f"承诺时限比法定时限缩短{words.limit(saved)}。"


def _uncounted(values: Values) -> Iterator[str]:
    named = [(row, reader("steps")(row, "name")) for row in _rows(values, "steps") if row.get("uncounted")]
    named += [(row, reader("special_procedures")(row, "name")) for row in _rows(values, "special_procedures")]
    for row, name in named:
        yield f"{name}（{_bare(row)}）" if _bare(row) else name


def fees(values: Values) -> Iterator[Block]:
    """What it costs, or that it costs nothing and why."""
    reason = none_reason(values.get("fees"))
    if values.get("charges") is False or reason is not None:
        yield Paragraph("不收费" + (f"（{words.clean(reason)}）。" if reason else "。"), "none")
    keys = ("fees", "fee_basis", "pay_online")
    known = {key: values.get(key) for key in keys if none_reason(values.get(key)) is None}
    yield from generic.blocks(known, keys)


def quantity(values: Values) -> Iterator[Block]:
    """How many may be granted, or that there is no limit."""
    if values.get("quantity_limited") is False:
        yield Paragraph("无数量限制。", "none")
    yield from generic.blocks(values, ["quantity_limit"])


def forms(values: Values) -> Iterator[Block]:
    """The blank forms and samples of the materials, and further files."""
    say = reader("materials")
    names = ("blank_form", "sample", "filling_file")
    rows = [row for row in _rows(values, "materials") if any(row.get(name) for name in names)]
    if rows:
        lines = tuple(tuple(say(row, name) or "—" for name in ("name", *names)) for row in rows)
        yield Table("申请书空白表及示范文本", "Forms and samples", FORM_COLUMNS, lines)
    yield from generic.blocks(values, ["downloads"])


def submission(values: Values) -> Iterator[Block]:
    """Where an application is taken: by window, online, by post."""
    yield from generic.blocks(values, ["ways_to_apply", "online_url", "mobile_url", "postal_address"])
    say = reader("places")
    for row in _rows(values, "places"):
        told = "，".join(part for part in (say(row, "name"), say(row, "window")) if part)
        yield Paragraph(f"窗口受理：{told}")
    yield from _without(values, "places")


def _rows(values: Values, key: str) -> Rows:
    found = values.get(key)
    return found if isinstance(found, list) else []


def _without(values: Values, key: str) -> Iterator[Block]:
    reason = none_reason(values.get(key))
    if reason is not None:
        yield absent(ELEMENTS[key], reason)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
