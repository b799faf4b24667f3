"""A document is not in force before the year of its number."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases
from services.catalog.rules._read import Row, text

NUMBER = re.compile(
    r"(?:[〔\[［【（(]\s*(20\d\d|19\d\d)\s*年?\s*[〕\]］】）)]\s*第?\s*\d+\s*号|[（(]\s*(20\d\d|19\d\d)\s*年?第\s*\d+\s*号"
    r"|(20\d\d|19\d\d)年[一-鿿]{2,20}令第?\s*\d+\s*号)(?!修[订正改])"
)
"""〔2012〕23号, （2021年第5号令）, 2015年某总局令第17号."""
DATE = re.compile(r"(20\d\d|19\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?起?(?:施行|实施|生效|执行|发布|公布)(?!的)")
OWN = re.compile(r"(?<!》)自\s*(20\d\d|19\d\d)年[^，。；]{0,8}起(?:施行|实施|生效|执行)")
"""What a text says of its own beginning; that of another law stands behind its title."""


def _held(row: Row, words: str) -> re.Match[str] | None:
    """From when it holds, as title, number, date or text have it."""
    return (
        DATE.search(words) or re.match(r"(\d{4})-", text(row, "version_date")) or OWN.search(text(row, "text")[:5000])
    )


def check(values: Values) -> Iterator[Found]:
    """Compare the year of the number with the year it is said to hold from."""
    for path, row, title in bases(values):
        words = f"{title} {text(row, 'document_number')}"
        issued, held = NUMBER.search(words), _held(row, words)
        year = (issued[1] or issued[2] or issued[3]) if issued else ""
        if year and held and int(held[1]) < int(year):
            yield Found(
                f"{path}.document_number", f"{year}年的文件，写{held[1]}年施行", f"of {year}, in force in {held[1]}"
            )


RULE = Rule(
    zh="文号年份不晚于施行日期",
    en="Nothing is in force before it was issued",
    severity="warn",
    clause="F15",
    cure_zh="核对文号和施行日期",
    cure_en="look up number and date",
    check=check,
    passes=[
        {
            "legal_bases": [
                {"title": "某办法", "document_number": "某发〔2017〕12号；根据2016年12月1日实施的某条例制定"}
            ]
        },
        {"legal_bases": [{"title": "某条例（1998年1月1日施行，2010年国务院令第588号修订）"}]},
        {"legal_bases": [{"title": "某办法", "document_number": "粤知产〔2012〕23号，2012年3月21日起实施"}]},
        {
            "legal_bases": [
                {"title": "某办法", "document_number": "某发〔2017〕3号", "text": "《某法》自2015年1月1日起施行。"}
            ]
        },
    ],
    fails=[
        {"legal_bases": [{"title": "某办法", "document_number": "（粤知产〔2012〕23号，2011年3月21日起实施）"}]},
        {"legal_bases": [{"title": "某办法", "document_number": "国发［2020］5号（2019年12月1日生效）"}]},
        {"legal_bases": [{"title": "某办法（2021年第5号令）", "text": "本办法自2020年1月1日起施行。"}]},
        {"legal_bases": [{"title": "某办法", "document_number": "2015年某总局令第17号，2014年1月1日起施行"}]},
        {
            "legal_bases": [
                {"title": "某办法", "document_number": "某政发〔2017〕3号", "text": "本办法自2015年3月1日起施行。"}
            ]
        },
    ],
)
