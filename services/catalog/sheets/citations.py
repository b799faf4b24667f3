"""Legal bases as people write them, one a line: 《名称》（文号）第三条第一款第（二）项：条文."""

import re
from typing import Any

KINDS = {"设定": "establishing", "实施": "implementing", "监管": "supervising"}
_NAMES = {kind: word for word, kind in KINDS.items()}
_DIGITS = "〇一二三四五六七八九"
_NUMBER = r"(?:[0-9]{1,6}|[零〇一二三四五六七八九十百千]{1,12})"
_TEN = 10
_ARTICLE = rf"第({_NUMBER})条(?:之({_NUMBER}))?(?:第({_NUMBER})款)?(?:第[（(]?({_NUMBER})[）)]?项)?"
_LINE = re.compile(
    rf"(?:[【\[]?(设定|实施|监管)(?:依据)?[】\]]?[:：]?\s*+)?《(.+?)》(?!》)\s*+(?:[（(]([^）)]{{0,200}})[）)])?\s*+((?:{_ARTICLE}、?)*)\s*+(?:[:：]\s*+(.*))?",
    re.DOTALL,
)
_ONE = re.compile(_ARTICLE)
_START = re.compile(r"\n(?=[ \t\u3000]{0,20}(?:[【\[]?(?:设定|实施|监管)(?:依据)?[】\]]?[:：]?[ \t\u3000]{0,20})?《)")


def parse(text: str) -> list[dict[str, Any]] | None:
    """The bases of a cell, or None where a line cites nothing."""
    found: list[dict[str, Any]] = []
    for line in _START.split(text.strip()):
        match = _LINE.fullmatch(line.strip())
        if not match:
            return None
        found.extend(_bases(match))
    return found


def _bases(match: re.Match[str]) -> list[dict[str, Any]]:
    head: dict[str, Any] = {"kind": KINDS.get(match[1] or "", "establishing"), "title": match[2]}
    if match[3]:
        head["document_number"] = match[3]
    tail = {"text": match[9].strip()} if match[9] else {}
    articles = [_article(one) for one in _ONE.finditer(match[4])] or [{"article": None, "insert": 0}]
    return [head | article | tail for article in articles]


def _article(match: re.Match[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"article": number(match[1]), "insert": number(match[2]) if match[2] else 0}
    if match[3]:
        found["paragraph"] = number(match[3])
    if match[4]:
        found["item"] = number(match[4])
    return found


def number(text: str) -> int:
    """二百一十三, 十, 一百零五 or 15."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for sign in text.replace("零", "〇"):
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = _DIGITS.index(sign)
    return total + digit


def numeral(value: int) -> str:
    """The other way: 213 is 二百一十三."""
    text, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if zero else "") + ("" if digit == 1 and unit == _TEN and not text else _DIGITS[digit]) + word
        zero = not digit and bool(text) and value > 0
    return text


def cite(basis: dict[str, Any]) -> str:
    """The line that parses back to the basis."""
    text = f"《{basis['title']}》"
    if basis.get("document_number"):
        text += f"（{basis['document_number']}）"
    if basis.get("article"):
        text += f"第{numeral(basis['article'])}条"
        text += f"之{numeral(basis['insert'])}" if basis.get("insert") else ""
        text += f"第{numeral(basis['paragraph'])}款" if basis.get("paragraph") else ""
        text += f"第（{numeral(basis['item'])}）项" if basis.get("item") else ""
    text += f"：{basis['text']}" if basis.get("text") else ""
    kind = basis.get("kind", "establishing")
    return text if kind == "establishing" else f"【{_NAMES[kind]}依据】{text}"


def write(bases: list[dict[str, Any]]) -> str:
    return "\n".join(cite(basis) for basis in bases)
