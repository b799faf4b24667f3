"""Each material that is asked for has answered all six questions."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._cuts import decided
from services.catalog.rules._read import text
from shared.elements import QUESTIONS


def check(values: Values) -> Iterator[Found]:
    """One finding a material; one that falls anyway need not go on answering."""
    for path, row, decision in decided(values):
        if decision.verdict == "open":
            count, name = len(decision.unanswered), text(row, "name")[:40]
            yield Found(path, f"“{name}”有 {count} 个问题未回答", f"{name!r} leaves {count} questions open")


_KEPT = {"name": "申请书", "basis": "《行政许可法》第二十九条"} | dict.fromkeys(QUESTIONS, False)

RULE = Rule(
    zh="保留的材料逐一回答六个问题",
    en="Kept materials answer six questions",
    severity="warn",
    clause="G47",
    cure_zh="在材料清理表中逐项回答",
    cure_en="answer them in the review of materials",
    check=check,
    passes=[{"materials": [_KEPT]}, {"materials": [{"name": "没有依据的材料"}]}],
    fails=[{"materials": [{k: v for k, v in _KEPT.items() if k != "unverifiable"}]}],
)
