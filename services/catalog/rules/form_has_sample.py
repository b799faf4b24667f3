"""A form among the materials comes with a blank, and with a sample or instruction in Word or Excel."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import Row, rows, text

FORM = re.compile(r"(申请|申报|申领|登记|审批|备案|报名|变更|注销)(书|表|单)$")
OFFICE = re.compile(r"\.(docx?|xlsx?|wps|et)$", re.IGNORECASE)
KIND = "2"


def _is_form(row: Row) -> bool:
    return text(row, "kind") == KIND or bool(FORM.search(text(row, "name").strip("《》 ")))


def _file(row: Row, key: str) -> str:
    found = row.get(key)
    return text(found, "name") if isinstance(found, dict) else ""


def check(values: Values) -> Iterator[Found]:
    """Each form needs its files, and what instructs must be Word or Excel."""
    for path, row in rows(values, "materials"):
        if not _is_form(row):
            continue
        name = text(row, "name")[:40]
        if not _file(row, "blank_form") and not text(row, "blank_form_at"):
            yield Found(f"{path}.blank_form", f"“{name}”没有空白表格", f"{name!r} has no blank form")
        filling = _file(row, "filling_file") or _file(row, "sample")
        if not filling and not text(row, "sample_at"):
            yield Found(f"{path}.sample", f"“{name}”没有样本及填报说明", f"{name!r} has no sample or instruction")
        elif filling and not OFFICE.search(filling):
            yield Found(
                f"{path}.filling_file", f"“{filling}”不是 Word 或 Excel 文件", f"{filling} is no Word or Excel file"
            )


_FORM = {"name": "设立登记申请书", "blank_form": {"name": "空白表.docx"}, "filling_file": {"name": "说明.docx"}}

RULE = Rule(
    zh="申请书、申请表附空白表和样本",
    en="A form has a blank and a sample",
    severity="block",
    waivable=Waivable("样本正在制作的", "the sample may be in the making"),
    clause="C48",
    cure_zh="上传空白表格和 Word 或 Excel 格式的样本及填报说明",
    cure_en="upload the blank, and sample or instruction as Word or Excel",
    check=check,
    passes=[
        {"materials": [_FORM, {"name": "营业执照"}]},
        {"materials": [{"name": "设立登记申请书", "blank_form_at": "att-001", "sample_at": "att-002"}]},
    ],
    fails=[
        {"materials": [{"name": "数字证书领取申请表"}]},
        {"materials": [{"name": "数字证书领取申请表", "blank_form_at": "att-001"}]},
        {"materials": [_FORM | {"filling_file": {"name": "说明.pdf"}}]},
        {"materials": [{"name": "情况表", "kind": "2", "blank_form": {"name": "表.doc"}}]},
    ],
)
