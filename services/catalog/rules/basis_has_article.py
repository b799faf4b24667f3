"""A law is cited with its article, and not as a whole."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values, Waivable
from services.catalog.rules._law import bases, plain
from services.catalog.rules._read import whole

IN_ARTICLES = re.compile(r"(?:法|条例|规定|办法|细则|规则|章程)(?:[（(](?:试行|暂行)[）)])?$")


def check(values: Values) -> Iterator[Found]:
    """Titles of what is written in articles."""
    for path, row, title in bases(values):
        if IN_ARTICLES.search(plain(title)) and not whole(row, "article"):
            yield Found(
                f"{path}.article",
                f"《{title.strip('《》')[:60]}》未写条款",
                f"{title[:60]} is cited without an article",
            )


RULE = Rule(
    zh="依据写到条款",
    en="A basis names its article",
    severity="block",
    waivable=Waivable("规范性文件不分条的，写明文号和段落", "a document may have no articles"),
    clause="E06",
    cure_zh="写明第几条第几款第几项",
    cure_en="name article, paragraph and item",
    check=check,
    passes=[
        {
            "legal_bases": [
                {"title": "土地管理法", "article": 12},
                {"title": "关于深化改革的通知", "document_number": "国办发〔2018〕1号"},
            ]
        }
    ],
    fails=[
        {"legal_bases": [{"title": "中华人民共和国土地管理法", "article": None}]},
        {"legal_bases": [{"title": "《土地管理法》（2019年修正）（主席令第32号）"}]},
    ],
)
