"""The name of a material names one document; the case in which it is due has its own column."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

CASE = re.compile(r"的[，,]\s*(?:应当?|还应|需要?)?\s*(?:提交|提供|出具)")
LONG = 80


def check(values: Values) -> Iterator[Found]:
    """A clause with 的，提交 or a name of a paragraph's length."""
    for path, row in rows(values, "materials"):
        name = text(row, "name")
        if CASE.search(name):
            yield Found(f"{path}.name", "材料名称中写了提交情形", "the name holds the case in which it is due")
        elif len(name) > LONG:
            yield Found(f"{path}.name", f"材料名称长达 {len(name)} 字", f"a name of {len(name)} characters")


RULE = Rule(
    zh="材料名称只写名称",
    en="A material's name is a name",
    severity="warn",
    clause="F21",
    cure_zh="情形写入“提交情形”，要求写入“受理标准”",
    cure_en="move the case and the demands to their columns",
    check=check,
    passes=[{"materials": [{"name": "联办各方共同签署的协议书", "condition": "属于联合开办市场的"}]}],
    fails=[
        {"materials": [{"name": "设立前须经批准的，提交有关批准文件的复印件"}]},
        {"materials": [{"name": "说明" * 50}]},
    ],
)
