"""What was made easier beforehand is looked after during and afterwards."""

from collections.abc import Iterator

from services.catalog.domain.meaning import cuts
from services.catalog.rules import Case, Context, Found, Rule, Values
from services.catalog.rules._read import flag, rows, text

LATER = ("2", "3")


def compare(values: Values, context: Context) -> Iterator[Found]:
    """Less is asked than online, an undertaking will do, or a material is cancelled: supervision during or after."""
    if any(text(row, "phase") in LATER for _, row in rows(values, "supervision")):
        return
    eased = list(_eased(values, context.online))
    if eased:
        zh, en = "、".join(one for one, _ in eased), ", ".join(one for _, one in eased)
        yield Found(
            "supervision", f"已简化（{zh}），未写事中事后监管", f"made easier ({en}), with no later supervision"
        )


def _eased(values: Values, online: Values | None) -> Iterator[tuple[str, str]]:
    if flag(values, "undertaking"):
        yield "告知承诺", "an undertaking"
    if any(rows(values, "cancelled_materials")):
        yield "取消材料", "cancelled materials"
    for cut in cuts(online, values) if online else ():
        if cut.kind == "better":
            yield f"{cut.zh} {cut.before:g}→{cut.after:g}", f"{cut.en} {cut.before:g} to {cut.after:g}"


_STEPS = [{"name": name} for name in ("受理", "审查", "决定", "送达")]
_FOUR, _FEWER = {"steps": _STEPS, "visits": 1}, {"steps": _STEPS[:3], "visits": 1}

RULE = Rule(
    zh="简化的事项写明事中事后监管",
    en="What is made easier is supervised later",
    severity="warn",
    clause="A14",
    cure_zh="补充事中、事后监管措施",
    cure_en="add supervision during or after",
    compare=compare,
    passes=[
        {"undertaking": True, "supervision": [{"phase": "3"}]},
        {"undertaking": False},
        {},
        Case(_FOUR, Context(online=_FEWER)),
    ],
    fails=[
        {"undertaking": True},
        Case(_FEWER, Context(online=_FOUR)),
        Case({"visits": 0}, Context(online={"visits": 1})),
        {"cancelled_materials": [{"name": "无违法证明", "ground": "6"}], "supervision": [{"phase": "1"}]},
    ],
)
