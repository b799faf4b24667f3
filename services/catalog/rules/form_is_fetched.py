"""A form that exists elsewhere, by a link or a key, is fetched: the guide offers files."""

from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import rows, text

PLACES = (("blank_form", "空白表格", "the blank form"), ("sample", "样表", "the sample"))


def check(values: Values) -> Iterator[Found]:
    """Each file of a material that is only named; where it is stays inside."""
    for path, row in rows(values, "materials"):
        for key, zh, en in PLACES:
            if text(row, f"{key}_at") and not isinstance(row.get(key), dict):
                name = text(row, "name")[:40]
                yield Found(f"{path}.{key}", f"“{name}”的{zh}在别处，尚未上传", f"{en} of {name!r} is elsewhere")


RULE = Rule(
    zh="在别处的表格和样表已上传",
    en="Forms and samples that are elsewhere are fetched",
    severity="hint",
    clause="C48",
    cure_zh="从来源库下载后上传，办事指南才能提供",
    cure_en="download it there and upload it, so that the guide can offer it",
    check=check,
    passes=[
        {"materials": [{"name": "申请书", "blank_form": {"name": "表.docx"}, "blank_form_at": "att-001"}]},
        {"materials": [{"name": "营业执照"}]},
    ],
    fails=[
        {"materials": [{"name": "申请书", "blank_form_at": "att-001"}]},
        {"materials": [{"name": "申请书", "sample_at": "https://zwfw.example/s.docx"}]},
    ],
)
