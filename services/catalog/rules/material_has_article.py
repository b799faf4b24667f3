"""A material that is kept rests on an article of a law (G41)."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._cuts import fetched
from services.catalog.rules._law import cites_article
from services.catalog.rules._read import rows, text


def check(values: Values) -> Iterator[Found]:
    """Each material that is asked for must cite 《title》第X条."""
    for path, row in rows(values, "materials"):
        if not fetched(row) and not cites_article(text(row, "basis")):
            name = text(row, "name")[:40]
            yield Found(f"{path}.basis", f"“{name}”没有法律法规条款依据，应取消", f"{name!r} rests on no article")


RULE = Rule(
    zh="保留的材料须有条款依据",
    en="A kept material rests on an article",
    severity="block",
    waivable=Waivable(
        "004 第十五条第四款：没有法律法规依据的一律取消",
        "004 article 15: without an article it is cancelled",
        may=False,
    ),
    clause="G41",
    cure_zh="写明《名称》第X条；没有依据的取消",
    cure_en="cite 《title》第X条; without a basis, cancel it",
    check=check,
    passes=[
        {"materials": [{"name": "申请书", "basis": "《行政许可法》第二十九条"}]},
        {"materials": [{"name": "营业执照", "submission": ["4"]}]},
        {"materials": {"none": "无须提交材料"}},
    ],
    fails=[{"materials": [{"name": "申请书"}]}, {"materials": [{"name": "申请书", "basis": "有关规定"}]}],
)
