"""A document without articles is cited with its number."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases, behind, plain
from services.catalog.rules._read import text, whole

DOCUMENT = re.compile(r"(?:通知|意见|决定|方案|批复|公告|函|规划|目录|清单|标准)$")

NUMBER = re.compile(r"\d\s?号")


def check(values: Values) -> Iterator[Found]:
    """Titles of normative documents that have neither number nor article."""
    for path, row, title in bases(values):
        said = text(row, "document_number") or NUMBER.search(behind(title))
        if DOCUMENT.search(plain(title)) and not said and not whole(row, "article"):
            yield Found(
                f"{path}.document_number",
                f"《{title.strip('《》')[:60]}》未写文号",
                f"{title[:60]} is cited without its number",
            )


RULE = Rule(
    zh="文件依据写明文号",
    en="A document is cited with its number",
    severity="warn",
    clause="E06",
    cure_zh="写明发文字号",
    cure_en="give the number",
    check=check,
    passes=[
        {"legal_bases": [{"title": "关于加强节能工作的决定", "document_number": "国发〔2006〕28号"}]},
        {"legal_bases": [{"title": "《关于加强节能工作的决定》（国发〔2006〕28号）"}]},
    ],
    fails=[{"legal_bases": [{"title": "关于加强节能工作的决定"}]}],
)
