"""The sample shows how today's form is filled in: it is not older than the form (domain.md 9.4)."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import Row, rows, text

DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d{5})(?:[-/_.年]?(1[0-2]|0[1-9]|[1-9](?=月)))?(?![\d]{5,})")
"""The year, and the month if it is told, in the name of a file or in its address."""


def _dated(row: Row, key: str) -> tuple[str, str]:
    """Year and month of a file's edition."""
    found = row.get(key)
    name = text(found, "name") if isinstance(found, dict) else ""
    hit = DAY.search(name) or DAY.search(text(row, f"{key}_at")[:500])
    return (hit[1], hit[2].zfill(2) if hit[2] else "") if hit else ("", "")


def check(values: Values) -> Iterator[Found]:
    """Compare the editions that the files of a material are named for; where both are told."""
    for path, row in rows(values, "materials"):
        form = _dated(row, "blank_form")
        for key in ("sample", "filling_file") if form[0] else ():
            year, month = _dated(row, key)
            if year and ((year, month) < form if month and form[1] else year < form[0]):
                told = "-".join(filter(None, (year, month))), "-".join(filter(None, form))
                yield Found(
                    f"{path}.{key}",
                    f"样表是{told[0]}的，空白表是{told[1]}的",
                    f"a sample of {told[0]}, a form of {told[1]}",
                )


RULE = Rule(
    zh="样表不早于空白表",
    en="A sample is no older than its form",
    severity="hint",
    clause="C48",
    cure_zh="按现行空白表重新填写样表",
    cure_en="fill in today's form for the sample",
    check=check,
    passes=[
        {"materials": [{"blank_form": {"name": "申请表（2023版）.docx"}, "sample": {"name": "样表2024.docx"}}]},
        {"materials": [{"blank_form": {"name": "申请表（2023版）.docx"}, "sample": {"name": "样表.docx"}}]},
        {"materials": [{"blank_form": {"name": "表2023-05.docx"}, "sample": {"name": "样表2023.docx"}}]},
        {"materials": [{"blank_form": {"name": "表20231.docx"}, "sample_at": "att-2021000001"}]},
    ],
    fails=[
        {"materials": [{"blank_form": {"name": "申请表（2023版）.docx"}, "sample": {"name": "样表2021.docx"}}]},
        {"materials": [{"blank_form": {"name": "表2023年5月.docx"}, "filling_file": {"name": "样表2023年3月.docx"}}]},
        {
            "materials": [
                {"blank_form_at": "https://a.gov.cn/2024/06/f.doc", "sample_at": "https://a.gov.cn/2019/01/s.doc"}
            ]
        },
    ],
)
