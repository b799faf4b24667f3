"""Values in the words people read: dates, limits, articles, codes."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from unicodedata import category

from shared.numerals import numeral

KB, MB = 1_024, 1_048_576
CHINA = timezone(timedelta(hours=8))
UNITS = {"working_day": "个工作日", "day": "日", "month": "个月", "year": "年", "hour": "小时"}
COUNTING = {
    "working_day": "按工作日计算：法定节假日和休息日不计入，调休上班日计入。",
    "day": "按自然日连续计算：法定节假日和休息日也计入，不是工作日。",
    "month": "按日历月计算，不是工作日。",
    "year": "按日历年计算，不是工作日。",
    "hour": "按小时计算。",
    "on_the_spot": "材料齐全、符合法定形式的，当场办结。",
    "none": "法律、法规、规章没有规定期限。",
}
NUMBERED = {"article": "条", "paragraph": "款"}
DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: object) -> str:
    """Text that every format can carry: no control, override or unassigned characters."""
    kept = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in kept if c == "\n" or category(c) not in DANGEROUS).strip()


def day(moment: str | None) -> str:
    """The date in China of a moment, as 2026年11月22日."""
    if not moment:
        return ""
    local = datetime.fromisoformat(moment).astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def limit(value: Mapping[str, Any]) -> str:
    """A time limit with its unit: 30日（自然日）, 15个工作日, 当场办结."""
    unit = value.get("unit")
    if unit == "on_the_spot":
        return "当场办结"
    if unit not in UNITS or value.get("number") is None:
        return "无期限" if unit == "none" else ""
    return f"{value['number']}{UNITS[unit]}" + ("（自然日）" if unit == "day" else "")


def article(basis: Mapping[str, Any]) -> str:
    """《名称》（文号）第七条之一第二款第（三）项."""
    title = clean(basis.get("title", "")).strip("《》")
    number = clean(basis.get("document_number") or "")
    told = f"《{title}》" + (f"（{number}）" if number else "")
    return told + _place(basis)


def _place(basis: Mapping[str, Any]) -> str:
    told = ""
    for key, name in NUMBERED.items():
        if basis.get(key):
            told += f"第{_count(basis[key])}{name}"
        if key == "article" and told and basis.get("insert"):
            told += f"之{_count(basis['insert'])}"
    told += f"第（{_count(basis['item'])}）项" if basis.get("item") else ""
    return told + (f"第{_count(basis['subitem'])}目" if basis.get("subitem") else "")


def _count(value: object) -> str:
    return numeral(value) if isinstance(value, int) else clean(value).strip("第条款项（）()")


def attachment(value: Mapping[str, Any]) -> str:
    """A file as a reader knows it: name and size."""
    told = clean(value.get("name", ""))
    return f"{told}（{size(value['size'])}）" if told and isinstance(value.get("size"), int) else told


def size(count: int) -> str:
    """A file's size for a reader."""
    return f"{count / MB:.1f} MB" if count >= MB else f"{max(1, round(count / KB))} KB"
