"""A licence or a document has a sample."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

SHOWN = {"10", "20"}


def check(values: Values) -> Iterator[Found]:
    """Kinds 10 and 20 without a sample."""
    for path, row in rows(values, "results"):
        if text(row, "kind") in SHOWN and not row.get("sample"):
            yield Found(
                f"{path}.sample", f"“{text(row, 'name')[:40]}”没有样本", f"{text(row, 'name')[:40]} has no sample"
            )


RULE = Rule(
    zh="证照、批文有样本",
    en="Licences and documents have a sample",
    severity="hint",
    clause="F23",
    cure_zh="上传结果样本",
    cure_en="upload a sample",
    check=check,
    passes=[
        {"results": [{"name": "登记证", "kind": "10", "sample": {"name": "样本.pdf"}}, {"name": "通知", "kind": "30"}]}
    ],
    fails=[{"results": [{"name": "登记证", "kind": "10"}]}],
)
