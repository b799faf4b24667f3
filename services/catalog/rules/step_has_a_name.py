"""A step is named for what is done, and not numbered only."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

NUMBER = re.compile(r"(?:第?[\d一二三四五六七八九十]{1,3}步?[、.．]?|步骤\S{0,3})?")


def check(values: Values) -> Iterator[Found]:
    """Empty names and mere numbers."""
    for path, row in rows(values, "steps"):
        if NUMBER.fullmatch(text(row, "name")):
            yield Found(f"{path}.name", f"环节名称为“{text(row, 'name')}”", f"the step is called {text(row, 'name')!r}")


RULE = Rule(
    zh="环节有名称",
    en="A step has a name",
    severity="warn",
    clause="G34",
    cure_zh="写受理、审核、审批、办结等",
    cure_en="call it acceptance, examination, decision, close",
    check=check,
    passes=[{"steps": [{"name": "受理"}]}],
    fails=[{"steps": [{"name": "1"}]}, {"steps": [{"name": ""}]}, {"steps": [{"name": "第二步"}]}],
)
