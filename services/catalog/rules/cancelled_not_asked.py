"""What was cancelled is not asked for again."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import rows, text
from shared.elements.weights import plain


def check(values: Values) -> Iterator[Found]:
    """Compare the two tables by name."""
    gone = {plain(text(row, "name")) for _, row in rows(values, "cancelled_materials")}
    for path, row in rows(values, "materials") if gone else ():
        name = text(row, "name")
        if name and plain(name) in gone:
            yield Found(
                f"{path}.name", f"“{name}”已列为取消，仍在要求提交", f"{name!r} was cancelled, and is asked for"
            )


RULE = Rule(
    zh="已取消的材料不再要求",
    en="A cancelled material is not asked for",
    severity="block",
    waivable=Waivable("000 二：无谓证明全部取消", "000 part 2: pointless proofs are all cancelled", may=False),
    clause="A19",
    cure_zh="从申请材料中删除",
    cure_en="take it out of the materials",
    check=check,
    passes=[{"materials": [{"name": "申请书"}], "cancelled_materials": [{"name": "居住证明", "ground": "4"}]}],
    fails=[{"materials": [{"name": "居住证明"}], "cancelled_materials": [{"name": "居住证明", "ground": "4"}]}],
)
