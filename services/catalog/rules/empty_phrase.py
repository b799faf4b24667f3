"""A text that must say something says more than 无, 详见附件 or 按规定."""

import re
from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule
from services.catalog.rules._read import rows_of, text
from shared.elements.spoken import is_filler

EMPTY = re.compile(
    r"(?:(?:具体)?(?:详?见|参见|参照)(?:附件|附表|网站|官网|窗口|办事指南|系统|通知|公告|下文|流程图|清单)[一-鿿]{0,8}"
    r"|(?:按照?|依照|根据)(?:有关|相关|国家|法律|法定)?[一-鿿]{0,6}(?:规定|要求|程序|流程)(?:执行|办理|处理)?)[。.]?"
)
TEXTS = ("conditions", "procedure", "scope", "office_hours", "inquiry", "fee_basis", "postal_address")
TABLES = {
    "faqs": ("answer",),
    "steps": ("content",),
    "supervision": ("measures", "standard"),
    "places": ("address",),
    "consult": ("value",),
    "complaint": ("value",),
}


def each(key: str, value: Any) -> Iterator[Found]:
    """The places of an element whose whole text is such a phrase; an explicit none with its reason is another thing."""
    told = [(key, value.strip())] if key in TEXTS and isinstance(value, str) else []
    told += [(f"{path}.{k}", text(row, k)) for path, row in rows_of(key, value) for k in TABLES.get(key, ())]
    for path, words in told:
        if words and (is_filler(words) or EMPTY.fullmatch(words)):
            yield Found(path, f"只写了“{words[:30]}”", f"says only {words[:30]!r}")


RULE = Rule(
    zh="不以“无”“详见附件”“按规定”代替内容",
    en="No empty phrase for content",
    severity="warn",
    clause="G34",
    cure_zh="写明内容；确实没有的用“无”并说明理由",
    cure_en="say it; where there is nothing, state none with a reason",
    each=each,
    of=(*TEXTS, *TABLES),
    passes=[{"conditions": "按照国家规定取得资质的企业。"}, {"faqs": [{"question": "收费吗？", "answer": "不收费。"}]}],
    fails=[
        {"conditions": "详见附件"},
        {"procedure": "按有关规定办理"},
        {"faqs": [{"question": "常见问题", "answer": " 无"}]},
        {"consult": [{"channel": "9", "value": "不详"}]},
        {"complaint": [{"channel": "2", "value": "N/A"}]},
    ],
)
