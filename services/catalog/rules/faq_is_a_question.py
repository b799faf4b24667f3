"""What stands among the questions is a question, and has an answer."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

ASKS = re.compile(
    r"[?？]|吗|呢|如何|怎[么样]|哪|什么|何时|是否|能否|可否|可以|多少|多久|多长|几|谁|为何|为什么|需要|须知|应该"
)


def check(values: Values) -> Iterator[Found]:
    """A heading is no question."""
    for path, row in rows(values, "faqs"):
        question = text(row, "question")
        if question and not ASKS.search(question):
            yield Found(f"{path}.question", f"“{question[:40]}”不是问题", f"{question[:40]!r} asks nothing")


RULE = Rule(
    zh="常见问题写成问题",
    en="A question asks something",
    severity="hint",
    clause="G34",
    cure_zh="写成办事人会问的一句话；错误示例另有栏目",
    cure_en="write what people ask; common errors have a place of their own",
    check=check,
    passes=[{"faqs": [{"question": "季节性市场要不要登记？"}, {"question": "多久办完"}]}],
    fails=[{"faqs": [{"question": "常见错误示例", "answer": "……"}]}],
)
