"""An establishing basis sets the power; an article on time or correction belongs to the implementing ones."""

import re
from collections.abc import Iterator

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._law import bases
from services.catalog.rules._read import text

PROCEDURE = re.compile(
    r"之日起[^。]{0,20}[日月天]内|一次(?:性)?告知|补正|[告通]知(?:其|申请人|当事人)|不?予受理|当场(?:更正|作出)"
)
POWER = re.compile(
    r"未经|不得|主管(?!部门)|实行|裁决|应当(?!自受理|根据下列|即时|当场|一次)[^。]{0,40}(?:办理|申请)|应当(?:向|到|依照|依法)|申请(?:领取|办理|取得)|(?:负责(?!人)|有权|给予|发给|核发|予以批准|由[^。]{2,30}(?:办理|批准|审批))"
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
                    "title": "行政许可法",
                    "article": 32,
                    "text": "行政机关对申请人提出的行政许可申请，应当根据下列情况分别作出处理：申请事项依法不需要取得行政许可的，应当即时告知申请人不受理；",
                }
            ]
        },
        {
            "legal_bases": [
                {
                    "kind": "establishing",
                    "title": "土地登记办法",
                    "article": 19,
                    "text": "国土资源行政主管部门应当自受理土地登记申请之日起二十日内,办结土地登记审查手续。",
                }
            ]
        },
    ],
)
