"""The statutory limit is the one that the quoted law states."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import NUMERAL, bases
from services.catalog.rules._limits import limit_text
from services.catalog.rules._read import bounded, text
from shared.numerals import number

STATED = re.compile(rf"(?:受理|收到|接到|立案)[^，。；]{{0,20}}之日起[^，。；]{{0,4}}?({NUMERAL})个?(工作日|日|天|月)")
DECIDES = re.compile(r"办结|作出.{0,20}决定|完成|核发|批准|答复|发给|颁发|审查手续|验收|裁决")
UNITS = {"工作日": {"working_day", "day"}, "日": {"working_day", "day"}, "天": {"working_day", "day"}, "月": {"month"}}


def check(values: Values) -> Iterator[Found]:
    """Compare with every limit on deciding that a quoted article states; 日 and 工作日 count as one here."""
    stated = bounded(values, "legal_limit")
    quoted = set()
    for _, row, _ in bases(values):
        for sentence in re.split("[。；\n]", text(row, "text")[:5000]):
            if (hit := STATED.search(sentence)) and DECIDES.search(sentence):
                quoted.add((number(hit[1]), hit[2]))
    if stated and quoted and not any(n == stated.get("number") and stated["unit"] in UNITS[u] for n, u in quoted):
        words, said = "、".join(f"{n}{u}" for n, u in sorted(quoted)), limit_text(stated)
        yield Found(
            "legal_limit",
            f"法定时限为{said.zh}，所引条文为{words}",
            f"{said.en} is stated, the law quoted says {words}",
        )


_BASIS = {"title": "土地登记办法", "article": 19, "text": "应当自受理土地登记申请之日起二十日内,办结土地登记审查手续。"}

RULE = Rule(
    zh="法定时限与所引条文一致",
    en="The statutory limit is the one quoted",
    severity="warn",
    clause="A16",
    cure_zh="按条文改正；另有规定的引用该条",
    cure_en="take the article's, or cite the one that sets it",
    check=check,
    passes=[
        {"legal_limit": {"number": 20, "unit": "day"}, "legal_bases": [_BASIS]},
        {"legal_limit": {"number": 6, "unit": "day"}},
    ],
    fails=[{"legal_limit": {"number": 30, "unit": "day"}, "legal_bases": [_BASIS]}],
)
