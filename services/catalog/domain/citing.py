"""Legal bases as people write them, one a line: 《名称》（文号）第三条第一款第（二）项：条文."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.asides import ASIDES, numbers
from shared.elements import ELEMENTS, Element, Kind
from shared.numerals import number, numeral

KINDS = {"设定": "establishing", "实施": "implementing", "监管": "supervising"}
_NAMES = {kind: word for word, kind in KINDS.items()}
_NUMBER = r"(?:[0-9]{1,6}|[零〇一二三四五六七八九十百千]{1,12})"
_ARTICLE = rf"第({_NUMBER})条(?:之({_NUMBER}))?(?:第({_NUMBER})款)?(?:第[（(]?({_NUMBER})[）)]?项)?"
_LINE = re.compile(
    rf"(?:[【\[]?(设定|实施|监管)(?:依据)?[】\]]?[:：]?\s*+)?《(.+?)》(?!》)\s*+({ASIDES})\s*+((?:{_ARTICLE}、?)*)\s*+(?:[:：]\s*+(.*))?",
    re.DOTALL,
)
_ONE = re.compile(_ARTICLE)
_NAMED = re.compile(rf"《((?:[^《》]|《[^《》]{{1,100}}》){{2,200}})》\s*+{ASIDES}\s*+((?:{_ARTICLE}[、，,和及与]?)*)")
LONGEST, BASIS = 10_000, "basis"
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
    if about := numbers(match[3]):
        head["document_number"] = about
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


def named(text: str) -> Iterator[tuple[str, int]]:
    """The laws that a text names, each with its articles, or 0 where it names none: 《名称》（文号）第三条、第五条."""
    for match in _NAMED.finditer(text[:LONGEST]):
        articles = [number(one[1]) or 0 for one in _ONE.finditer(match[2])] or [0]
        yield from ((match[1], article) for article in articles)


def cited(values: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The laws and articles that an item stands on: its three kinds of basis, and what its fees and the like rest on."""
    found: list[tuple[str, int]] = []
    for key, element in ELEMENTS.items():
        if element.type is Kind.BASES:
            found += [(one["title"], one.get("article") or 0) for one in _rows(values, key) if "title" in one]
        else:
            for text in _bases_said(values, element):
                found += named(text)
    return list(dict.fromkeys(found))


def _bases_said(values: Mapping[str, Any], element: Element) -> list[str]:
    """What an element says in a text of its own, or in a column, of the basis that something rests on."""
    if element.key.endswith(BASIS):
        said = [values.get(element.key)]
    else:
        keys = [one.key for one in element.columns if one.key.endswith(BASIS)]
        said = [row.get(key) for row in _rows(values, element.key) for key in keys] if keys else []
    return [one for one in said if isinstance(one, str)]


def _rows(values: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    held = values.get(key)
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def write(bases: list[dict[str, Any]]) -> str:
    return "\n".join(cite(basis) for basis in bases)
