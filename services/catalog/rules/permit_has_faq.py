"""A permit answers at least one question."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PERMIT = "01"


def check(values: Values) -> Iterator[Found]:
    """Question and answer, both with words."""
    answered = any(text(row, "question") and text(row, "answer") for _, row in rows(values, "faqs"))
    if text(values, "item_type") == PERMIT and not answered:
        yield Found("faqs", "行政许可没有常见问题解答", "a permit without an answered question")


RULE = Rule(
    zh="行政许可至少有一条常见问题",
    en="A permit has a question answered",
    severity="warn",
    clause="G34",
    cure_zh="把窗口常被问的写下来",
    cure_en="write down what people ask at the window",
    check=check,
    passes=[{"item_type": "01", "faqs": [{"question": "多久办完？", "answer": "3 个工作日。"}]}, {"item_type": "20"}],
    fails=[{"item_type": "01"}, {"item_type": "01", "faqs": [{"question": "多久办完？"}]}],
)
