"""A material that is not always needed says when it is."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

OPTIONAL = "2"


def check(values: Values) -> Iterator[Found]:
    """Necessity 2 needs a condition."""
    for path, row in rows(values, "materials"):
        if text(row, "necessity") == OPTIONAL and not text(row, "condition"):
            name = text(row, "name")[:40]
            yield Found(
                f"{path}.condition", f"“{name}”非必要，未写何种情形提交", f"{name!r} is optional: when is it due?"
            )


RULE = Rule(
    zh="非必要材料写明提交情形",
    en="An optional material says when it is due",
    severity="warn",
    clause="F21",
    cure_zh="填写提交情形，或删除该材料",
    cure_en="state the case, or remove the material",
    check=check,
    passes=[
        {
            "materials": [
                {"name": "协议书", "necessity": "2", "condition": "联合开办的"},
                {"name": "a", "necessity": "1"},
            ]
        }
    ],
    fails=[{"materials": [{"name": "任职信息", "necessity": "2"}]}],
)
