"""A material that an office issues says which office."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

ISSUED = {"20": "核发部门", "30": "出具的中介机构"}


def check(values: Values) -> Iterator[Found]:
    """Source 20 or 30 needs source_note."""
    for path, row in rows(values, "materials"):
        if (who := ISSUED.get(text(row, "source"))) and not text(row, "source_note"):
            name = text(row, "name")[:40]
            yield Found(f"{path}.source_note", f"“{name}”未写{who}", f"{name!r}: issued by whom?")


RULE = Rule(
    zh="政府或中介出具的材料写明出具单位",
    en="An issued material names its issuer",
    severity="warn",
    clause="A20",
    cure_zh="填写来源渠道说明",
    cure_en="fill in the note on the source",
    check=check,
    passes=[
        {
            "materials": [
                {"name": "批准文件", "source": "20", "source_note": "人民政府"},
                {"name": "申请书", "source": "10"},
            ]
        }
    ],
    fails=[{"materials": [{"name": "批准文件", "source": "20"}]}],
)
