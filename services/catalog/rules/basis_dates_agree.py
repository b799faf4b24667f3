"""A document is not in force before the year of its number."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases
from services.catalog.rules._read import Row, text

NUMBER = re.compile(r"[〔\[【（(]\s*(20\d\d|19\d\d)\s*[〕\]】）)]\s*第?\d+\s*号")
DATE = re.compile(r"(20\d\d|19\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?起?(?:施行|实施|生效|执行|发布|公布)")
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
        if issued and held and int(held[1]) < int(issued[1]):
            yield Found(
                f"{path}.document_number",
                f"{issued[1]}年的文件，写{held[1]}年施行",
                f"of {issued[1]}, in force in {held[1]}",
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
        {"legal_bases": [{"title": "某办法", "document_number": "粤知产〔2012〕23号，2012年3月21日起实施"}]},
        {
            "legal_bases": [
                {"title": "某办法", "document_number": "某发〔2017〕3号", "text": "《某法》自2015年1月1日起施行。"}
            ]
        },
    ],
    fails=[
        {"legal_bases": [{"title": "某办法", "document_number": "（粤知产〔2012〕23号，2011年3月21日起实施）"}]},
        {
            "legal_bases": [
                {"title": "某办法", "document_number": "某政发〔2017〕3号", "text": "本办法自2015年3月1日起施行。"}
            ]
        },
    ],
)
