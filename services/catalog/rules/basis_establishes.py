"""An establishing basis sets the power; an article on time or correction belongs to the implementing ones."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases
from services.catalog.rules._read import text

PROCEDURE = re.compile(r"之日起[^。]{0,20}[日月天]内|一次(?:性)?告知|补正|当场(?:更正|作出)")
POWER = re.compile(
    r"未经|不得|主管(?!部门)|实行|裁决|应当(?!自受理)[^。]{0,40}(?:办理|申请)|应当(?:向|到|依照|依法)|申请(?:领取|办理|取得)|(?:负责(?!人)|有权|给予|发给|核发|予以批准|由[^。]{2,30}(?:办理|批准|审批))"
)
LONG = 15


def check(values: Values) -> Iterator[Found]:
    """Quoted texts that speak of procedure and of no power."""
    for path, row, title in bases(values, "establishing"):
        words = text(row, "text")
        if len(words) >= LONG and PROCEDURE.search(words) and not POWER.search(words.replace("不予", "")):
            yield Found(
                f"{path}.kind", f"《{title.strip('《》')[:40]}》该条只讲程序、时限", "this article is on procedure"
            )


RULE = Rule(
    zh="设定依据规定职权",
    en="An establishing basis sets the power",
    severity="hint",
    clause="E36",
    cure_zh="移到实施依据，设定依据引用授权条款",
    cure_en="make it an implementing basis; cite the article that sets the power",
    check=check,
    passes=[
        {
            "legal_bases": [
                {
                    "kind": "establishing",
                    "title": "水法",
                    "article": 7,
                    "text": "国家对水资源依法实行取水许可制度和有偿使用制度。",
                }
            ]
        }
    ],
    fails=[
        {
            "legal_bases": [
                {
                    "kind": "establishing",
                    "title": "土地登记办法",
                    "article": 19,
                    "text": "国土资源行政主管部门应当自受理土地登记申请之日起二十日内,办结土地登记审查手续。",
                }
            ]
        }
    ],
)
