"""What words mean: numerals, limits, labels of code tables, yes and no, copies, dates, citations."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shared.elements import ELEMENTS, TABLES
from shared.elements.model import Field
from shared.numerals import number
from shared.xlsx.text import chinese_date

NUMERAL = r"(?:[0-9]{1,6}|[零〇一二两三四五六七八九十百千]{1,9})"
UNITS = {"工作日": "working_day", "工作天": "working_day", "自然日": "day", "日历日": "day", "日": "day", "天": "day", "月": "month", "年": "year", "小时": "hour"}  # fmt: skip
LIMIT = re.compile(rf"({NUMERAL})\s*(?:个)?\s*[（(]?\s*(工作日|工作天|自然日|日历日|小时|月|年|日|天)")
FRACTION = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})\s*个?(工作日|日|天)")
AT_ONCE = re.compile(r"当场|即办|即时|立等可取|随到随办|马上办")
ENDLESS = re.compile(r"^(?:无期限|无限制|不限|无|无规定|没有规定|法律未规定)[。]?$")
CANONICAL = re.compile(r"\d+个(?:工作日|自然日|月|小时)(?:[（(，,].*)?|\d+(?:日|天|年)|\d+|当场办结|无期限")
YES = {"是", "有", "1", "true", "√", "☑", "支持", "可以", "需要", "y", "yes", "Y"}
NO = {"否", "无", "0", "false", "×", "不支持", "不可以", "不需要", "n", "no", "N"}
HOURS = 8


@dataclass(frozen=True)
class Told:
    """A limit, what of the text is beside it, and how it was written."""

    limit: dict[str, Any] | None
    slip: str = ""


@lru_cache(8192)
def limit(text: str, unit: str = "") -> Told:
    """A limit from words; `unit` is what the column says when the cell holds only a number."""
    said = unicodedata.normalize("NFKC", text).strip()
    if ENDLESS.match(said):
        return Told({"number": None, "unit": "none"})
    if fraction := FRACTION.search(said):
        return Told(_fraction(fraction) | {"note": text[:1000]}, "limit_fraction")
    if found := LIMIT.search(said):
        note = (said[: found.start()] + said[found.end() :]).strip(" 。)）内以:;；")
        note = re.sub(r"^(?:法定|承诺)?(?:办结)?(?:期限|时限)[::]*", "", note)
        value: dict[str, Any] = {"number": number(found[1]), "unit": UNITS[found[2]]}
        return Told(
            value | ({"note": note[:1000]} if note else {}), "" if CANONICAL.fullmatch(said) else "limit_spelling"
        )
    if AT_ONCE.search(said):
        return Told({"number": None, "unit": "on_the_spot"}, "limit_in_words")
    if re.fullmatch(NUMERAL, said) and unit in UNITS:
        return Told({"number": number(said), "unit": UNITS[unit]})
    return Told(None, "limit_unreadable")


def _fraction(found: re.Match[str]) -> dict[str, Any]:
    over, under = int(found[1]), int(found[2]) or 1
    hours = -(-HOURS * over // under)
    return {"number": min(hours, 9_999), "unit": "hour"}


@lru_cache(512)
def _labels(table: str, scheme: str) -> dict[str, str]:
    """Label → code of the scheme; labels of other schemes count where they map."""
    known = TABLES[table]
    found: dict[str, str] = {}
    for one in sorted(known.schemes.values(), key=lambda s: s.key != scheme):
        for code in one.codes.values():
            if (target := known.translate(code.code, one.key, scheme)) and not code.zh.startswith("扩展"):
                found.setdefault(bare(code.zh), target)
    return found


def bare(label: str) -> str:
    """A label without brackets, blanks and width."""
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", label))


ALIASES = {
    "镇街道级": "镇乡、街道级", "乡镇级": "镇乡、街道级", "乡级": "镇乡、街道级", "街道级": "镇乡、街道级", "区级": "县级", "区县级": "县级", "县区级": "县级",
    "村级": "村社区级", "省": "省级", "市": "市级", "县": "县级", "纸质/电子化": "纸质或电子化", "电子": "电子化", "其他类行政权力": "其他行政权力",
    "其他类别行政权力": "其他行政权力", "企业": "企业法人", "个人": "自然人", "公民": "自然人", "不需要": "非必要",
}  # fmt: skip


def code(field: Field, word: str) -> str | None:
    """The code that a label, a code, or key=code means."""
    word = word.rsplit("=", 1)[-1].strip()
    table, scheme = str(field.table), str(field.scheme)
    codes = TABLES[table].schemes[scheme].codes
    if word in codes:
        return word
    padded = word.zfill(2)
    if word.isdecimal() and padded in codes:
        return padded
    label = bare(word).replace("网上", "互联网") if field.key == "online_depth" else bare(word)
    labels = _labels(table, scheme)
    return labels.get(label) or labels.get(ALIASES.get(label, ""))


def yes_or_no(text: str) -> bool | None:
    """Yes, no, or neither."""
    word = text.rsplit("=", 1)[-1].strip().strip("。")
    return True if word in YES else False if word in NO else None


def copies(text: str) -> int | None:
    """How many in all: 一式三份, 原件1份，复印件0份, 2份，原件和复印件各1份, page_num=1."""
    said = unicodedata.normalize("NFKC", text)
    if found := re.search(rf"一式\s*({NUMERAL})\s*[份张套]", said):
        return number(found[1])
    if found := re.search(rf"^({NUMERAL})\s*[份张套]", said):
        return number(found[1])
    parts = re.findall(rf"(?:原件|复印件|正本|副本)\s*[:：]?\s*({NUMERAL})\s*[份张套]", said)
    parts = parts or re.findall(r"(?:original_amount|copy_amount)=(\d{1,4})", said)
    if parts:
        return sum(map(number, parts))
    found = re.search(rf"({NUMERAL})\s*[份张套]", said) or re.fullmatch(r"(?:\w+=)?(\d{1,4})", said.strip())
    return number(found[1]) if found else None


def day(text: str) -> tuple[str | None, bool]:
    """An ISO date from 2018-08-31, 2018年8月31日, 20180831 or 二〇一八年八月三十一日, and whether it was in numerals."""
    if found := chinese_date(text):
        return found.isoformat(), True
    hit = re.match(r"\s*((?:19|20|21)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text)
    if not hit:
        return None, False
    iso = f"{hit[1]}-{int(hit[2]):02}-{int(hit[3]):02}"
    return (iso, False) if _is_day(iso) else (None, False)


def _is_day(iso: str) -> bool:
    from datetime import date  # noqa: PLC0415 - the name would hide the module's own

    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


ARTICLE = re.compile(
    rf"第?\s*({NUMERAL})\s*条?(?:\s*之\s*({NUMERAL}))?(?:第({NUMERAL})款)?(?:第?[（(]?({NUMERAL})[）)]?项)?"
)
CITED = re.compile(
    rf"《((?:[^《》]|《[^《》]*》){{2,300}})》\s*(?:[（(]([^）)]{{0,100}})[）)])?\s*((?:第{NUMERAL}条(?:之{NUMERAL})?(?:第{NUMERAL}款)?(?:第?[（(]?{NUMERAL}[）)]?项)?[、和及,，]?)*)"
)


def articles(text: str) -> list[dict[str, int]]:
    """第七条、第四十八条 → two; 第五十二、第五十三条 → two; 7 → one."""
    said = unicodedata.normalize("NFKC", text).strip()
    found = []
    for part in re.split(r"[、,，;；和及与\s]+", said):
        hit = ARTICLE.match(part) if part else None
        if hit and number(hit[1]):
            extra = {key: number(hit[at]) for key, at in (("insert", 2), ("paragraph", 3), ("item", 4)) if hit[at]}
            found.append({"article": number(hit[1])} | extra)
    return found


def cited(text: str) -> list[dict[str, Any]]:
    """The bases that a text cites, one entry for each article."""
    found: list[dict[str, Any]] = []
    for hit in CITED.finditer(text[:20_000]):
        head: dict[str, Any] = {"kind": "establishing", "title": hit[1][:300]}
        head |= {"document_number": hit[2][:100]} if hit[2] else {}
        found += [head | {"insert": 0} | one for one in articles(hit[3])] or [head | {"article": None, "insert": 0}]
    return found[:60]


MANY = {
    "企事业单位": ["2", "3"],
    "法人": ["2", "3", "4"],
    "单位": ["2", "3", "4"],
    "组织": ["9"],
    "所有": ["1", "2", "9"],
}
PERSONS = re.compile(r"人员?$|者$|居民|公民|职工|老人|学生|户$")


def _one(key: str, part: str) -> list[str]:
    if found := code(ELEMENTS[key], part):
        return [found]
    if key == "service_objects":
        return MANY.get(bare(part), ["1"] if PERSONS.search(part) else [])
    return []


def codes(key: str, text: str) -> tuple[list[str], list[str]]:
    """The codes of a list in words, and the words that mean none."""
    said = text.rsplit("=", 1)[-1]
    parts = [part for part in re.split(r"[、,，;；^|\s/]+|或者?|和", said) if part][:40]
    found = {part: _one(key, part) for part in parts}
    return list(dict.fromkeys(c for one in found.values() for c in one)), [
        part for part, one in found.items() if not one
    ]
