"""An item that the applicant must come for himself does not tell of agents (domain.md 9.4: 本人到场 against 代办)."""

import re
from collections.abc import Iterator
from typing import Any

from services.catalog.rules import Found, Rule, Values
from services.catalog.rules._read import drawn_each, rows_of

COLUMNS = {
    "materials": ("name", "remark", "standard"),
    "steps": ("content",),
    "faqs": ("answer",),
    "places": ("window",),
}
TEXTS = ("conditions", "procedure", "visits_reason", "note", "duties", *COLUMNS)
IN_PERSON = re.compile(
    r"(?:须|必须|需要?|应当?|只能|仅限)由?(?:申请人|当事人)?本人[^，。；;\n]{0,4}(?:到[场现窗]|到[一-鿿]{2,8}(?:中心|大厅|窗口)|前[往来]|亲自|办理)(?![^，。；;\n]{0,8}(?:签[字名署]|采集|拍照|领[取证]|核验|确认|录))"
    r"|不(?:得|可以?|能|接受|允许|支持|予)(?:由?他人|委托|进行)*(?:代[办领理]|委托(?=$|[，。；;、\s]|他人|代理人))"
)
AGENT = re.compile(
    r"(?:可以?|允许|支持|接受)(?:书面)?(?:由|委托)[^，。；;\n]{0,10}代[为办理领]|可以?委托(?:他人|代理人|亲属|近亲属|家属)|可以?代[办领理]"
    r"|(?:代[办理]人|受[委托]托人|被委托人)(?:的)?(?:有效)?(?:居民)?身份证|^授权委托书|委托(?:他人|代理人?)(?:办理|申请|代办)"
)
EITHER = re.compile(r"委托|代[办理领]|除|无法|不能|不便|特殊|确有|或者?")
"""A text that tells of the exception itself."""
SIGN = re.compile("[代委本]")
"""What stands in each of them, looked for first."""
LONG = 2_000


def _said(key: str, value: Any) -> tuple[str, str] | None:
    """What an element says of each of the two: that the person must come, that an agent may."""
    told: list[object] = [value]
    if columns := COLUMNS.get(key):
        told += [row.get(column) for _, row in rows_of(key, value) for column in columns]
    person = agent = ""
    for words in told:
        if not isinstance(words, str) or not SIGN.search(words):
            continue
        if hit := IN_PERSON.search(words[:LONG]):
            person = person or ("" if EITHER.search(IN_PERSON.sub("", words[:LONG])) else hit[0])
        elif hit := AGENT.search(words[:LONG]):
            agent = agent or hit[0]
    return (person, agent) if person or agent else None


def check(values: Values) -> Iterator[Found]:
    """The place that wants the person, beside the one that lets an agent come."""
    said = drawn_each(values, TEXTS, _said)
    wants = next(((key, found[0]) for key, found in said if found and found[0]), None)
    lets = next((found[1] for _, found in said if found and found[1]), "")
    if wants and lets:
        key, words = wants
        yield Found(key, f"既写“{words}”，又写“{lets}”", f"both {words!r} and {lets!r}")


RULE = Rule(
    zh="本人到场与代办不矛盾",
    en="In person, or by an agent",
    severity="hint",
    clause="G34",
    cure_zh="写明哪些情形须本人到场、哪些可以代办",
    cure_en="say when the person must come, and when an agent may",
    check=check,
    passes=[
        {"visits_reason": "须本人到场采集指纹", "materials": [{"name": "居民身份证"}]},
        {
            "conditions": "须本人到场；确因疾病无法到场的，可以委托他人代办。",
            "visits_reason": "须本人到场，特殊情况可委托",
        },
        {"note": "可以由他人代办", "materials": [{"name": "授权委托书"}]},
        {"visits_reason": "须本人到窗口签字", "note": "可以由他人代办提交材料"},
        {"conditions": "不得委托不具备资质的单位施工。", "materials": [{"name": "授权委托书"}]},
    ],
    fails=[
        {"visits_reason": "须本人到场", "materials": [{"name": "授权委托书"}]},
        {"conditions": "申请人须本人亲自办理，不得代办。", "materials": [{"name": "代办人身份证复印件"}]},
        {"note": "不接受委托代办", "faqs": [{"answer": "可以委托他人办理"}]},
    ],
)
