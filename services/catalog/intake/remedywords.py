"""Remedies in words: where to turn for reconsideration and where to sue, with address, telephone and period."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.catalog.intake.words import NUMERAL
from shared.elements import faults
from shared.numerals import number
from shared.phones import phones

KINDS = {"1": "复议", "2": "诉讼|起诉"}
"""The words of each."""
OF = r"(?:申请)?(?:的|之)?(?:受理|管辖)?(?:机关|部门|机构|单位|法院|渠道|途径|方式)?(?:名称)?"
NAMED = r"(?:机关|部门|机构|单位|法院|(?<![一-龥])名称)"
HEADS = re.compile(
    r"(?:(?:^|(?<=[\s：:。；;，,、.．）)】]))[（(【\[]?可?(?:申请|提起|受理|管辖)?|(?<=[\d一二三四①-⑩]))(?:行政)?(?:(?P<one>复议)|诉讼|起诉)"
    rf"{OF}(?:\s{{0,3}}[】\]）)]?\s{{0,3}}[:：]|[】\])）]|(?=[为是])|\s{{0,3}}\n|\s{{1,3}}(?=\S)|[，,](?=\S{{0,6}}{NAMED}[:：]))"
)
"""What a part about one of them begins with: 行政复议：, 复议机关为, 【行政诉讼】, or a line of its own."""
ASIDE = r"\s{0,3}(?:[（(][^（）()\n]{0,40}[）)])?\s{0,3}(?:依法|书面|直接|另行|也|可以?){0,3}"
TURN = rf"(?:向|[至到])\s{{0,3}}(?P<body>[^向，,。；;：:\n]{{2,80}}?){ASIDE}"
ASKS = r"(?:申请|提起|提出|递交|进行|要求)"
WAYS = (
    rf"{TURN}{ASKS}?(?:行政)?(?:WORD)",
    r"(?:WORD)(?:案件|申请)?[由归](?P<body>[^向，,。；;：:\n]{2,80}?)(?:管辖|受理|负责|办理)",
    r"(?P<body>[^，,。；;：:\n（）()、\s]{2,60})[（(][^（）()]{0,6}(?:行政)?(?:WORD)[^（）()]{0,6}[）)]",
)
"""Where a sentence says the body: 向县政府申请行政复议, 行政复议由县政府受理, 县政府（行政复议）."""
LABELLED = re.compile(rf"{NAMED}(?:名称)?\s{{0,3}}[:：为是]\s{{0,3}}([^\n，,。；;（(]{{2,80}})")
FIRST = re.compile(r"\s{0,3}[:：为是]?\s{0,3}([^\n，,。；;（(]{2,80})")
NEXT = re.compile(
    r"\s*(?:(?:联系|办公|受理|通[讯信]|具体|咨询)?(?:地址|地点|电话|方式)|Tel|期限|时限)|\s*(?=\d{3})|\s+",
    re.IGNORECASE,
)
"""What stands behind the name of a body."""
BODY = re.compile(
    r"(?:政府|法院|机关|部门|机构|办公室|委员会|复议办|法庭|行政庭|中心|[支分]行|[局厅委院部办会署处所])(?:[^\W\d]{0,10}(?:科|股|室|办|窗口))?$"
)
NO_BODY = re.compile(r"[日月]内|不服|之日|依法|提[起出]|可以|应当|权利|如果|按照|根据|认为|^(?:有权|可|在|自)")
ADDRESS = re.compile(
    r"(?:地址|地点|位于)\s{0,3}[:：]?\s{0,3}([^\n，,。；;（）()]{3,150}?)(?=\s{0,3}(?:(?:联系|咨询|受理|行政复议|行政诉讼)?(?:电话|方式)|$|[\n，,。；;（）()])|\s\s)"
)
LIKE_ADDRESS = re.compile(r"[路街道巷镇乡村区]\S{0,20}\d+号|[路街巷]\S{0,12}号|\d+[号楼室]|大厦")
CALL = re.compile(
    r"(?<!\d)(?:(?:[（(]0\d{2,3}[）)]|0\d{2,3})\s?[-—–－]?\s?\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}|12\d{3}|(?:(?<=电话)|(?<=电话[:：]))\d{7,8})(?!\d)"
)
ALONE = r"(?=\s{0,3}(?:$|[，,。；;、）)\n]))"
DAYS = re.compile(
    rf"(?:[期时]限[:：为是]?({NUMERAL})[日天]|({NUMERAL})[日天][之以]?内|(?<=[，,、（(\s])({NUMERAL})[日天]{ALONE})"
)
MONTHS = re.compile(
    rf"(?:[期时]限[:：为是]?({NUMERAL})个?月|({NUMERAL})个?月[之以]?内|(?<=[，,、（(\s])({NUMERAL})个?月{ALONE})"
)
SENTENCE = re.compile(r"[。\n]|[；;](?![^（(]*[）)])")
SHOWN = {
    "address": re.compile(r"(?:地址|地点)\s{0,3}[:：]?\s{0,3}[^\s，,。；;]"),
    "phone": CALL,
    "period": re.compile(rf"(?<![年月\d])(?:{NUMERAL})(?:[日天]|个月)"),
}
"""What shows that the words say more of a remedy than its body."""


def unread(said: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of which the words say more than the rows have."""
    return [
        key for key, shape in SHOWN.items() if len(shape.findall(said)) > sum(row.get(key) is not None for row in rows)
    ]


