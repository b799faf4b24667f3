"""A form among the materials comes with a blank, and with a sample or instruction in Word or Excel."""

import re
from collections.abc import Iterator
from dataclasses import replace

from services.catalog.domain.blanks import is_form
from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._read import Row, rows, text

OFFICE = re.compile(r"\.(docx?|xlsx?|wps|et)$", re.IGNORECASE)
FETCHED = re.compile(
    r"https?://[^\s/]+/(?:[^\s?#]*/)?([^\s/?#]+\.(?:docx?|xlsx?|wps|et|pdf|ofd))(?:[?#]\S*)?", re.IGNORECASE
)
"""The address of a file by its name; the key that a source has for it is no file."""
KIND = "2"


def _is_form(row: Row) -> bool:
    return text(row, "kind") == KIND or is_form(text(row, "name"))


def _file(row: Row, key: str) -> str:
    """The name of a file that is there, or that its address fetches."""
    found = row.get(key)
    there = text(found, "name") if isinstance(found, dict) else ""
    hit = FETCHED.fullmatch(text(row, f"{key}_at"))
    return there or (hit[1] if hit else "")


def _lacking(row: Row, key: str, zh: str, en: str) -> Found:
    name, where = text(row, "name")[:40], text(row, f"{key}_at")[:60]
    if where:
        return Found(
            key, f"“{name}”的{zh}只有标识“{where}”，没有文件", f"of the {en} of {name!r} only a key is there: {where}"
        )
    return Found(key, f"“{name}”没有{zh}", f"{name!r} has no {en}")


def check(values: Values) -> Iterator[Found]:
    """Each form needs its files, and what instructs must be Word or Excel."""
    for path, row in rows(values, "materials"):
        if _is_form(row):
            yield from (replace(one, path=f"{path}.{one.path}") for one in _of_form(row))


def _of_form(row: Row) -> Iterator[Found]:
    if not _file(row, "blank_form"):
        yield _lacking(row, "blank_form", "空白表格", "blank form")
    filling = _file(row, "filling_file") or _file(row, "sample")
    if not filling:
        yield _lacking(row, "sample", "样本及填报说明", "sample or instruction")
    elif not OFFICE.search(filling):
        yield Found("filling_file", f"“{filling}”不是 Word 或 Excel 文件", f"{filling} is no Word or Excel file")


_FORM = {"name": "设立登记申请书", "blank_form": {"name": "空白表.docx"}, "filling_file": {"name": "说明.docx"}}
_FORMS = (
    "数字证书领取申请表",
    "食品经营许可申请书（新办）",
    "《分支机构登记（备案）申请书》（一式三份）",
    "公共场所卫生许可证申请表（原件1份，复印件1份）",
    "1.申请表格",
    "申请书原件2份",
    "申请表-变更",
    "备案登记表（附件1）",
    "申请书、身份证复印件",
)
_NO_FORMS = (
    "林木采伐申请",
    "项目审批表复印件",
    "建设项目环境影响登记表（复印件1份）",
    "申请书中所列人员的名册",
    "申请表填写说明",
    "证书",
)
_AT = "https://zwfw.example/files/"

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
        {
            "materials": [
                {"name": "设立登记申请书", "blank_form_at": _AT + "申请书.docx", "sample_at": _AT + "s.xls?v=2"}
            ]
        },
        {"materials": [_FORM | {"blank_form_at": "att-001"}]},
        {"materials": [{"name": name} for name in _NO_FORMS]},
    ],
    fails=[
        *({"materials": [{"name": name}]} for name in _FORMS),
        {"materials": [{"name": "数字证书领取申请表", "blank_form_at": "att-001", "sample_at": "x"}]},
        {"materials": [{"name": "领取申请表", "blank_form_at": _AT + "001", "sample": {"name": "s.docx"}}]},
        {"materials": [_FORM | {"blank_form": None, "blank_form_at": "申请表.docx"}]},
        {"materials": [{"name": "领取申请表", "blank_form": {"name": "表.doc"}, "sample_at": _AT + "s.pdf"}]},
        {"materials": [_FORM | {"filling_file": {"name": "说明.pdf"}}]},
        {"materials": [{"name": "情况表", "kind": "2", "blank_form": {"name": "表.doc"}}]},
    ],
)
