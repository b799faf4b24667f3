"""What words say of fees, taken apart: project, standard, basis, reduction, whether it can be paid online."""

import re
from typing import Any

from services.catalog.intake import words
from shared.asides import ASIDE

LABELS = {
    "name": r"收费项目(?:名称)?|费用名称|项目名称",
    "standard": r"(?:收费|缴费|费用)?标准|收费金额|金额|收费(?:情况)?|费用",
    "basis": r"(?:收费|缴费)?(?:的)?(?:文件|政策|法律|法定|设定)?依据|收费文号",
    "online": r"(?:是否)?(?:支持|可以?|允许)?(?:网上|在线|线上)(?:支付|缴费|交费)|(?:缴费|支付|交费|付款|收费)方式",
    "reducible": r"是否(?:允许|可以?|能)?减免",
    "reduction_note": r"(?:允许)?(?:费用)?减免(?:说明|依据|情形|条件|政策|范围)",
    "both": r"收费(?:标准及依据|依据及标准|标准和依据|依据和标准|项目及标准|项目和标准)",
    "asked": r"是否收费|收费(?:主体|单位|对象|性质)|备注|说明",
}
NUMBERS = r"[【\[]?(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]\s*)?"
NUMBER = re.compile(rf"^{NUMBERS}(?=\D)")
LABEL = re.compile(
    r"(?:^|(?<=[\s;；。，,、|]))"
    + NUMBERS
    + "(?:"
    + "|".join(f"(?P<{key}>{shape})" for key, shape in LABELS.items())
    + r")[】\]]?\s*[:：]\s*"
)
AMOUNT = re.compile(r"(?:\d[\d,.]*|[零一二两三四五六七八九十百千]{1,9})\s*[万亿]?\s*元|\d\s*[%％‰]|免收|减半")
DOCUMENT = re.compile(r"《[^》]+》|[〔\[［（(]\s*(?:19|20)\d\d\s*[〕\]］）)]\s*第?\s*\d+\s*号|令\s*第?\s*\d+\s*号")
WHOLE = re.compile(rf"《[^《》]*》|{ASIDE}|.", re.DOTALL)
FEE = re.compile(r"^[\u4e00-\u9fff、（）()]{0,28}?(?:费|金|税|价款)(?=[:：为每\d\s]|按)")
ENDS = " \t\n;；，,。、|"
ONLINE, COUNTER = (
    re.compile(r"网上|在线|线上|扫码|微信|支付宝|APP|二维码", re.IGNORECASE),
    re.compile(r"窗口|现场|现金|刷卡|银行|柜台"),
)
MOST = 200


def apart(said: str) -> dict[str, Any]:
    """The rows of fees, and what is said of all of them."""
    told = _labelled(said)
    standards = [one for key, one in told if key == "standard" and AMOUNT.search(one)]
    bases = [one for key, one in told if key == "basis" and one and words.yes_or_no(one) is not False]
    names = [one for key, one in told if key == "name" and one and words.yes_or_no(one) is not False]
    for key, one in told:
        if key in ("", "both"):
            more, cited = _free(one)
            standards += more
            bases += cited
    standards = standards or [one for key, one in told if key == "standard" and (names or DOCUMENT.search(one))]
    bases = bases or [one for one in standards if DOCUMENT.search(one)]
    rows = [_row(one, names[place] if len(names) > place else "") for place, one in enumerate(standards)]
    rows += [{"name": one} for one in names[len(standards) :]]
    beside = {key: one for key, one in told if key in ("online", "reducible", "reduction_note")}
    return {"rows": _with(rows, bases, beside), "basis": "；".join(bases), "online": _online(beside.get("online", ""))}


def _labelled(said: str) -> list[tuple[str, str]]:
    """Each part with what its label says that it is; "" before the first one."""
    hits = list(LABEL.finditer(said))
    ends = [*(hit.start() for hit in hits[1:]), len(said)]
    first = [("", said[: hits[0].start()] if hits else said)]
    parts = [(str(hit.lastgroup), said[hit.end() : end]) for hit, end in zip(hits, ends, strict=False)]
    return [(key, one.strip(ENDS)) for key, one in first + parts if one.strip(ENDS)]


def _free(said: str) -> tuple[list[str], list[str]]:
    """The standards and the bases of a text without labels: by amount, and by title or number."""
    standards, bases = [], []
    for line in _split(said, ";；。\n"):
        pieces = _split(line, "，,")
        cited = [one for one in pieces if DOCUMENT.search(one)]
        rest = [one for one in pieces if not DOCUMENT.search(one)]
        bases += ["，".join(cited)] if cited else []
        if AMOUNT.search("".join(rest)):
            standards.append("，".join(rest))
        elif any(AMOUNT.search(DOCUMENT.sub("", one)) for one in cited):
            standards.append(line)
    return standards, bases


def _split(said: str, signs: str) -> list[str]:
    """At any of the signs that stands outside brackets."""
    parts = [""]
    for hit in WHOLE.finditer(said):
        if hit[0] in signs:
            parts.append("")
        else:
            parts[-1] += hit[0]
    bare = (NUMBER.sub("", one.strip(ENDS)) for one in parts)
    return [one for one in bare if one]


def _row(standard: str, name: str) -> dict[str, Any]:
    fee = FEE.search(standard)
    return {"name": (name or (fee[0] if fee else standard))[:MOST], "standard": standard}


def _with(rows: list[dict[str, Any]], bases: list[str], beside: dict[str, str]) -> list[dict[str, Any]]:
    """One basis stands with one fee; those of several stand for all of them."""
    if len(rows) == 1 and bases:
        rows[0]["basis"] = "；".join(bases)
    also: dict[str, Any] = {"reduction_note": beside.get("reduction_note")}
    also["reducible"] = words.yes_or_no(beside.get("reducible", ""))
    return [row | {key: one for key, one in also.items() if one is not None} for row in rows]


def _online(said: str) -> bool | None:
    answer = words.yes_or_no(said) if said else None
    if answer is not None or not said:
        return answer
    return True if ONLINE.search(said) else False if COUNTER.search(said) else None