def remedies(said: str) -> list[dict[str, Any]]:
    """A row for each that is told, with what the words surely say of it."""
    own = dict(_parts(said))
    return [_row(kind, word, said, own.get(kind, "")) for kind, word in KINDS.items() if re.search(word, said)]


def _parts(said: str) -> Iterator[tuple[str, str]]:
    """What stands under the heading of each, up to the next."""
    end = len(said)
    for hit in reversed(list(HEADS.finditer(said))):
        yield "1" if hit["one"] else "2", said[hit.end() : end]
        end = hit.start()


def _sentences(word: str, whole: str) -> str:
    """The sentences that speak of this one alone."""
    others = [one for one in KINDS.values() if one != word]
    told = (one for one in SENTENCE.split(whole) if re.search(word, one))
    return "。".join(one for one in told if not any(re.search(other, one) for other in others))


def _row(kind: str, word: str, whole: str, part: str) -> dict[str, Any]:
    about = part or _sentences(word, whole)
    address, phone = _address(about), _phone(about)
    period = _period(kind, whole) or _period_of(kind, about)
    return {"kind": kind, "body": _body(word, whole, part), "address": address, "phone": phone, "period": period}


def _body(word: str, whole: str, part: str) -> str | None:
    """By a label, at the beginning of its own part, or in a sentence."""
    told = [hit[1] for hit in (LABELLED.search(part), FIRST.match(part), *re.finditer(TURN + ASKS, part)) if hit]
    told += [hit["body"] for way in WAYS for hit in re.finditer(way.replace("WORD", word), whole)]
    return next((body for one in told if (body := _name(one)) and _takes(word, body)), None)


def _takes(word: str, body: str) -> bool:
    """Suits go to courts, and nothing else does."""
    court = re.search("法院|法庭", body) is not None
    return court and "政府" not in body if word == KINDS["2"] else not court


def _name(said: str) -> str | None:
    """The name of a body, or of several, where it surely is one."""
    name = next(iter(NEXT.split(re.sub(r"^可?[向由到至为是]\s*", "", said.strip()), maxsplit=1)), "").strip("“”\"' 　")
    return name if BODY.search(name) and not NO_BODY.search(name) else None


def _address(part: str) -> str | None:
    if hit := ADDRESS.search(part):
        return hit[1].strip()
    pieces = (one.strip() for one in re.split(r"[\n，,。；;、（）()]", CALL.sub("，", part)))
    return next((one for one in pieces if LIKE_ADDRESS.search(one) and not re.search("[:：]|[日月]内", one)), None)


def _phone(part: str) -> str | None:
    told = [one for hit in CALL.finditer(part) for one in phones(hit[0]) or ()]
    return next((one for one in told if not faults({"consult_phone": one})), None)


def _period(kind: str, whole: str) -> dict[str, Any] | None:
    shape = rf"({NUMERAL})日内[^。；]{{0,40}}复议" if kind == "1" else rf"({NUMERAL})个?月内"
    hit = re.search(shape, whole)
    return {"number": number(hit[1]), "unit": "day" if kind == "1" else "month"} if hit else None


def _period_of(kind: str, part: str) -> dict[str, Any] | None:
    """The period that stands behind the body; of a suit in months or, where none are said, in days."""
    shapes = (("day", DAYS),) if kind == "1" else (("month", MONTHS), ("day", DAYS))
    told = ((unit, hit) for unit, shape in shapes if (hit := shape.search(part)))
    return next(({"number": number(hit[1] or hit[2] or hit[3]), "unit": unit} for unit, hit in told), None)
